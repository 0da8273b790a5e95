import { beforeAll, describe, expect, test } from 'vitest';
import { hasPython, runPython } from '../../test/support/python.js';
import { noGrad } from '../autograd/modes.js';
import { setThreads } from '../engine/threads.js';
import { tensor } from '../ops/create.js';
import { ops } from '../ops/index.js';
import { memory } from '../tensor/memory.js';
import { scope } from '../tensor/scope.js';
import type { Tensor } from '../tensor/tensor.js';
import * as nn from './index.js';

/** The same numbers in both languages: element i of tensor k. */
function wave(count: number, k: number): Float64Array {
  return Float64Array.from({ length: count }, (_, i) => Math.sin(1.3 * i + 0.7 * k + 0.1));
}

const valuesOf = (count: number, k: number, dtype: 'float64' | 'float32') =>
  dtype === 'float64' ? wave(count, k) : Float32Array.from(wave(count, k));

interface Case {
  make: () => nn.Layer | nn.MultiheadAttention;
  python: string;
  shape: number[];
  /** Applies it, where that takes more than one tensor. */
  run?: (layer: nn.Module, input: Tensor) => Tensor;
  runPython?: string;
  /** Runs in evaluation after one training step. */
  evaluates?: boolean;
}

const causal = () =>
  ops.triu(ops.onesLike(tensor(new Float32Array(25), { shape: [5, 5] })), 1).to({ dtype: 'bool' });
const padding = () =>
  tensor(Uint8Array.of(0, 0, 0, 0, 1, 0, 0, 0, 1, 1), { shape: [2, 5] }).to({ dtype: 'bool' });

