import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import { describe, expect, it } from 'vitest';
import { scoped } from '../../test/support/scoped.js';
import { isGradEnabled, noGrad } from '../autograd/modes.js';
import { ones, tensor, zeros } from '../ops/create.js';
import { memory } from './memory.js';
import { scope } from './scope.js';
import { adopt, type TensorTicket, transfer } from './transfer.js';

// Workers load the compiled package: Node has no loader for TypeScript there.
const PACKAGE = fileURLToPath(new URL('../../dist/index.js', import.meta.url));

/**
 * Starts a worker that answers each message with what `body` (a function's text over `torch` and `value`)
 * returns.
 */
function start(body: string): Worker {
  const program = `
    const { parentPort } = require('node:worker_threads');
    import(${JSON.stringify(PACKAGE)}).then((torch) => {
      const answer = (value) => { ${body} };
      parentPort.on('message', (value) => {
        try { parentPort.postMessage({ value: answer(value) }); }
        catch (error) { parentPort.postMessage({ error: error.message }); }
      });
      parentPort.postMessage('ready');
    });
  `;
  return new Worker(program, { eval: true });
}

async function ask<T>(worker: Worker, value: unknown): Promise<T> {
  worker.postMessage(value);
  const [answer] = (await once(worker, 'message')) as [{ value: T; error?: string }];
  if (answer.error) throw new Error(answer.error);
  return answer.value;
}

describe('worker threads', () => {
  it('hand tensors to each other without a copy', async () => {
    const before = memory().tensors;
    const worker = start(`
      return torch.scope(() => {
        const x = torch.adopt(value);
        x.add_(1);
        return { sum: x.sum().item(), back: torch.transfer(x), threads: torch.getThreads() };
      });
    `);
    await once(worker, 'message');
    const x = tensor(Float32Array.of(1, 2, 3));
    const view = x.slice(0, 0, 1);
    const ticket = transfer(x);
    expect(x.isLive).toBe(false);
    const answer = await ask<{ sum: number; back: TensorTicket; threads: number }>(worker, ticket);
    expect([answer.sum, answer.threads]).toEqual([9, 1]);
    // The worker wrote into the memory that the view here still sees.
    expect(view.item()).toBe(2);
    const back = adopt(answer.back);
    expect(back.toNumbers()).toEqual([2, 3, 4]);
    expect(() => adopt(answer.back)).toThrow(/adopted before/);
    back.dispose();
    view.dispose();
    await worker.terminate();
    expect(memory().tensors).toBe(before);
  });

  it('compute at the same time, with handles, modes and counts of their own', async () => {
    const body = `
      return torch.noGrad(() => torch.scope(() => {
        let x = torch.ones([32, 32]).mul(1 / 32);
        const y = torch.full([32, 32], value);
        for (let i = 0; i < 300; i++) {
          const next = torch.scope(() => x.matmul(y).div(32 * value));
          x.dispose();
          x = next;
        }
        let stale = 'none';
        try { torch.adopt({ tensorTicket: 123456789 }); } catch (error) { stale = error.message; }
        return { mean: x.mean().item(), live: torch.memory().tensors, grad: torch.isGradEnabled(), stale };
      }));
    `;
    const workers = [start(body), start(body), start(body)];
    await Promise.all(workers.map((worker) => once(worker, 'message')));
    const asked = workers.map((worker, i) => ask<Record<string, unknown>>(worker, (i + 1) / 32));
    scope(() => {
      const x = ones([4], { requiresGrad: true });
      x.mul(2).sum().backward();
      expect(x.grad?.toNumbers()).toEqual([2, 2, 2, 2]);
    });
    for (const answer of await Promise.all(asked)) {
      // A product with a constant matrix sums 32 columns, which the division takes back.
      expect(answer.mean).toBeCloseTo(1 / 32, 5);
      expect(answer.grad).toBe(false);
      expect(answer.live).toBe(4);
      expect(answer.stale).toMatch(/no tensor waits/);
    }
    expect(isGradEnabled()).toBe(true);
    await Promise.all(workers.map((worker) => worker.terminate()));
  });

  it('train on their own thread', async () => {
    const worker = start(`
      const w = torch.keep(torch.zeros([3], { requiresGrad: true }));
      for (let i = 0; i < 200; i++) torch.scope(() => {
        const loss = w.sub(torch.tensor(value)).square().sum();
        loss.backward();
        torch.noGrad(() => w.sub_(w.grad, { alpha: 0.1 }));
        w.grad = null;
      });
      const result = w.toNumbers();
      w.dispose();
      return { result, live: torch.memory().tensors };
    `);
    await once(worker, 'message');
    const { result, live } = await ask<{ result: number[]; live: number }>(worker, [1, -2, 3]);
    expect(result).toBeAllclose([1, -2, 3], { absolute: 1e-6 });
    expect(live).toBe(0);
    await worker.terminate();
  });

  it('may be ended while they hold tensors', async () => {
    for (let i = 0; i < 3; i++) {
      const worker = start(
        'globalThis.held = torch.keep(torch.zeros([1000, 1000])); return torch.memory().tensors;',
      );
      await once(worker, 'message');
      expect(await ask<number>(worker, null)).toBe(1);
      await worker.terminate();
    }
    expect(zeros([1]).item()).toBe(0);
  });
});

describe('transfer', () => {
  it(
    'works within a thread, and refuses what autograd still needs',
    scoped(() => {
      const leaf = zeros([2], { requiresGrad: true });
      expect(() => transfer(leaf.add(1))).toThrow(/detach\(\) it first/);
      const moved = adopt(transfer(leaf));
      expect(moved.requiresGrad).toBe(true);
      expect(leaf.isLive).toBe(false);
      noGrad(() => moved.add_(1));
      expect(() => transfer(leaf)).toThrow(/already freed/);
    }),
  );
});
