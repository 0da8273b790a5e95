import { describe, expect, it } from 'vitest';
import { scoped } from '../../test/support/scoped.js';
import { inferenceMode } from '../autograd/modes.js';
import { ops } from '../index.js';
import { Generator } from '../random/generator.js';
import { Random } from '../random/random.js';
import type { DType } from '../tensor/dtype.js';
import { scope } from '../tensor/scope.js';
import type { Tensor } from '../tensor/tensor.js';
import { arange, eye, tensor, zeros } from './create.js';

// What follows from definitions alone, computed with plain loops: true on every engine, with or without
// Python.
const draw = (name: string, count: number) => new Random('closed', name).fillNormal(new Float64Array(count));
const long = (...values: number[]) => tensor(values, { dtype: 'int64' });

describe('operators by their definitions', () => {
  it(
    'pointwise',
    scoped(() => {
      const x = draw('x', 20);
      const y = draw('y', 20);
      const [a, b] = [tensor(x), tensor(y)];
      expect(a.add(b, { alpha: 3 }).toNumbers()).toBeAllclose(
        x.map((v, i) => v + 3 * y[i]),
        { absolute: 1e-15 },
      );
      expect(a.atan2(b).toNumbers()).toBeAllclose(
        x.map((v, i) => Math.atan2(v, y[i])),
        { absolute: 1e-14 },
      );
      expect(a.sigmoid().toNumbers()).toBeAllclose(
        x.map((v) => 1 / (1 + Math.exp(-v))),
        { absolute: 1e-14 },
      );
      expect(ops.where(a.gt(b), a, b).toNumbers()).toEqual([...x.map((v, i) => Math.max(v, y[i]))]);
      expect(long(-7, 7).remainder(3).toNumbers()).toEqual([2, 1]);
      expect(long(-7, 7).fmod(3).toNumbers()).toEqual([-1, 1]);
      expect(tensor([0, 1, Number.NaN]).div(0).nanToNum(5, 6).toNumbers()).toEqual([5, 6, 5]);
    }),
  );

  it(
    'reductions',
    scoped(() => {
      const x = draw('r', 12);
      const a = tensor(x, { shape: [3, 4] });
      const rows = [0, 1, 2].map((i) => [...x.subarray(4 * i, 4 * i + 4)]);
      const mean = (values: number[]) => values.reduce((s, v) => s + v, 0) / values.length;
      expect(a.mean(1).toNumbers()).toBeAllclose(rows.map(mean));
      const variance = (values: number[]) => mean(values.map((v) => (v - mean(values)) ** 2)) * (4 / 3);
      expect(a.var(1).toNumbers()).toBeAllclose(rows.map(variance), { relative: 1e-12 });
      expect(a.argmax(1).toNumbers()).toEqual(rows.map((row) => row.indexOf(Math.max(...row))));
      expect(a.logsumexp(1).toNumbers()).toBeAllclose(
        rows.map((row) => Math.log(row.reduce((s, v) => s + Math.exp(v), 0))),
      );
      expect(a.cumsum(0).select(0, 2).toNumbers()).toBeAllclose(
        [0, 1, 2, 3].map((j) => rows[0][j] + rows[1][j] + rows[2][j]),
      );
    }),
  );

  it(
    'linear algebra',
    scoped(() => {
      const n = 5;
      const a = tensor(draw('la', n * n), { shape: [n, n] });
      const one = eye(n, { dtype: 'float64' }).toNumbers();
      const close = (actual: Tensor, expected: ArrayLike<number>) =>
        expect(actual.toNumbers()).toBeAllclose(expected, { absolute: 1e-10 });
      close(a.linalgInv().matmul(a), one);
      close(a.matmul(a.linalgSolve(eye(n, { dtype: 'float64' }))), one);
      const [q, r] = a.linalgQr();
      close(q.t().matmul(q), one);
      close(q.matmul(r), a.toNumbers());
      const [u, s, vh] = a.linalgSvd();
      close(u.matmul(ops.diag(s)).matmul(vh), a.toNumbers());
      const symmetric = a.add(a.t());
      const [values, vectors] = symmetric.linalgEigh();
      close(vectors.matmul(ops.diag(values)).matmul(vectors.t()), symmetric.toNumbers());
      close(a.linalgDet().abs(), [s.toNumbers().reduce((product, v) => product * v, 1)]);
      expect(ops.einsum('ii->', [a]).item()).toBeCloseTo(a.trace().item(), 12);
      expect(() => zeros([3, 3]).linalgInv()).toThrow(/singular/);
    }),
  );

  it(
    'fourier transform',
    scoped(() => {
      const x = draw('fft', 8);
      const spectrum = tensor(x).fftRfft();
      const expected = [0, 1, 2, 3, 4].map((k) => {
        let [re, im] = [0, 0];
        x.forEach((v, i) => {
          re += v * Math.cos((2 * Math.PI * k * i) / 8);
          im -= v * Math.sin((2 * Math.PI * k * i) / 8);
        });
        return Math.hypot(re, im);
      });
      expect(spectrum.abs().toNumbers()).toBeAllclose(expected, { absolute: 1e-12 });
      expect(spectrum.fftIrfft(8).toNumbers()).toBeAllclose(x, { absolute: 1e-12 });
      expect(() => spectrum.dtype).toThrow(/complex/);
      expect(() => spectrum.toArray()).toThrow(/ComplexDouble has no typed array/);
    }),
  );

  it(
    'shape and indexing',
    scoped(() => {
      const x = arange(24).reshape([2, 3, 4]);
      expect(x.permute([2, 0, 1]).select(0, 1).toNumbers()).toEqual([1, 5, 9, 13, 17, 21]);
      expect(x.flatten(1).shape).toEqual([2, 12]);
      expect(x.slice(2, 1, -1, 1).shape).toEqual([2, 3, 2]);
      expect(x.split([1, 2], 1).map((part) => part.shape[1])).toEqual([1, 2]);
      const table = arange(6).reshape([3, 2]);
      expect(ops.rows(table, long(2, 0)).toNumbers()).toEqual([4, 5, 0, 1]);
      expect(ops.sumByGroup(table, long(1, 0, 1), 2).toNumbers()).toEqual([2, 3, 4, 6]);
      expect(table.gather(1, long(1, 0, 1).unsqueeze(1)).toNumbers()).toEqual([1, 2, 5]);
      expect(long(3, 1, 2).sort()[1].toNumbers()).toEqual([1, 2, 0]);
      expect(long(3, 1, 2).topk(2)[0].toNumbers()).toEqual([3, 2]);
      expect(
        long(5, 5, 1)
          .unique2(true, true, true)
          .map((r) => r.toNumbers()),
      ).toEqual([
        [1, 5],
        [1, 1, 0],
        [1, 2],
      ]);
      const shuffled = x.reshape([1, 2, 3, 4]).pixelUnshuffle(1).pixelShuffle(1);
      expect(shuffled.toNumbers()).toEqual(x.toNumbers());
      expect(tensor([1, 2, 3]).pad([1, 1]).toNumbers()).toEqual([0, 1, 2, 3, 0]);
    }),
  );

  it(
    'convolution, against loops',
    scoped(() => {
      const [height, width, stride, padding] = [5, 6, 2, 1];
      const image = draw('image', 2 * height * width);
      const filter = draw('filter', 3 * 2 * 9);
      const expected: number[] = [];
      for (let o = 0; o < 3; o++) {
        for (let y = 0; y < 3; y++) {
          for (let x = 0; x < 3; x++) {
            let sum = 0;
            for (let c = 0; c < 2; c++) {
              for (let dy = 0; dy < 3; dy++) {
                for (let dx = 0; dx < 3; dx++) {
                  const [v, u] = [y * stride + dy - padding, x * stride + dx - padding];
                  if (v < 0 || u < 0 || v >= height || u >= width) continue;
                  sum += image[(c * height + v) * width + u] * filter[((o * 2 + c) * 3 + dy) * 3 + dx];
                }
              }
            }
            expected.push(sum);
          }
        }
      }
      const result = ops.conv2d(
        tensor(image, { shape: [1, 2, height, width] }),
        tensor(filter, { shape: [3, 2, 3, 3] }),
        null,
        stride,
        padding,
      );
      expect(result.shape).toEqual([1, 3, 3, 3]);
      expect(result.toNumbers()).toBeAllclose(expected, { absolute: 1e-12 });
    }),
  );

  it(
    'normalisation, activation and attention',
    scoped(() => {
      const x = tensor(draw('norm', 2 * 4 * 9), { shape: [2, 4, 3, 3] });
      const normalised = x.groupNorm(2).reshape([2, 2, 18]);
      expect(normalised.mean(2).toNumbers()).toBeAllclose([0, 0, 0, 0], { absolute: 1e-12 });
      expect(normalised.var(2, false).toNumbers()).toBeAllclose([1, 1, 1, 1], { absolute: 1e-4 });
      expect(x.softmax(1).sum(1).toNumbers()).toBeAllclose(new Array(18).fill(1));
      // Equal keys share the attention equally: the mean of the values.
      const values = tensor(draw('values', 12), { shape: [3, 4] });
      const mean = ops.attention(
        zeros([2, 4], { dtype: 'float64' }),
        zeros([3, 4], { dtype: 'float64' }),
        values,
      );
      expect(mean.select(0, 1).toNumbers()).toBeAllclose(values.mean(0).toNumbers(), { absolute: 1e-14 });
      const mask = tensor([true, false, false], { dtype: 'bool' }).expand([2, 3]);
      const first = ops.attention(
        zeros([2, 4], { dtype: 'float64' }),
        zeros([3, 4], { dtype: 'float64' }),
        values,
        { mask },
      );
      expect(first.select(0, 0).toNumbers()).toBeAllclose(values.select(0, 0).toNumbers(), {
        absolute: 1e-14,
      });
    }),
  );

  it(
    'resizing: a ramp stays a ramp',
    scoped(() => {
      const ramp = arange(4, { dtype: 'float64' }).reshape([1, 1, 1, 4]).expand([1, 1, 4, 4]).contiguous();
      const larger = ops.interpolate(ramp, { size: [4, 7], mode: 'bilinear', alignCorners: true });
      expect(larger.select(2, 0).toNumbers()).toBeAllclose([0, 0.5, 1, 1.5, 2, 2.5, 3]);
      expect(() => ops.interpolate(ramp, {})).toThrow(/either size or scaleFactor/);
      expect(() => ops.interpolate(ramp, { size: 3, mode: 'linear' })).toThrow(/does not fit 2 spatial/);
      const corners = tensor(
        [
          [-1, -1],
          [1, 1],
        ],
        { dtype: 'float64' },
      ).reshape([1, 1, 2, 2]);
      expect(ops.gridSample(ramp, corners, { alignCorners: true }).toNumbers()).toEqual([0, 3]);
    }),
  );

  it(
    'losses',
    scoped(() => {
      const logits = tensor([[1, 2, 3]], { dtype: 'float64' });
      const total = Math.log(Math.exp(1) + Math.exp(2) + Math.exp(3));
      expect(logits.crossEntropyLoss(long(1)).item()).toBeCloseTo(total - 2, 12);
      expect(
        tensor([3])
          .huberLoss(tensor([0]), 'mean', 1)
          .item(),
      ).toBe(2.5);
      expect(
        tensor([1, 2])
          .mseLoss(tensor([0, 0]), 'none')
          .toNumbers(),
      ).toEqual([1, 4]);
      expect(
        tensor([1, 2])
          .l1Loss(tensor([0, 0]), 2)
          .item(),
      ).toBe(3);
    }),
  );

  it(
    'lists at once',
    scoped(() => {
      const list = [tensor([1]), tensor([2, 3])];
      ops.foreachMul_(list, 2);
      ops.foreachAdd_(list, [tensor([1]), tensor([1, 1])], { alpha: -1 });
      expect(list.map((x) => x.toNumbers())).toEqual([[1], [3, 5]]);
    }),
  );

  it(
    'random operators: moments, and equal seeds give equal numbers',
    scoped(() => {
      const generator = new Generator(5);
      const uniform = zeros([50_000]).uniform_(2, 4, { generator });
      expect(uniform.mean().item()).toBeCloseTo(3, 1);
      expect([uniform.min().item() >= 2, uniform.max().item() < 4]).toEqual([true, true]);
      const normal = zeros([50_000]).normal_(1, 2, { generator });
      expect(normal.std().item()).toBeCloseTo(2, 1);
      const heads = zeros([50_000]).bernoulli_(0.3, { generator });
      expect(heads.mean().item()).toBeCloseTo(0.3, 1);
      expect(zeros([2000]).random_(5, { generator }).max().item()).toBe(4);
      const order = ops.randperm(50, { generator }).toNumbers();
      expect([...order].sort((p, q) => p - q)).toEqual([...Array(50).keys()]);
      generator.manualSeed(5);
      expect(zeros([50_000]).uniform_(2, 4, { generator }).equal(uniform)).toBe(true);
    }),
  );
});