const CASES: Record<string, Case> = {
  linear: { make: () => new nn.Linear(5, 3), python: 'Linear(5, 3)', shape: [2, 4, 5] },
  'linear without bias': {
    make: () => new nn.Linear(5, 3, { bias: false }),
    python: 'Linear(5, 3, bias=False)',
    shape: [4, 5],
  },
  conv1d: {
    make: () => new nn.Conv1d(4, 6, 3, { stride: 2, padding: 1, groups: 2 }),
    python: 'Conv1d(4, 6, 3, stride=2, padding=1, groups=2)',
    shape: [2, 4, 9],
  },
  conv2d: {
    make: () => new nn.Conv2d(3, 4, 3, { padding: 1 }),
    python: 'Conv2d(3, 4, 3, padding=1)',
    shape: [2, 3, 6, 5],
  },
  'conv2d with everything': {
    make: () =>
      new nn.Conv2d(4, 6, [3, 2], {
        stride: [2, 1],
        padding: [1, 2],
        dilation: [1, 2],
        groups: 2,
        bias: false,
      }),
    python: 'Conv2d(4, 6, (3, 2), stride=(2, 1), padding=(1, 2), dilation=(1, 2), groups=2, bias=False)',
    shape: [2, 4, 7, 8],
  },
  'conv2d same': {
    make: () => new nn.Conv2d(2, 3, [4, 3], { padding: 'same', dilation: 2 }),
    python: "Conv2d(2, 3, (4, 3), padding='same', dilation=2)",
    shape: [1, 2, 7, 8],
  },
  'conv2d same, reflected': {
    make: () => new nn.Conv2d(2, 3, [4, 3], { padding: 'same', paddingMode: 'reflect' }),
    python: "Conv2d(2, 3, (4, 3), padding='same', padding_mode='reflect')",
    shape: [1, 2, 7, 8],
  },
  'conv2d replicated': {
    make: () => new nn.Conv2d(2, 3, 3, { padding: [1, 2], paddingMode: 'replicate' }),
    python: "Conv2d(2, 3, 3, padding=(1, 2), padding_mode='replicate')",
    shape: [1, 2, 5, 6],
  },
  'conv2d circular': {
    make: () => new nn.Conv2d(2, 3, 3, { padding: 1, paddingMode: 'circular' }),
    python: "Conv2d(2, 3, 3, padding=1, padding_mode='circular')",
    shape: [1, 2, 5, 6],
  },
  'conv transpose': {
    make: () => new nn.ConvTranspose2d(4, 6, 3, { stride: 2, padding: 1, outputPadding: 1, groups: 2 }),
    python: 'ConvTranspose2d(4, 6, 3, stride=2, padding=1, output_padding=1, groups=2)',
    shape: [2, 4, 5, 4],
  },
  'batch norm 2d': { make: () => new nn.BatchNorm2d(3), python: 'BatchNorm2d(3)', shape: [2, 3, 4, 5] },
  'batch norm 2d, evaluating': {
    make: () => new nn.BatchNorm2d(3, { momentum: 0.3, eps: 1e-3 }),
    python: 'BatchNorm2d(3, momentum=0.3, eps=1e-3)',
    shape: [2, 3, 4, 5],
    evaluates: true,
  },
  'batch norm 1d, mean of all batches': {
    make: () => new nn.BatchNorm1d(3, { momentum: null }),
    python: 'BatchNorm1d(3, momentum=None)',
    shape: [4, 3],
    evaluates: true,
  },
  'batch norm without statistics': {
    make: () => new nn.BatchNorm1d(3, { trackRunningStats: false, affine: false }),
    python: 'BatchNorm1d(3, track_running_stats=False, affine=False)',
    shape: [4, 3, 2],
    evaluates: true,
  },
  'group norm': { make: () => new nn.GroupNorm(2, 4), python: 'GroupNorm(2, 4)', shape: [2, 4, 3, 3] },
  'layer norm': {
    make: () => new nn.LayerNorm([3, 4], { eps: 1e-3 }),
    python: 'LayerNorm((3, 4), eps=1e-3)',
    shape: [2, 3, 4],
  },
  relu: { make: () => new nn.ReLU(), python: 'ReLU()', shape: [7] },
  'leaky relu': { make: () => new nn.LeakyReLU(0.2), python: 'LeakyReLU(0.2)', shape: [7] },
  silu: { make: () => new nn.SiLU(), python: 'SiLU()', shape: [7] },
  gelu: { make: () => new nn.GELU(), python: 'GELU()', shape: [7] },
  'gelu by tanh': {
    make: () => new nn.GELU({ approximate: 'tanh' }),
    python: "GELU(approximate='tanh')",
    shape: [7],
  },
  sigmoid: { make: () => new nn.Sigmoid(), python: 'Sigmoid()', shape: [7] },
  tanh: { make: () => new nn.Tanh(), python: 'Tanh()', shape: [7] },
  softmax: { make: () => new nn.Softmax(), python: 'Softmax(-1)', shape: [2, 7] },
  'max pool': {
    make: () => new nn.MaxPool2d(3, { stride: 2, padding: 1 }),
    python: 'MaxPool2d(3, 2, 1)',
    shape: [1, 2, 6, 7],
  },
  'average pool': { make: () => new nn.AvgPool2d(2), python: 'AvgPool2d(2)', shape: [1, 2, 6, 7] },
  'adaptive pool': {
    make: () => new nn.AdaptiveAvgPool2d([2, 3]),
    python: 'AdaptiveAvgPool2d((2, 3))',
    shape: [1, 2, 6, 7],
  },
  upsample: {
    make: () => new nn.Upsample({ scaleFactor: 2, mode: 'bilinear' }),
    python: "Upsample(scale_factor=2, mode='bilinear')",
    shape: [1, 2, 3, 4],
  },
  'pixel shuffle': { make: () => new nn.PixelShuffle(2), python: 'PixelShuffle(2)', shape: [1, 8, 2, 3] },
  'pixel unshuffle': {
    make: () => new nn.PixelUnshuffle(2),
    python: 'PixelUnshuffle(2)',
    shape: [1, 2, 4, 6],
  },
  sequential: {
    make: () =>
      new nn.Sequential(
        new nn.Conv2d(2, 4, 3),
        new nn.BatchNorm2d(4),
        new nn.SiLU(),
        new nn.Flatten(),
        new nn.Linear(16, 3),
      ),
    python: 'Sequential(Conv2d(2, 4, 3), BatchNorm2d(4), SiLU(), Flatten(), Linear(16, 3))',
    shape: [3, 2, 4, 4],
  },
  'self-attention': {
    make: () => new nn.MultiheadAttention(6, 2),
    python: 'MultiheadAttention(6, 2)',
    shape: [5, 2, 6],
    run: (layer, x) => (layer as nn.MultiheadAttention).forward(x, x, x).output,
    runPython: 'layer(x, x, x)[0]',
  },
  'attention to others, masked': {
    make: () => new nn.MultiheadAttention(6, 3, { batchFirst: true }),
    python: 'MultiheadAttention(6, 3, batch_first=True)',
    shape: [2, 5, 6],
    run: (layer, x) =>
      (layer as nn.MultiheadAttention).forward(x, x.cos(), x.mul(2), {
        mask: causal(),
        keyPadding: padding(),
      }).output,
    runPython:
      'layer(x, x.cos(), x * 2, attn_mask=torch.ones(5, 5).triu(1).bool(), key_padding_mask=torch.tensor([[0,0,0,0,1],[0,0,0,1,1]]).bool())[0]',
  },
  'attention weights': {
    make: () => new nn.MultiheadAttention(6, 3, { bias: false }),
    python: 'MultiheadAttention(6, 3, bias=False)',
    shape: [5, 2, 6],
    run: (layer, x) =>
      (layer as nn.MultiheadAttention).forward(x, x.sin(), x, { needWeights: true }).weights!,
    runPython: 'layer(x, x.sin(), x)[1]',
  },
};

