import { describe, expect, it } from 'vitest';
import { runRanks, source } from '../../test/support/run-ranks.js';
import { hasProcessGroups } from './process-group.js';

const HEAD = `
  const { distributed, nn, ops, Random, tensor, scope, setThreads } = await import(${source('index.ts')});
  setThreads(1);
  const world = distributed.resolveWorld();
`;

// biome-ignore lint/suspicious/noExplicitAny: each program prints its own shape
type Answer = any;

/** What each rank printed as JSON. */
async function answers(size: number, body: string): Promise<Answer[]> {
  const results = await runRanks(size, HEAD + body);
  for (const { rank, code, stderr } of results) expect(code, `rank ${rank}: ${stderr}`).toBe(0);
  return results.map(({ stdout }) => JSON.parse(stdout));
}

describe('process groups', () => {
  it('are there in Debian’s libtorch, for which these tests are written', () => {
    expect(hasProcessGroups()).toBe(true);
  });

  it('sum, take the largest, broadcast and wait, with the same bytes on every rank', async () => {
    const found = await answers(
      3,
      `
      const group = await distributed.ProcessGroup.open(world, { timeout: 60 });
      const own = (scale) => tensor(Float32Array.from({ length: 1000 }, (_, i) => Math.sin(scale * i + world.rank)));
      const [sum, most, given] = [own(1), own(2), own(3)];
      await group.allReduce([sum]);
      await group.allReduce([most], 'max');
      await group.broadcast([given], 1);
      await group.barrier();
      const text = (t) => t.toNumbers();
      process.stdout.write(JSON.stringify([sum, most, given].map(text)));
      group.close();
      process.exit(0);`,
    );
    expect(found[1]).toEqual(found[0]);
    expect(found[2]).toEqual(found[0]);
    const [sum, most, given] = found[0];
    for (let i = 0; i < 1000; i++) {
      const values = (scale: number) => [0, 1, 2].map((rank) => Math.fround(Math.sin(scale * i + rank)));
      // Two additions of numbers up to 1 and 2, half a unit in the last place each.
      expect(Math.abs(sum[i] - values(1).reduce((a, b) => a + b))).toBeLessThanOrEqual(2 ** -24 + 2 ** -23);
      expect(most[i]).toBe(Math.max(...values(2)));
      expect(given[i]).toBe(values(3)[1]);
    }
  });

  it('average gradients in buckets: two ranks with half the batch each have the gradients of one with all of it', async () => {
    const program = `
      const group = world.size > 1 ? await distributed.ProcessGroup.open(world, { timeout: 60 }) : null;
      const random = new Random(7, 'weights');
      const layers = [new nn.Linear(6, 40), new nn.Linear(40, 40), new nn.Linear(40, 3)];
      const parameters = layers.flatMap((layer) => layer.parameters());
      for (const p of parameters) p.copyFrom(Float32Array.from({ length: p.numel }, () => random.normal() / 5));
      const data = new Random(7, 'data');
      const rows = Array.from({ length: 8 }, () => Array.from({ length: 6 }, () => data.normal()));
      const mine = rows.slice((8 / world.size) * world.rank, (8 / world.size) * (world.rank + 1));
      // Several buckets: 1 kB each.
      const buckets = group && new distributed.GradientBuckets(group, parameters, { bucketBytes: 1024 });
      for (let pass = 0; pass < 2; pass++) {
        for (const p of parameters) p.grad = null;
        // The second time gradients of two backward passes are added up before they travel.
        const parts = pass === 0 ? [mine] : [mine.slice(0, mine.length / 2), mine.slice(mine.length / 2)];
        parts.forEach((part, i) => {
          let x = tensor(part);
          for (const layer of layers) x = layer.forward(x).tanh();
          if (i === parts.length - 1) buckets?.start();
          x.square().mean().mul(1 / parts.length).backward();
        });
        await buckets?.finish();
      }
      process.stdout.write(JSON.stringify(parameters.map((p) => p.grad.toNumbers())));
      process.exit(0);`;
    const [alone] = await answers(1, program);
    const [first, second] = await answers(2, program);
    expect(second).toEqual(first);
    first.forEach((gradient: number[], i: number) => {
      // Sums of at most 8 x 40 products in another order: each adds at most one rounding of the largest
      // partial sum.
      const largest = Math.max(...alone[i].map(Math.abs));
      gradient.forEach((value, k) => {
        expect(Math.abs(value - alone[i][k])).toBeLessThanOrEqual(320 * 2 ** -24 * largest);
      });
      expect(largest).toBeGreaterThan(1e-5);
    });
  });

  it('sum over ranks in the middle of a network, and send gradients back', async () => {
    const found = await answers(
      2,
      `
      const group = await distributed.ProcessGroup.open(world, { timeout: 60 });
      const x = tensor([1 + world.rank, 2], { requiresGrad: true });
      const total = group.sumOverRanks(x);
      // Loss of rank r: (r + 1) x (sum of squares of the total).
      total.square().sum().mul(world.rank + 1).backward();
      process.stdout.write(JSON.stringify([total.toNumbers(), x.grad.toNumbers()]));
      process.exit(0);`,
    );
    // d/dx of sum over ranks of (r + 1) (x1 + x2)^2 = 2 (1 + 2) total.
    for (const [total, gradient] of found) {
      expect(total).toEqual([3, 4]);
      expect(gradient).toEqual([18, 24]);
    }
  });

  it('normalise batches of other sizes by the statistics of all, as one process does with the whole', async () => {
    // Large means beside small variances, where a sum of squares in float32 would have no digit left.
    const program = `
      const group = world.size > 1 ? await distributed.ProcessGroup.open(world, { timeout: 60 }) : null;
      const random = new Random(3, 'batch');
      const draw = (count, offset) => tensor(Float32Array.from({ length: count }, () => offset + random.normal()));
      const whole = draw(8 * 3 * 4 * 5, 0).reshape([8, 3, 4, 5]).add(tensor([0, 20, -200]).reshape([1, 3, 1, 1]));
      const towards = draw(8 * 3 * 4 * 5, 0).reshape([8, 3, 4, 5]);
      const cuts = world.size === 1 ? [0, 8] : [0, 3, 8];
      const mine = (t) => t.slice(0, cuts[world.rank], cuts[world.rank + 1]);
      const layers = [new nn.BatchNorm2d(3), new nn.Conv2d(3, 3, 1), new nn.BatchNorm2d(3, { momentum: null })];
      const weights = new Random(3, 'weights');
      const net = new nn.Sequential(...layers);
      for (const p of net.parameters()) p.copyFrom(Float32Array.from({ length: p.numel }, () => 1 + weights.normal() / 5));
      if (group) nn.shareBatchStatistics(net, group);
      const x = mine(whole).detach().requiresGrad_(true);
      let y;
      for (let pass = 0; pass < 2; pass++) y = net.forward(x);
      y.tanh().mul(mine(towards)).sum().backward();
      const gradients = net.parameters().map((p) => p.grad);
      if (group) await group.allReduce(gradients);
      net.eval();
      const evaluated = net.forward(mine(whole));
      const all = [y, x.grad, evaluated];
      const text = (t) => t.detach().reshape([-1]).toNumbers();
      process.stdout.write(JSON.stringify({ batch: all.map(text), shared: [...gradients, layers[0].runningMean, layers[0].runningVar, layers[2].runningVar].map(text) }));
      process.exit(0);`;
    const [alone] = await answers(1, program);
    const found = await answers(2, program);
    const joined = [0, 1, 2].map((i) => found.flatMap(({ batch }) => batch[i]));
    const pairs = [
      ...joined.map((values, i) => [values, alone.batch[i]]),
      ...found.flatMap(({ shared }) =>
        shared.map((values: number[], i: number) => [values, alone.shared[i]]),
      ),
    ];
    for (const [values, expected] of pairs) {
      expect(values).toHaveLength(expected.length);
      // A value of 200 has 2^-17 in its last place, which two normalisations and a sum of 160 carry on.
      const largest = Math.max(1, ...expected.map(Math.abs));
      values.forEach((value: number, i: number) => {
        expect(Math.abs(value - expected[i])).toBeLessThanOrEqual(160 * 2 ** -17 * largest);
      });
    }
    // Without it a rank normalises its own part, which is seen at once.
    const apart = await answers(2, program.replace('if (group) nn.share', 'if (false) nn.share'));
    const off = apart.flatMap(({ batch }) => batch[0]).map((value, i) => Math.abs(value - alone.batch[0][i]));
    expect(Math.max(...off)).toBeGreaterThan(0.05);
  });

  it('say within their timeout that another rank is gone, while timers go on', async () => {
    const results = await runRanks(
      2,
      `${HEAD}
      const group = await distributed.ProcessGroup.open(world, { timeout: 3 });
      if (world.rank === 1) process.kill(process.pid, 'SIGKILL');
      let ticks = 0;
      setInterval(() => ticks++, 50).unref();
      const started = Date.now();
      try {
        await group.allReduce([tensor([1])]);
        await group.allReduce([tensor([1])]);
        process.stdout.write('nothing noticed');
      } catch (error) {
        process.stdout.write(JSON.stringify({ name: error.name, message: error.message, ticks, seconds: (Date.now() - started) / 1000 }));
      }
      process.exit(3);`,
    );
    expect(results[1].signal).toBe('SIGKILL');
    const { name, message, seconds } = JSON.parse(results[0].stdout);
    expect(name).toBe('DistributedError');
    expect(message).toMatch(/all-reduce of rank 0 of 2: another rank has ended, hangs or cannot be reached/);
    // The timeout, twice over for a crowded machine.
    expect(seconds).toBeLessThan(6);
  });

  it('notice a rank that hangs, and one that never comes', async () => {
    const hangs = await runRanks(
      2,
      `${HEAD}
      const group = await distributed.ProcessGroup.open(world, { timeout: 2 });
      if (world.rank === 1) { await new Promise((done) => setTimeout(done, 8000)); process.exit(0); }
      let ticks = 0;
      setInterval(() => ticks++, 50).unref();
      await group.allReduce([tensor([1])]).catch((error) => process.stdout.write(JSON.stringify([error.name, ticks])));
      process.exit(3);`,
    );
    const [name, ticks] = JSON.parse(hangs[0].stdout);
    expect(name).toBe('DistributedError');
    // Two seconds of waiting left room for timers of 50 ms.
    expect(ticks).toBeGreaterThan(5);
    const [lonely] = await runRanks(
      1,
      `${HEAD}
      await distributed.ProcessGroup.open({ ...world, size: 2 }, { timeout: 2 })
        .catch((error) => process.stdout.write(error.message));
      process.exit(3);`,
    );
    expect(lonely.stdout).toMatch(/rank 0 of 2 did not meet the others at 127\.0\.0\.1:\d+ within 2 s/);
  });
});
