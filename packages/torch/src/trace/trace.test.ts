import { describe, expect, it } from 'vitest';
import { expectParity } from '../../test/support/trace-parity.js';
import { type Named, one, random, TRACED_CASES } from '../../test/support/traced-cases.js';
import { noGrad } from '../autograd/modes.js';
import { setThreads } from '../engine/threads.js';
import { nn, trace } from '../index.js';
import { rand } from '../ops/create.js';
import { Random } from '../random/random.js';
import { scope } from '../tensor/scope.js';
import type { Tensor } from '../tensor/tensor.js';

setThreads(1);

describe('graphs in ONNX agree with the engine for another batch size', () => {
  it.each(TRACED_CASES)('%s', async (_, inputs, body) => void (await expectParity(inputs, body)));

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

  it('writes products with constant matrices as OpenCV 4.14 and 5.0 read them right', () =>
    scope(() => {
      const types = (weight: Tensor) => {
        const graph = trace.traceGraph({ inputs: one(3, 2, 4), body: ({ x }) => ({ y: x.matmul(weight) }) });
        return trace.onnxModel(graph, { name: 'test' }).nodes.map(({ type }) => type);
      };
      expect(types(random(3, 4, 5))).toEqual(['Einsum', 'Identity']);
      expect(types(random(4, 5))).toEqual(['MatMul', 'Identity']);
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
