import { describe, expect, it } from 'vitest';
import { type OnnxArray, runOnnx } from '../../test/support/run-onnx.js';
import { noGrad } from '../autograd/modes.js';
import { setThreads } from '../engine/threads.js';
import { nn, ops, trace } from '../index.js';
import { rand, tensor } from '../ops/create.js';
import { cat, stack } from '../ops/shape.generated.js';
import { Random } from '../random/random.js';
import { scope } from '../tensor/scope.js';
import type { Tensor } from '../tensor/tensor.js';

setThreads(1);

type Named = Record<string, Tensor>;

/** Fixed numbers of a shape. */
const random = (...shape: number[]) =>
  tensor(
    new Random(shape.length, 'trace', String(shape)).fillNormal(
      new Float32Array(shape.reduce((a, b) => a * b, 1)),
    ),
    { shape },
  );
const one =
  (...rest: number[]) =>
  (batch: number): Named => ({ x: random(batch, ...rest) });
const from =
  (body: (x: Tensor) => Tensor) =>
  ({ x }: Named) => ({ y: body(x) });

describe('graphs in ONNX agree with the engine for another batch size', () => {
  const square = one(3, 4);
  const maps = one(4, 6, 8);
  const cases: [string, (batch: number) => Named, (inputs: Named) => Named][] = [
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
  it.each(cases)('%s', (_, inputs, body) => expectParity(inputs, body));

  it.each<[string, () => nn.Module, number[]]>([
    [
      'convolutions',
      () =>
        new nn.Sequential(
          new nn.Conv2d(4, 6, 3, { stride: 2, padding: 1 }),
          new nn.BatchNorm2d(6),
          new nn.ReLU(),
          new nn.Conv2d(6, 6, 3, { groups: 6, dilation: 2, padding: 2 }),
        ),
      [4, 6, 8],
    ],
    [
      'normalisations',
      () => new nn.Sequential(new nn.GroupNorm(2, 4), new nn.LayerNorm(8), new nn.Dropout(0.5)),
      [4, 6, 8],
    ],
    [
      'linear maps',
      () => new nn.Sequential(new nn.Linear(8, 5), new nn.SiLU(), new nn.Flatten(), new nn.Linear(20, 3)),
      [4, 8],
    ],
    ['sequences', () => new nn.Conv1d(4, 3, 3, { padding: 1 }), [4, 8]],
  ])('layers: %s', async (_, make, shape) => {
    const module = nn.withRandom(new Random(1, 'trace'), make);
    module.eval();
    for (const [name, value] of module.stateDict()) {
      if (name.endsWith('running_var')) noGrad(() => value.fill_(1.7));
      if (name.endsWith('running_mean')) noGrad(() => value.fill_(0.3));
    }
    await expectParity(one(...shape), ({ x }) => ({ y: module.forward(x) as Tensor }));
    module.dispose();
  });
});

/** Traces a function, runs it for other batch sizes here and in another runtime, and compares. */
async function expectParity(inputs: (batch: number) => Named, body: (inputs: Named) => Named): Promise<void> {
  const plain = (all: Named) =>
    Object.entries(all).map(
      ([name, x]): OnnxArray => ({ name, dtype: x.dtype, shape: x.shape, data: x.toArray() }),
    );
  const { model, runs } = scope(() => ({
    model: trace.toOnnx(trace.traceGraph({ inputs, body }), { name: 'test' }),
    runs: [1, 5].map((batch) => {
      const given = inputs(batch);
      return { given: plain(given), expected: plain(noGrad(() => body(given))) };
    }),
  }));
  const found = await runOnnx(
    model,
    runs.map(({ given }) => given),
  );
  for (const [i, { expected }] of runs.entries()) {
    for (const { name, shape, data } of expected) {
      const result = found[i].get(name)!;
      expect(result.shape, name).toEqual(shape);
      const numbers = Array.from(data as Float32Array, Number);
      const scale = Math.max(1, ...numbers.map(Math.abs));
      expect(Array.from(result.data as Float32Array, Number), name).toBeAllclose(numbers, {
        absolute: 3e-6 * scale,
      });
    }
  }
}

describe('traceGraph', () => {
  const x = (batch: number) => ({ x: random(batch, 4) });

  it('drops what no output needs and keeps parameters by their names', () =>
    scope(() => {
      const weight = random(4, 2);
      const graph = trace.traceGraph({
        inputs: x,
        names: [['layer.weight', weight]],
        body: ({ x }) => {
          x.exp();
          return { y: x.matmul(weight) };
        },
      });
      expect(graph.calls.map(({ operator }) => operator)).toEqual(['aten::matmul']);
      expect([...graph.constants.values()].map(({ name }) => name)).toEqual(['layer.weight']);
      expect(graph.values.get(graph.outputs[0].value)!.shape).toEqual([{ batch: 1, plus: 0 }, 2]);
    }));

  it('keeps constants in half precision where asked, exactly where they are halves', () =>
    scope(() => {
      const body =
        (weight: Tensor) =>
        ({ x }: Named) => ({ y: x.matmul(weight) });
      const graph = (weight: Tensor) => trace.traceGraph({ inputs: x, body: body(weight) });
      const fine = random(4, 128);
      const coarse = fine.to({ dtype: 'float16' }).to({ dtype: 'float32' });
      const types = (weight: Tensor, half: 'exact' | 'rounded') =>
        [...trace.onnxModel(graph(weight), { name: 'test', half }).constants.values()].map(
          ({ dtype }) => dtype,
        );
      expect(types(fine, 'exact')).toEqual(['float32']);
      expect(types(fine, 'rounded')).toEqual(['float16']);
      expect(types(coarse, 'exact')).toEqual(['float16']);
    }));

  it.each<[string, (inputs: Named) => Named, RegExp]>([
    [
      'a number read back',
      ({ x }) => ({ y: x.mul(x.shape[0] > 2 ? 2 : 3) }),
      /other is not one fixed number/,
    ],
    [
      'another path',
      ({ x }) => ({ y: x.shape[0] > 2 ? x.relu() : x.relu().relu() }),
      /1 and 2 calls|2 and 1 calls/,
    ],
    ['randomness', ({ x }) => ({ y: x.add(rand([4])) }), /constant_\d+ of float32/],
    [
      'an operator without counterpart',
      ({ x }) => ({ y: x.cumsum(0).erfinv() }),
      /aten::cumsum, aten::erfinv/,
    ],
    [
      'a written view',
      ({ x }) => {
        const y = x.mul(2);
        const view = y.select(1, 0);
        y.add_(1);
        return { y: view };
      },
      /in place through another view/,
    ],
    ['dropout', ({ x }) => ({ y: x.dropout(0.5, true) }), /dropout while training/],
  ])('refuses %s', (_, body, message) =>
    scope(() => {
      expect(() => trace.toOnnx(trace.traceGraph({ inputs: x, body }), { name: 'test' })).toThrow(message);
    }),
  );
});
