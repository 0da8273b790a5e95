import { afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { hasPython, runPython } from '../../test/support/python.js';
import { noGrad } from '../autograd/modes.js';
import { setThreads } from '../engine/threads.js';
import type { ArrayData } from '../io/arrays/array-data.js';
import { parseSafetensors } from '../io/safetensors/read-safetensors.js';
import { encodeSafetensors } from '../io/safetensors/write-safetensors.js';
import * as nn from '../nn/index.js';
import { ones, tensor, zeros } from '../ops/create.js';
import { Random } from '../random/random.js';
import { memory } from '../tensor/memory.js';
import { dispose, scope } from '../tensor/scope.js';
import type { Tensor } from '../tensor/tensor.js';
import { Adam, AdamW } from './adam.js';
import { clipGradNorm } from './clip-grad-norm.js';
import type { Optimizer } from './optimizer.js';
import { SGD } from './sgd.js';

beforeAll(() => setThreads(1));

let live: number;
beforeEach(() => {
  live = memory().tensors;
});
afterEach(() => expect(memory().tensors).toBe(live));

function parameter(...values: number[]): Tensor {
  return nn.parameter(tensor(values));
}

function setGradient(of: Tensor, ...values: number[]): void {
  scope(() => {
    of.grad = tensor(values, { shape: of.shape });
  });
}

describe('steps worked out by hand', () => {
  test('Adam', () => {
    const weight = parameter(1);
    const adam = new Adam([weight], { lr: 0.1 });
    setGradient(weight, 0.5);
    adam.step();
    // m = 0.05, v = 0.00025; unbiased 0.5 and 0.25: 1 - 0.1 * 0.5 / 0.5
    expect(weight.item()).toBeCloseTo(0.9, 6);
    setGradient(weight, -0.25);
    adam.step();
    // m = 0.045 - 0.025 = 0.02 (/ 0.19), v = 0.00024975 + 0.0000625 = 0.00031225 (/ 0.001999)
    expect(weight.item()).toBeCloseTo(0.9 - (0.1 * (0.02 / 0.19)) / Math.sqrt(0.00031225 / 0.001999), 6);
    expect(weight.item()).toBeCloseTo(0.8733663, 6);
    adam.dispose();
    weight.dispose();
  });

  test('AdamW takes its decay from the weight, Adam from the gradient', () => {
    const [a, w] = [parameter(2), parameter(2)];
    const adam = new Adam([a], { lr: 0.1, weightDecay: 0.5 });
    const adamw = new AdamW([w], { lr: 0.1, weightDecay: 0.5 });
    setGradient(a, -1);
    setGradient(w, -1);
    adam.step();
    adamw.step();
    // Adam's gradient is -1 + 0.5 * 2 = 0; AdamW: 2 (1 - 0.05) + 0.1.
    expect(a.item()).toBeCloseTo(2, 6);
    expect(w.item()).toBeCloseTo(2, 6);
    setGradient(a, 1);
    setGradient(w, 1);
    adam.step();
    expect(a.item()).toBeLessThan(2);
    adam.dispose();
    adamw.dispose();
    dispose([a, w]);
  });

  test('SGD with momentum', () => {
    const weight = parameter(1);
    const sgd = new SGD([weight], { lr: 0.1, momentum: 0.5 });
    setGradient(weight, 1);
    sgd.step();
    expect(weight.item()).toBeCloseTo(0.9, 6);
    sgd.step();
    // The buffer is 0.5 * 1 + 1 = 1.5.
    expect(weight.item()).toBeCloseTo(0.75, 6);
    sgd.dispose();
    weight.dispose();
  });

  test('clipping', () => {
    const [a, b, c] = [parameter(0, 0), parameter(0), parameter(0)];
    setGradient(a, 3, 0);
    setGradient(b, 4);
    expect(clipGradNorm([a, b, c], 10)).toBeCloseTo(5, 6);
    scope(() => expect(a.grad!.toNumbers()).toEqual([3, 0]));
    expect(clipGradNorm([a, b, c], 1)).toBeCloseTo(5, 6);
    scope(() => {
      expect(a.grad!.toNumbers()).toBeAllclose([0.6, 0], { absolute: 1e-6 });
      expect(b.grad!.toNumbers()).toBeAllclose([0.8], { absolute: 1e-6 });
    });
    expect(clipGradNorm([a, b], 1, 1)).toBeCloseTo(1.4, 5);
    expect(clipGradNorm([c], 1)).toBe(0);
    setGradient(b, Number.NaN);
    expect(clipGradNorm([a, b], 1)).toBeNaN();
    dispose([a, b, c]);
  });
});

describe('groups, rates and missing gradients', () => {
  test('each group has its settings; lr sets all', () => {
    const [a, b] = [parameter(0), parameter(0)];
    const sgd = new SGD([{ parameters: [a] }, { parameters: [b], lr: 0.5 }], { lr: 0.1 });
    setGradient(a, 1);
    setGradient(b, 1);
    sgd.step();
    expect([a.item(), b.item()].map((value) => Math.fround(value))).toEqual([-0.1, -0.5].map(Math.fround));
    sgd.lr = 1;
    expect(sgd.lr).toBe(1);
    sgd.step();
    expect([a.item(), b.item()]).toBeAllclose([-1.1, -1.5], { relative: 1e-6 });
    dispose([a, b]);
  });

  test('a parameter without a gradient is left alone, and counts its own steps', () => {
    const [a, b, alone] = [parameter(1), parameter(1), parameter(1)];
    const both = new Adam([a, b], { lr: 0.1 });
    const single = new Adam([alone], { lr: 0.1 });
    setGradient(a, 1);
    both.step();
    expect(b.item()).toBe(1);
    setGradient(a, 1);
    for (const [parameter, optimizer] of [
      [b, both],
      [alone, single],
    ] as const) {
      setGradient(parameter, 0.3);
      optimizer.step();
    }
    expect(b.item()).toBe(alone.item());
    both.zeroGrad();
    expect(a.grad).toBe(null);
    both.dispose();
    single.dispose();
    dispose([a, b, alone]);
  });

  test('wrong settings are told', () => {
    const a = parameter(0);
    expect(() => new Adam([])).toThrow('no parameters to optimise');
    expect(() => new Adam([a, a])).toThrow('given twice');
    expect(() => new Adam([a], { lr: -1 })).toThrow('lr is -1');
    expect(() => new Adam([a], { betas: [0.9, 1] })).toThrow('betas[1]');
    expect(() => new SGD([a], { nesterov: true })).toThrow('needs a momentum');
    scope(() => expect(() => new Adam([a.mul(2)])).toThrow('only leaf tensors'));
    a.dispose();
  });
});

const OPTIMIZERS: Record<
  string,
  { make: (parameters: Tensor[]) => Optimizer<{ lr: number }>; python: string }
> = {
  adam: {
    make: (p) => new Adam(p, { lr: 0.02, betas: [0.8, 0.95] }),
    python: 'Adam(p, lr=0.02, betas=(0.8, 0.95))',
  },
  'adam with decay': {
    make: (p) => new Adam(p, { lr: 0.02, weightDecay: 0.1, eps: 1e-4 }),
    python: 'Adam(p, lr=0.02, weight_decay=0.1, eps=1e-4)',
  },
  adamw: {
    make: (p) => new AdamW(p, { lr: 0.02, weightDecay: 0.2 }),
    python: 'AdamW(p, lr=0.02, weight_decay=0.2)',
  },
  sgd: {
    make: (p) => new SGD(p, { lr: 0.02, weightDecay: 0.1 }),
    python: 'SGD(p, lr=0.02, weight_decay=0.1)',
  },
  'sgd with momentum': {
    make: (p) => new SGD(p, { lr: 0.02, momentum: 0.9, dampening: 0.3 }),
    python: 'SGD(p, lr=0.02, momentum=0.9, dampening=0.3)',
  },
  nesterov: {
    make: (p) => new SGD(p, { lr: 0.02, momentum: 0.9, nesterov: true, weightDecay: 0.01 }),
    python: 'SGD(p, lr=0.02, momentum=0.9, nesterov=True, weight_decay=0.01)',
  },
};

const SHAPES = [[3, 2], [5], [2, 3, 2, 2]];
const STEPS = 7;

function wave(count: number, k: number): Float64Array {
  return Float64Array.from({ length: count }, (_, i) => Math.sin(1.3 * i + 0.7 * k + 0.1));
}

describe.skipIf(!hasPython('torch'))("against Python's torch", () => {
  let expected: Record<string, number[][]>;
  beforeAll(() => {
    const program = `
import sys, json, math, torch
from torch.optim import *
torch.set_num_threads(1)
def wave(shape, k): return torch.tensor([math.sin(1.3 * i + 0.7 * k + 0.1) for i in range(math.prod(shape))], dtype=torch.float64).reshape(shape)
shapes, steps, cases = json.loads(sys.argv[1])
out = {}
for name, text in cases.items():
  p = [torch.nn.Parameter(wave(s, k)) for k, s in enumerate(shapes)]
  o = eval(text)
  for step in range(steps):
    for k, q in enumerate(p): q.grad = wave(q.shape, 10 * step + k) if (step + k) % 5 else None
    torch.nn.utils.clip_grad_norm_(p, 1.5)
    o.step()
  out[name] = [q.detach().flatten().tolist() for q in p]
print(json.dumps(out))
`;
    const cases = Object.fromEntries(Object.entries(OPTIMIZERS).map(([name, { python }]) => [name, python]));
    expected = JSON.parse(runPython(program, JSON.stringify([SHAPES, STEPS, cases])));
  });

  test.each(Object.keys(OPTIMIZERS))('%s', (name) => {
    const parameters = SHAPES.map((shape, k) => {
      const count = shape.reduce((product, size) => product * size, 1);
      return nn.parameter(tensor(wave(count, k), { shape }));
    });
    const optimizer = OPTIMIZERS[name].make(parameters);
    for (let step = 0; step < STEPS; step++) {
      parameters.forEach((one, k) => {
        if ((step + k) % 5 === 0) one.grad = null;
        else
          scope(() => {
            one.grad = tensor(wave(one.numel, 10 * step + k), { shape: one.shape });
          });
      });
      clipGradNorm(parameters, 1.5);
      optimizer.step();
    }
    parameters.forEach((one, k) => {
      // In float64: seven steps of some ten roundings of 1e-16 each, of numbers near 1.
      expect(one.toNumbers()).toBeAllclose(expected[name][k], { absolute: 1e-13 });
    });
    optimizer.dispose();
    dispose(parameters);
  });
});

describe('stopping and going on', () => {
  const batch = (step: number) =>
    tensor(new Random(3, step).fillNormal(new Float32Array(4 * 2 * 6 * 6)), { shape: [4, 2, 6, 6] });

  function network(): nn.Sequential {
    return nn
      .withRandom(
        new Random(1),
        () =>
          new nn.Sequential(
            new nn.Conv2d(2, 4, 3),
            new nn.BatchNorm2d(4),
            new nn.SiLU(),
            new nn.Flatten(),
            new nn.Linear(64, 3),
          ),
      )
      .to({ memoryFormat: 'channelsLast' });
  }

  function train(model: nn.Sequential, optimizer: Optimizer<{ lr: number }>, from: number, to: number): void {
    for (let step = from; step < to; step++) {
      optimizer.lr = 0.02 / (1 + step);
      scope(() => {
        model.forward(batch(step)).sub(1).square().mean().backward();
        clipGradNorm(model.parameters(), 1);
        optimizer.step();
        optimizer.zeroGrad();
      });
    }
  }

  const copy = (state: ReadonlyMap<string, ArrayData>) => parseSafetensors(encodeSafetensors(state));

  test.each(Object.keys(OPTIMIZERS))('%s goes on bit for bit from its saved state', (name) => {
    const { make } = OPTIMIZERS[name];
    const whole = network();
    const optimizer = make(whole.parameters());
    train(whole, optimizer, 0, 5);
    const saved = { model: copy(whole.stateArrays()), optimizer: copy(optimizer.stateDict()) };
    train(whole, optimizer, 5, 10);

    const resumed = network();
    const second = make(resumed.parameters());
    resumed.loadStateDict(saved.model);
    second.loadStateDict(saved.optimizer);
    expect(second.stateDict()).toEqual(new Map(saved.optimizer));
    train(resumed, second, 5, 10);
    expect(resumed.stateArrays()).toEqual(whole.stateArrays());
    expect(second.stateDict()).toEqual(optimizer.stateDict());
    for (const one of [whole, resumed, optimizer, second]) one.dispose();
  });

  test('a state of other parameters is refused', () => {
    const [a, b] = [nn.parameter(zeros([2])), nn.parameter(zeros([3]))];
    const [one, other, two] = [new Adam([a]), new Adam([b]), new Adam([a, b])];
    setGradient(a, 1, 1);
    one.step();
    expect(() => other.loadStateDict(one.stateDict())).toThrow('other shapes: 0.exp_avg [3] found [2]');
    expect(() => two.loadStateDict(one.stateDict())).toThrow('it is of 1 parameters, here are 2');
    expect(() => one.loadStateDict(two.stateDict())).toThrow('it is of 2 parameters, here are 1');
    const less = one.stateDict();
    less.delete('0.exp_avg_sq');
    expect(() => other.loadStateDict(less)).toThrow('missing: 0.exp_avg_sq');
    for (const optimizer of [one, other, two]) optimizer.dispose();
    dispose([a, b]);
  });

  test('states made inside a scope outlive it, and steps leave nothing behind', () => {
    const model = network();
    const optimizer = new Adam(model.parameters(), { lr: 1e-3 });
    scope(() => train(model, optimizer, 0, 3));
    const before = memory();
    train(model, optimizer, 3, 200);
    expect(memory()).toEqual(before);
    optimizer.dispose();
    model.dispose();
  });

  test('a line is fitted', () => {
    const model = new nn.Linear(1, 1, { random: new Random(2) });
    const optimizer = new Adam(model.parameters(), { lr: 0.05 });
    scope(() => {
      const x = tensor([-1, 0, 1, 2], { shape: [4, 1] });
      const y = noGrad(() => x.mul(3).add(ones([4, 1])));
      for (let i = 0; i < 800; i++) {
        scope(() => {
          optimizer.zeroGrad();
          model.forward(x).sub(y).square().mean().backward();
          optimizer.step();
        });
      }
    });
    expect(model.weight.item()).toBeCloseTo(3, 3);
    expect(model.bias!.item()).toBeCloseTo(1, 3);
    optimizer.zeroGrad();
    optimizer.dispose();
    model.dispose();
  });
});