interface Expected {
  names: string[];
  shapes: number[][];
  output: number[];
  outputShape: number[];
  inputGradient: number[];
  gradients: Record<string, number[] | null>;
  state: Record<string, number[]>;
}

describe.skipIf(!hasPython('torch'))("layers against Python's torch", () => {
  let expected: Record<string, Expected>;
  beforeAll(() => {
    setThreads(1);
    const cases = Object.fromEntries(
      Object.entries(CASES).map(([name, { python, shape, runPython, evaluates }]) => [
        name,
        { python, shape, run: runPython ?? 'layer(x)', evaluates: evaluates ?? false },
      ]),
    );
    const program = `
import sys, json, math
import torch
from torch.nn import *
torch.set_num_threads(1)
def wave(shape, k):
  n = math.prod(shape)
  return torch.tensor([math.sin(1.3 * i + 0.7 * k + 0.1) for i in range(n)], dtype=torch.float64).reshape(shape)
out = {}
for name, case in json.loads(sys.argv[1]).items():
  layer = eval(case['python']).double()
  for k, (_, p) in enumerate(layer.named_parameters()): p.data = wave(p.shape, k + 1)
  x = wave(case['shape'], 0).requires_grad_()
  if case['evaluates']:
    layer(wave(case['shape'], 50)); layer(wave(case['shape'], 51)); layer.eval()
  y = eval(case['run'])
  (y * wave(y.shape, 99)).sum().backward()
  state = layer.state_dict()
  out[name] = dict(names=list(state), shapes=[list(v.shape) for v in state.values()], output=y.flatten().tolist(), outputShape=list(y.shape),
    inputGradient=x.grad.flatten().tolist(),
    gradients={n: p.grad.flatten().tolist() if p.grad is not None else None for n, p in layer.named_parameters()},
    state={n: v.double().flatten().tolist() for n, v in state.items()})
print(json.dumps(out))
`;
    expected = JSON.parse(runPython(program, JSON.stringify(cases)));
  });

  // Both in float64, whose roundings are 1e-16: no result here sums more than a thousand products of at most
  // a few units, so two correct programs lie 1e-12 apart at most, and a wrong one as far as its formula is
  // wrong. Through float32 our own has the same formulas and a thousand roundings of 6e-8 at most, of what is
  // summed.
  const PRECISIONS = { float64: 1e-11, float32: 1000 * 2 ** -24 } as const;

  test.each(
    Object.keys(CASES).flatMap((name) => [
      [name, 'float64' as const],
      [name, 'float32' as const],
    ]),
  )('%s in %s', (name, dtype) => {
    const { make, shape, run, evaluates } = CASES[name];
    const want = expected[name];
    const before = memory().tensors;
    const allclose = (found: Tensor, numbers: readonly number[]) => {
      const absolute = PRECISIONS[dtype] * Math.max(1, ...numbers.map(Math.abs));
      expect(found.toNumbers()).toBeAllclose(numbers, { absolute });
    };
    scope(() => {
      const layer = make().to({ dtype });
      noGrad(() => {
        layer.namedParameters().forEach(([, parameter], k) => {
          parameter.copyFrom(valuesOf(parameter.numel, k + 1, dtype));
        });
      });
      const count = shape.reduce((product, size) => product * size, 1);
      const input = (k: number) => tensor(valuesOf(count, k, dtype), { shape });
      const apply = (x: Tensor) => (run ? run(layer, x) : (layer as nn.Layer).forward(x));
      const x = input(0).requiresGrad_();
      if (evaluates) {
        apply(input(50));
        apply(input(51));
        layer.eval();
      }
      const y = apply(x);
      y.mul(tensor(valuesOf(y.numel, 99, dtype), { shape: y.shape }))
        .sum()
        .backward();

      const state = layer.stateDict();
      expect([...state.keys()]).toEqual(want.names);
      expect([...state.values()].map((value) => value.shape)).toEqual(want.shapes);
      expect(y.shape).toEqual(want.outputShape);
      allclose(y, want.output);
      allclose(x.grad!, want.inputGradient);
      for (const [parameterName, parameter] of layer.namedParameters()) {
        const gradient = want.gradients[parameterName];
        if (gradient === null) expect(parameter.grad).toBe(null);
        else allclose(parameter.grad!, gradient);
      }
      for (const [stateName, value] of state) allclose(value, want.state[stateName]);
      layer.dispose();
    });
    expect(memory().tensors).toBe(before);
  });
});
