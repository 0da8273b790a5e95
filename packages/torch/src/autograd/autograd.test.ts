import { describe, expect, it } from 'vitest';
import { scoped } from '../../test/support/scoped.js';
import { ops } from '../index.js';
import { tensor, zeros } from '../ops/create.js';
import { memory } from '../tensor/memory.js';
import { backward, grad } from './grad.js';
import { autocast, enableGrad, inferenceMode, isGradEnabled, noGrad } from './modes.js';

describe('backward', () => {
  it(
    'accumulates into leaves',
    scoped(() => {
      const x = tensor([1, 2, 3], { requiresGrad: true });
      expect(x.grad).toBeNull();
      x.mul(x).sum().backward();
      x.mul(2).sum().backward();
      expect(x.grad?.toNumbers()).toEqual([4, 6, 8]);
      x.grad?.zero_();
      expect(x.grad?.toNumbers()).toEqual([0, 0, 0]);
      x.grad = null;
      expect(x.grad).toBeNull();
      x.grad = tensor([1, 1, 1]);
      expect(x.grad?.toNumbers()).toEqual([1, 1, 1]);
      expect(() => {
        x.grad = tensor([1]);
      }).toThrow(/expected Float \[3\], found Float \[1\]/);
    }),
  );

  it(
    'takes a gradient for what is no scalar, and keeps the graph on request',
    scoped(() => {
      const x = tensor([1, 2], { requiresGrad: true });
      const y = x.pow(3);
      expect(() => y.backward()).toThrow(/scalar/);
      y.backward(tensor([1, 10]), { retainGraph: true });
      y.backward(tensor([1, 10]));
      expect(x.grad?.toNumbers()).toEqual([6, 240]);
      expect(() => y.backward(tensor([1, 10]))).toThrow(/second time/);
    }),
  );

  it(
    'runs over several outputs, into chosen inputs only',
    scoped(() => {
      const [x, w] = [tensor([2], { requiresGrad: true }), tensor([3], { requiresGrad: true })];
      backward([x.mul(w).sum(), x.sum()], { inputs: [x] });
      expect([x.grad?.item(), w.grad]).toEqual([4, null]);
    }),
  );

  it(
    'survives the handles of what lies between',
    scoped(() => {
      const x = tensor([2], { requiresGrad: true });
      const hidden = x.mul(3);
      const loss = hidden.square().sum();
      hidden.dispose();
      loss.backward();
      expect(x.grad?.item()).toBe(36);
    }),
  );

  it(
    'tells leaves and graph nodes apart',
    scoped(() => {
      const x = zeros([2], { requiresGrad: true });
      const y = x.add(1);
      expect([x.isLeaf, y.isLeaf, x.gradFn, y.requiresGrad]).toEqual([true, false, null, true]);
      expect(y.gradFn).toMatch(/AddBackward/);
      expect(y.detach().requiresGrad).toBe(false);
      expect(() => {
        y.requiresGrad = false;
      }).toThrow(/detach/);
      expect(() => zeros([2], { dtype: 'int64', requiresGrad: true })).toThrow(/only floating-point/);
      expect(() => x.add_(1)).toThrow(/leaf/);
    }),
  );
});

describe('grad', () => {
  it(
    'gives gradients without touching .grad, and second derivatives',
    scoped(() => {
      const x = tensor([2], { requiresGrad: true, dtype: 'float64' });
      const [first] = grad(x.pow(3).sum(), x, { createGraph: true });
      expect([first.item(), first.requiresGrad, x.grad]).toEqual([12, true, null]);
      const [second] = grad(first.sum(), [x]);
      expect(second.item()).toBe(12);
    }),
  );

  it(
    'refuses or reports unused inputs',
    scoped(() => {
      const [x, unused] = [tensor([2], { requiresGrad: true }), tensor([2], { requiresGrad: true })];
      expect(() => grad(x.sum(), [unused])).toThrow(/not have been used/);
      expect(grad(x.sum(), [x, unused], { allowUnused: true })[1]).toBeNull();
    }),
  );
});

describe('modes', () => {
  it(
    'nest and end, also by an error',
    scoped(() => {
      const x = zeros([1], { requiresGrad: true });
      const seen = noGrad(() => [
        isGradEnabled(),
        x.add(1).requiresGrad,
        enableGrad(() => x.add(1).requiresGrad),
        inferenceMode(() => isGradEnabled()),
      ]);
      expect(seen).toEqual([false, false, true, false]);
      expect(() =>
        noGrad(() =>
          inferenceMode(() => {
            throw new Error('inside');
          }),
        ),
      ).toThrow('inside');
      expect(isGradEnabled()).toBe(true);
      expect(x.add(1).requiresGrad).toBe(true);
    }),
  );

  it('refuse async functions', async () => {
    const before = memory().tensors;
    for (const mode of [noGrad, inferenceMode, enableGrad]) {
      expect(() => mode(async () => 1)).toThrow(/synchronous/);
    }
    expect(isGradEnabled()).toBe(true);
    expect(memory().tensors).toBe(before);
  });

  it(
    'inference tensors are refused by autograd later',
    scoped(() => {
      const x = inferenceMode(() => zeros([2]));
      const w = zeros([2], { requiresGrad: true });
      expect(() => w.mul(x)).toThrow(/[Ii]nference/);
    }),
  );

  it(
    'autocast computes products in half precision and sums in float32',
    scoped(() => {
      const x = tensor([
        [1.001, 2],
        [3, 4],
      ]);
      const [product, sum] = autocast({ device: 'cpu', dtype: 'bfloat16' }, () => [x.matmul(x), x.sum()]);
      expect([product.dtype, sum.dtype, x.matmul(x).dtype]).toEqual(['bfloat16', 'float32', 'float32']);
      const off = autocast({}, () => autocast({ enabled: false }, () => x.matmul(x)));
      expect(off.dtype).toBe('float32');
    }),
  );

  it(
    'autocast passes gradients back to float32 weights',
    scoped(() => {
      const w = tensor(
        [
          [1, 2],
          [3, 4],
        ],
        { requiresGrad: true },
      );
      const loss = autocast({}, () => ops.linear(tensor([[1, 1]]), w))
        .to({ dtype: 'float32' })
        .sum();
      loss.backward();
      expect([w.grad?.dtype, ...(w.grad?.toNumbers() ?? [])]).toEqual(['float32', 1, 1, 1, 1]);
    }),
  );
});