describe('arithmetic with a number', () => {
  it(
    'keeps the type of the tensor, unless an integer meets a fraction',
    scoped(() => {
      const types = (dtype: DType) => {
        const x = tensor([4, 8], { dtype });
        return [x.add(1), x.sub(0.5), x.mul(2), x.div(2), x.rsub(1), x.mul(0.5)].map(
          (result) => result.dtype,
        );
      };
      for (const dtype of ['float32', 'float64', 'bfloat16', 'float16'] as const) {
        expect(types(dtype)).toEqual(new Array(6).fill(dtype));
      }
      expect(types('int32')).toEqual(['int32', 'float32', 'int32', 'float32', 'int32', 'float32']);
      // A tensor without dimensions is no number: its type counts in the same way.
      expect(tensor(4).mul(0.5).dtype).toBe('float32');
      expect(tensor([true], { dtype: 'bool' }).add(1).dtype).toBe('int64');
      expect(tensor([1], { dtype: 'uint8' }).add(true).dtype).toBe('uint8');
    }),
  );

  it(
    'computes and differentiates as the engine’s own overload',
    scoped(() => {
      const x = tensor([1.5, -2, 0.1], { requiresGrad: true });
      const y = x.mul(0.1).add(3).div(7).sub(1e-3).rsub(2);
      const expected = [1.5, -2, 0.1].map((v) => 2 - ((v * 0.1 + 3) / 7 - 1e-3));
      expect(y.toNumbers()).toBeAllclose(expected, { relative: 1e-6 });
      y.sum().backward();
      expect(x.grad?.toNumbers()).toBeAllclose([-0.1 / 7, -0.1 / 7, -0.1 / 7], { relative: 1e-6 });
      expect(x.detach().clone().mul_(2).add_(1, { alpha: 3 }).toNumbers()).toBeAllclose([6, -1, 3.2], {
        relative: 1e-6,
      });
      expect(tensor([1]).mul(-0).toNumbers()).toEqual([-0]);
      expect(tensor([1, -1]).mul(1e300).toNumbers()).toEqual([Infinity, -Infinity]);
      expect(tensor([1]).div(0).toNumbers()).toEqual([Infinity]);
      expect(tensor([2]).mul(Number.NaN).toNumbers()).toEqual([Number.NaN]);
    }),
  );

  it(
    'holds for more numbers than are remembered, and after inference mode',
    scoped(() => {
      const x = tensor([1], { requiresGrad: true });
      inferenceMode(() => x.mul(0.123456));
      x.mul(0.123456).sum().backward();
      expect(x.grad?.item()).toBeCloseTo(0.123456, 6);
      scope(() => {
        const one = tensor([1], { dtype: 'float64' });
        for (let i = 0; i < 2000; i++) expect(one.mul(i + 0.5).item()).toBe(i + 0.5);
        for (let i = 0; i < 2000; i++) expect(one.add(i).item()).toBe(i + 1);
      });
    }),
  );
});
