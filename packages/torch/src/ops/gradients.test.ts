import { describe, it } from 'vitest';
import { expectGradients } from '../../test/support/finite-differences.js';
import { scoped } from '../../test/support/scoped.js';
import { ops } from '../index.js';
import { Random } from '../random/random.js';
import type { Tensor } from '../tensor/tensor.js';
import { tensor } from './create.js';

interface Input {
  shape: number[];
  data: Float64Array;
}

const draw = (name: string, shape: number[], low = -1, high = 1): Input => {
  const random = new Random('gradients', name);
  const count = shape.reduce((product, size) => product * size, 1);
  return { shape, data: Float64Array.from({ length: count }, () => random.uniform(low, high)) };
};

const a = draw('a', [3, 4]);
const b = draw('b', [3, 4]);
const positive = draw('positive', [3, 4], 0.3, 2);
const square = draw('square', [3, 3]);
const row = draw('row', [4]);
const image = draw('image', [2, 4, 5, 6]);
const indices = () => tensor(BigInt64Array.of(2n, 0n, 2n));
const labels = () => tensor(BigInt64Array.of(1n, 3n, 0n));

const CASES: [name: string, body: (...inputs: Tensor[]) => Tensor, inputs: Input[], tolerance?: number][] = [
  ['x y + x / y - y', (x, y) => x.mul(y).add(x.div(y)).sub(y), [a, positive]],
  ['broadcasting', (x, y) => x.mul(y).add(y), [a, row]],
  ['pow, log, sqrt, exp', (x) => x.pow(1.5).add(x.log()).add(x.sqrt()).add(x.exp()), [positive]],
  [
    'sin, cos, tanh, sigmoid, erf',
    (x) => x.sin().mul(x.cos()).add(x.tanh()).add(x.sigmoid()).add(x.erf()),
    [a],
  ],
  ['atan2, hypot', (x, y) => x.atan2(y).add(x.hypot(y)), [a, positive]],
  [
    'clamp, abs, maximum, where',
    (x, y) => ops.where(x.gt(0), x.clamp(-0.5, 0.5), x.abs()).add(x.maximum(y)),
    [a, b],
  ],
  ['matmul', (x, y) => x.matmul(y.t()), [a, b]],
  ['batched matmul', (x, y) => x.matmul(y), [draw('l', [2, 3, 4]), draw('r', [2, 4, 2])]],
  ['einsum', (x, y) => ops.einsum('ij,kj->ik', [x, y]), [a, b]],
  ['inverse and determinant', (x) => x.linalgInv().add(x.linalgDet()), [square], 1e-4],
  ['solve', (x, y) => x.linalgSolve(y), [square, draw('rhs', [3, 2])], 1e-4],
  ['singular values', (x) => x.linalgSvdvals(), [square], 1e-5],
  ['eigenvalues of a symmetric matrix', (x) => x.add(x.t()).linalgEigvalsh(), [square], 1e-5],
  [
    'cholesky',
    (x) =>
      x
        .matmul(x.t())
        .add(ops.diag(x.newOnes([3])))
        .linalgCholesky(),
    [square],
    1e-5,
  ],
  ['sum, mean, variance, logsumexp', (x) => x.sum(1).add(x.mean(1)).add(x.var(1)).add(x.logsumexp(1)), [a]],
  ['max and norm along a dimension', (x) => x.max(1)[0].add(x.norm(2, 1)), [a]],
  ['cumsum and cumprod', (x) => x.cumsum(1).add(x.cumprod(1)), [a]],
  ['reshape, permute, slice, cat', (x, y) => ops.cat([x.reshape([4, 3]).t(), y.slice(1, 1, 3)], 1), [a, b]],
  ['index, gather, scatter', (x) => x.index([indices()]).add(x.indexSelect(0, indices())), [a]],
  ['index_add', (x, y) => x.indexAdd(0, indices(), y, { alpha: 2 }), [a, b]],
  [
    'scatter_add',
    (x) =>
      x.newZeros([3, 4]).scatterAdd(
        0,
        tensor(
          BigInt64Array.from({ length: 12 }, (_, i) => BigInt(i % 3)),
          { shape: [3, 4] },
        ),
        x,
      ),
    [a],
  ],
  ['sort', (x) => x.sort(1)[0].mul(x), [a]],
  ['linear', (x, w, c) => ops.linear(x, w, c), [a, draw('w', [2, 4]), draw('c', [2])]],
  [
    'conv2d, strided and padded',
    (x, w, c) => ops.conv2d(x, w, c, 2, 1),
    [image, draw('f', [3, 4, 3, 3]), draw('fc', [3])],
  ],
  ['conv2d in groups', (x, w) => ops.conv2d(x, w, null, 1, 1, 1, 2), [image, draw('g', [4, 2, 3, 3])]],
  [
    'transposed convolution',
    (x, w) => ops.convTranspose2d(x, w, null, 2, 1, 1),
    [image, draw('t', [4, 2, 3, 3])],
  ],
  ['group norm', (x, w, c) => ops.groupNorm(x, 2, w, c), [image, row, row], 1e-5],
  ['layer norm', (x, w, c) => ops.layerNorm(x, [4], w, c), [a, row, row], 1e-5],
  [
    'batch norm',
    (x, w, c) => ops.batchNorm(x, w, c, null, null, true, 0.1, 1e-5, false),
    [image, row, row],
    1e-5,
  ],
  ['silu, gelu, elu, softplus', (x) => x.silu().add(x.gelu()).add(x.elu()).add(x.softplus()), [a]],
  ['softmax and log softmax', (x) => x.softmax(1).add(x.logSoftmax(0)), [a]],
  [
    'attention',
    (q, k, v) => ops.attention(q, k, v),
    [draw('q', [2, 3, 4]), draw('k', [2, 5, 4]), draw('v', [2, 5, 4])],
  ],
  [
    'pooling',
    (x) =>
      x
        .maxPool2d(2)
        .add(x.avgPool2d(2))
        .add(x.adaptiveAvgPool2d([2, 3])),
    [image],
  ],
  ['bilinear resizing', (x) => ops.interpolate(x, { scaleFactor: 2, mode: 'bilinear' }), [image]],
  ['grid sampling', (x, g) => ops.gridSample(x, g), [image, draw('grid', [2, 3, 3, 2], -0.9, 0.9)], 1e-5],
  ['pixel shuffle and padding', (x) => x.pixelShuffle(2).pad([1, 1, 1, 1], 'reflect'), [image]],
  ['cross entropy', (x) => x.crossEntropyLoss(labels()), [a]],
  [
    'other losses',
    (x, y) =>
      x
        .mseLoss(y)
        .add(x.smoothL1Loss(y))
        .add(x.huberLoss(y))
        .add(x.binaryCrossEntropyWithLogits(y.sigmoid())),
    [a, b],
  ],
  [
    'checkerboard of views written in place',
    (x) => {
      const y = x.mul(1);
      y.select(0, 1).mul_(3);
      y.slice(1, 0, 2).add_(x.slice(1, 2, 4));
      return y;
    },
    [a],
  ],
];

describe('gradients agree with central differences', () => {
  for (const [name, body, inputs, tolerance] of CASES) {
    it(
      name,
      scoped(() => {
        expectGradients(body, inputs, tolerance);
      }),
    );
  }
});
