import { setImmediate as nextTurn } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { afterEach, describe, expect, it } from 'vitest';
import { scoped } from '../../test/support/scoped.js';
import { tensor, zeros } from '../ops/create.js';
import { inScope, setUnscopedLimit } from './handles.js';
import { memory } from './memory.js';
import { dispose, keep, scope } from './scope.js';
import type { Tensor } from './tensor.js';

const MEGABYTE = 2 ** 20;

describe('scope', () => {
  it('frees what is not returned and hands on what is', () => {
    const before = memory().tensors;
    const made: Tensor[] = [];
    const result = scope(() => {
      made.push(zeros([3]), zeros([4]));
      return {
        sum: made[0].add(1),
        parts: [made[1], { deep: zeros([1]) }],
        label: 'x',
        map: new Map([['k', zeros([2])]]),
      };
    });
    expect(made.map((x) => x.isLive)).toEqual([false, true]);
    expect(result.sum.toNumbers()).toEqual([1, 1, 1]);
    expect(memory().tensors - before).toBe(4);
    dispose(result);
    expect(memory().tensors - before).toBe(0);
  });

  it('hands a returned tensor to the scope around it', () => {
    let inner: Tensor | undefined;
    scope(() => {
      inner = scope(() => zeros([2]).add(1));
      expect(inner.isLive).toBe(true);
    });
    expect(inner?.isLive).toBe(false);
    expect(inScope()).toBe(false);
  });

  it('hands on many tensors at once, each once', () => {
    const before = memory().tensors;
    scope(() => {
      const many = scope(() => {
        const list = Array.from({ length: 50 }, (_, i) => tensor([i]));
        zeros([1]);
        return [...list, ...list];
      });
      expect(many.map((x) => x.item())).toEqual([...Array(50).keys(), ...Array(50).keys()]);
      expect(memory().tensors - before).toBe(50);
    });
    expect(memory().tensors - before).toBe(0);
  });

  it('keeps what keep() was told of, wherever it was made', () => {
    const before = memory().tensors;
    let kept: Tensor | undefined;
    scope(() => {
      const outer = zeros([1]);
      scope(() => {
        kept = keep(zeros([5]));
        keep([outer]);
      });
      expect(outer.isLive).toBe(true);
      outer.dispose();
    });
    expect(kept?.isLive).toBe(true);
    kept?.dispose();
    expect(memory().tensors).toBe(before);
  });

  it('frees when the body throws', () => {
    const before = memory().tensors;
    expect(() =>
      scope(() => {
        zeros([1]);
        scope(() => {
          zeros([1]).matmul(zeros([2, 2]));
        });
      }),
    ).toThrow(/size mismatch|matmul/);
    expect(memory().tensors).toBe(before);
    expect(inScope()).toBe(false);
  });

  it('refuses async bodies', async () => {
    const before = memory().tensors;
    let pending: Promise<void> | undefined;
    expect(() =>
      scope(() => {
        pending = (async () => {
          zeros([1]);
        })();
        return pending;
      }),
    ).toThrow(/synchronous/);
    await pending;
    expect(memory().tensors).toBe(before);
  });

  it(
    'does not free tensors from outside that the body returns',
    scoped(() => {
      const outside = zeros([1]);
      expect(scope(() => outside)).toBe(outside);
      expect(outside.isLive).toBe(true);
    }),
  );

  it(
    'counts live tensors and the distinct bytes behind them',
    scoped(() => {
      const before = memory();
      const x = zeros([1000]);
      x.reshape([10, 100]).transpose(0, 1);
      const after = memory();
      expect(after.tensors - before.tensors).toBe(3);
      expect(after.bytes - before.bytes).toBe(4000);
    }),
  );

  it('stays flat over 10,000 steps', () => {
    const weight = keep(zeros([64, 64], { requiresGrad: true }));
    const step = () =>
      scope(() => {
        const loss = zeros([32, 64]).add(1).matmul(weight).sub(1).square().mean();
        loss.backward();
        weight.grad?.zero_();
        return loss.item();
      });
    for (let i = 0; i < 500; i++) step();
    const before = { ...memory(), resident: process.memoryUsage.rss() };
    for (let i = 0; i < 10_000; i++) step();
    const after = { ...memory(), resident: process.memoryUsage.rss() };
    expect(after.tensors).toBe(before.tensors);
    expect(after.bytes).toBe(before.bytes);
    // Every step makes more than 100 kB: 1 GB in all.
    expect((after.resident - before.resident) / MEGABYTE).toBeLessThan(60);
    weight.grad = null;
    weight.dispose();
  });
});

describe('tensors outside scopes', () => {
  let limit: number | undefined;
  afterEach(() => {
    if (limit) setUnscopedLimit(limit);
  });

  it('may hold so many bytes, then an error says what to do', () => {
    limit = setUnscopedLimit(memory().unscopedBytes + 10 * MEGABYTE);
    const before = memory();
    const made: Tensor[] = [];
    expect(() => {
      for (let i = 0; i < 20; i++) made.push(zeros([MEGABYTE / 4]));
    }).toThrow(/use|scope\(\(\) => \.\.\.\).*keep\(\)/);
    expect(made.length).toBe(10);
    // Kept tensors do not count, freed ones neither; views of counted memory are not counted twice.
    keep(made[0]);
    made[1].reshape([2, MEGABYTE / 8]).dispose();
    zeros([MEGABYTE / 4]).dispose();
    scope(() => {
      for (let i = 0; i < 20; i++) zeros([MEGABYTE / 4]);
    });
    dispose(made);
    expect(memory().tensors).toBe(before.tensors);
    expect(memory().unscopedBytes).toBe(before.unscopedBytes);
    expect(() => setUnscopedLimit(0)).toThrow(RangeError);
  });

  it('are freed when nothing refers to them', async () => {
    setFlagsFromString('--expose-gc');
    const collect: () => void = runInNewContext('gc');
    const before = memory().tensors;
    (() => {
      for (let i = 0; i < 100; i++) zeros([10]);
    })();
    for (let i = 0; i < 20 && memory().tensors > before; i++) {
      collect();
      await nextTurn();
    }
    expect(memory().tensors).toBeLessThanOrEqual(before + 1);
  });
});
