import { describe, expect, it } from 'vitest';
import { expectParity } from '../../../../test/support/trace-parity.js';
import { type Named, one, random, TRACED_CASES } from '../../../../test/support/traced-cases.js';
import { noGrad } from '../../../autograd/modes.js';
import { setThreads } from '../../../engine/threads.js';
import { nn, ops, trace } from '../../../index.js';
import { Random } from '../../../random/random.js';
import { scope } from '../../../tensor/scope.js';
import type { Tensor } from '../../../tensor/tensor.js';

setThreads(1);

/** What OpenCV 4.6 was seen to evaluate right, given operands as the form gives them. */
const READ = new Set([
  ...['Abs', 'Add', 'Atan', 'AveragePool', 'BatchNormalization', 'Cast', 'Clip', 'Concat', 'Conv', 'Cos'],
  ...['Div', 'Erf', 'Exp', 'Floor', 'Gemm', 'Greater', 'Identity', 'LeakyRelu', 'Less', 'Log'],
  ...['MatMul', 'MaxPool', 'Mul', 'Neg', 'Pad', 'Pow', 'Reciprocal', 'ReduceL1', 'ReduceL2', 'ReduceMax'],
  ...['ReduceMean', 'ReduceSum', 'Relu', 'Reshape', 'Resize', 'Sigmoid', 'Sign', 'Sin', 'Slice', 'Softmax'],
  ...['Split', 'Sqrt', 'Sub', 'Tanh', 'Transpose'],
]);

/** OpenCV has no way to say them, or they are two batches in one. */
const NOT_FOR_OPENCV = new Set(['not a number', 'an output that is an input']);

/** The form of a function before it is encoded. */
function formOf(inputs: (batch: number) => Named, body: (inputs: Named) => Named) {
  return scope(() => trace.onnxModel(trace.traceGraph({ inputs, body }), { name: 'test', opencv4: true }));
}

/** That all is of what OpenCV 4.6 reads, and no constant stands where it reads it wrong or not at all. */
function expectReadable({ opset, nodes, constants, inputs }: ReturnType<typeof formOf>): void {
  expect(opset).toBeLessThanOrEqual(13);
  expect(inputs.flatMap(({ shape }) => shape).every((size) => typeof size === 'number')).toBe(true);
  expect([...constants.values()].map(({ dtype }) => dtype).filter((dtype) => dtype === 'float16')).toEqual(
    [],
  );
  for (const { type, inputs } of nodes) {
    expect(READ, type).toContain(type);
    if (['Div', 'MatMul'].includes(type))
      expect(constants.has(inputs[0]), `${type} of a constant`).toBe(false);
    if (type === 'MatMul' && constants.has(inputs[1]))
      expect(constants.get(inputs[1])!.shape).toHaveLength(2);
    if (type === 'Mul' && constants.has(inputs[1])) {
      const { shape } = constants.get(inputs[1])!;
      expect(shape.length === 0 || shape[0] === 1, `a factor of shape ${shape}`).toBe(true);
    }
  }
}

describe('models for OpenCV 4 give the engine’s numbers in the few operators that it reads', () => {
  it.each(TRACED_CASES.filter(([name]) => !NOT_FOR_OPENCV.has(name)))('%s', async (_, inputs, body) => {
    expectReadable(formOf(inputs, body));
    await expectParity(inputs, body, true);
  });

  const x = one(4, 6);
  const more: [string, (batch: number) => Named, (inputs: Named) => Named][] = [
    [
      'constants before tensors',
      x,
      ({ x }) => ({
        over: random(4, 1).div(x.square().add(1)),
        less: random(6).sub(x),
        matrix: random(5, 4).matmul(x),
        matrices: x
          .unsqueeze(1)
          .expand([-1, 3, -1, -1])
          .matmul(random(3, 6, 2)),
      }),
    ],
    [
      'shapes that only go together',
      x,
      ({ x }) => {
        const [row, column] = [x.slice(1, 0, 1), x.slice(2, 2, 3)];
        return { sum: row.add(column), ratio: column.div(row.square().add(1)), outer: column.matmul(row) };
      },
    ],
    ['a softmax over an axis in between', x, ({ x }) => ({ y: x.softmax(1) })],
    ['normalised groups', one(4, 6, 8), ({ x }) => ({ y: ops.groupNorm(x, 2, random(4), random(4), 1e-3) })],
    [
      'sums over several axes',
      one(4, 6, 8),
      ({ x }) => ({ ends: x.sum([1, 3]), middle: x.mean([2], true), most: x.amax([1], true) }),
    ],
  ];
  it.each(more)('%s', async (_, inputs, body) => {
    expectReadable(formOf(inputs, body));
    await expectParity(inputs, body, true);
  });

  it('layers', async () => {
    const module = nn.withRandom(
      new Random(1, 'opencv4'),
      () =>
        new nn.Sequential(
          new nn.Conv2d(4, 6, 3, { stride: 2, padding: 1 }),
          new nn.BatchNorm2d(6),
          new nn.ReLU(),
          new nn.LayerNorm(4),
          new nn.Flatten(),
          new nn.Linear(72, 5),
        ),
    );
    module.eval();
    for (const [name, value] of module.stateDict()) if (name.endsWith('var')) noGrad(() => value.fill_(1.7));
    const body = ({ x }: Named) => ({ y: module.forward(x) as Tensor });
    expectReadable(formOf(one(4, 6, 8), body));
    await expectParity(one(4, 6, 8), body, true);
    module.dispose();
  });

  it('refuses what it cannot say, by name', () => {
    expect(() => formOf(x, ({ x }) => ({ y: x.cumsum(1) }))).toThrow(/for OpenCV 4, opset 10.*aten::cumsum/);
    expect(() =>
      scope(() =>
        trace.onnxModel(trace.traceGraph({ inputs: x, body: ({ x }) => ({ y: x.relu() }) }), {
          name: 'test',
          opencv4: true,
          half: 'exact',
        }),
      ),
    ).toThrow(/half precision/);
  });
});
