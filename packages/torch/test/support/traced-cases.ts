import { ops } from '../../src/index.js';
import { tensor } from '../../src/ops/create.js';
import { cat, stack } from '../../src/ops/shape.generated.js';
import { Random } from '../../src/random/random.js';
import type { Tensor } from '../../src/tensor/tensor.js';

export type Named = Record<string, Tensor>;

/** Fixed numbers of a shape. */
export const random = (...shape: number[]) =>
  tensor(
    new Random(shape.length, 'trace', String(shape)).fillNormal(
      new Float32Array(shape.reduce((a, b) => a * b, 1)),
    ),
    { shape },
  );
export const one =
  (...rest: number[]) =>
  (batch: number): Named => ({ x: random(batch, ...rest) });
const from =
  (body: (x: Tensor) => Tensor) =>
  ({ x }: Named) => ({ y: body(x) });

const square = one(3, 4);
const maps = one(4, 6, 8);
/** Functions by what they try: name, inputs of a batch size, and what is computed of them. */
export const TRACED_CASES: [string, (batch: number) => Named, (inputs: Named) => Named][] = [
  ['arithmetic', square, from((x) => x.add(x, { alpha: 2 }).sub(1).mul(x).div(3).rsub(1).neg())],
  ['numbers of both kinds', square, from((x) => x.mul(2).add(0.5).square().addcmul(x, x, { value: 0.25 }))],
  [
    'functions',
    square,
    from((x) => cat([x.abs().sqrt(), x.exp(), x.sin(), x.cos(), x.tanh(), x.sigmoid(), x.erf()], 1)),
  ],
  [
    'activations',
    square,
    from((x) =>
      cat([x.relu(), x.gelu(), ops.silu(x), ops.leakyRelu(x, 0.1), x.clamp(-0.5, 0.5), x.clampMin(0.1)], 1),
    ),
  ],
  [
    'comparisons and choices',
    square,
    from((x) => ops.where(x.gt(0), x, ops.where(x.lt(x.neg()), x.mul(2), 1))),
  ],
  [
    'a bool that becomes a number',
    square,
    from((x) =>
      x
        .gt(0)
        .to({ dtype: 'float32' })
        .add(x.ge(0.5).to({ dtype: 'float32' })),
    ),
  ],
  [
    'reductions',
    square,
    from((x) =>
      cat([x.sum([1], true), x.mean([1], true), x.amax([1], true), x.linalgVectorNorm(2, [1], true)], 1),
    ),
  ],
  ['a reduction over everything', square, ({ x }) => ({ y: x.add(x.mean()) })],
  ['softmax', square, from((x) => x.softmax(-1).matmul(x.transpose(1, 2)))],
  [
    'shapes of the batch',
    square,
    from((x) =>
      x
        .reshape([x.shape[0] * 3, 4])
        .permute([1, 0])
        .reshape([4, x.shape[0], 3])
        .transpose(0, 1),
    ),
  ],
  [
    'two sizes of the batch',
    square,
    from((x) =>
      x
        .reshape([x.shape[0], 12])
        .matmul(x.reshape([x.shape[0], 12]).t())
        .unsqueeze(2)
        .expand([-1, -1, 2]),
    ),
  ],
  [
    'parts',
    square,
    from((x) =>
      cat(
        [...x.split(2, 2).map((part) => part.mul(2)), ...ops.chunk(x, 2, 2), stack(ops.unbind(x, 1), 1)],
        2,
      ),
    ),
  ],
  [
    'slices',
    square,
    from((x) =>
      cat(
        [
          x.slice(2, 1, 4, 2),
          x.slice(1, -2).sum([1], true).expand([-1, 3, -1]),
          x.select(1, -1).unsqueeze(1).expand([-1, 3, 4]),
        ],
        2,
      ),
    ),
  ],
  ['a product with constant matrices', one(3, 2, 4), from((x) => x.matmul(random(3, 4, 5)))],
  ['the last of the batch', square, from((x) => x.slice(0, x.shape[0] - 1, x.shape[0]))],
  [
    'gathered rows',
    square,
    from((x) =>
      x
        .transpose(0, 1)
        .reshape([3, -1])
        .indexSelect(0, tensor(new BigInt64Array([2n, 0n, 0n, 1n])))
        .reshape([4, -1, 4]),
    ),
  ],
  [
    'writing in place',
    square,
    from((x) => {
      const y = x.mul(2);
      y.add_(1).relu_();
      return y.mul(x);
    }),
  ],
  ['pooling', maps, from((x) => ops.maxPool2d(x, [2, 2], [2, 2]).add(ops.avgPool2d(x, [2, 2], [2, 2])))],
  ['padded pooling', maps, from((x) => ops.maxPool2d(x, [3, 3], [2, 2], [1, 1]))],
  ['nearest', maps, from((x) => ops.upsampleNearest2d(x, [12, 16]))],
  ['bilinear', maps, from((x) => ops.upsampleBilinear2d(x, [9, 12], false))],
  ['bilinear with aligned corners', maps, from((x) => ops.upsampleBilinear2d(x, [11, 5], true))],
  ['pixel shuffling', maps, from((x) => ops.pixelUnshuffle(ops.pixelShuffle(x, 2).mul(2), 2))],
  ['unshuffling', maps, from((x) => ops.pixelUnshuffle(x, 2))],
  [
    'sampling a grid',
    (batch) => ({ x: random(batch, 4, 6, 8), grid: random(batch, 5, 2, 2).mul(0.7) }),
    ({ x, grid }) => ({
      corners: ops.gridSampler(x, grid, 0, 0, true),
      edges: ops.gridSampler(x, grid, 0, 0, false),
      border: ops.gridSampler(x, grid, 0, 1, false),
    }),
  ],
  [
    'a cross product',
    (batch) => ({ x: random(batch, 3), z: random(1, batch, 3) }),
    ({ x, z }) => ({ y: x.linalgCross(z.squeeze(0)) }),
  ],
  [
    'four quadrants',
    (batch) => ({ x: random(batch, 3), z: random(2, batch, 3) }),
    ({ x, z }) => ({ y: x.atan2(z.select(0, 1)), none: x.mul(0).abs().atan2(x.mul(0).abs()) }),
  ],
  ['not a number', square, from((x) => x.sqrt().nanToNum(0.5))],
  ['what was computed before', square, from((x) => x.add(random(3, 4).exp().sum([0])))],
  ['an output that is an input', square, ({ x }) => ({ same: x, fixed: random(2, 2) })],
];
