import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { noGrad } from '../autograd/modes.js';
import { setThreads } from '../engine/threads.js';
import type { ArrayData } from '../io/arrays/array-data.js';
import { readSafetensors } from '../io/safetensors/read-safetensors.js';
import { full, ones, tensor, zeros } from '../ops/create.js';
import { Random } from '../random/random.js';
import { memory } from '../tensor/memory.js';
import { scope } from '../tensor/scope.js';
import type { Tensor } from '../tensor/tensor.js';
import * as nn from './index.js';

class Block extends nn.Module {
  readonly conv3x3 = new nn.Conv2d(2, 2, 3, { padding: 1 });
  readonly norm = new nn.BatchNorm2d(2);

  forward(x: Tensor): Tensor {
    return this.norm.forward(this.conv3x3.forward(x));
  }
}

class Network extends nn.Module {
  readonly timeMlp = new nn.Sequential(new nn.SiLU(), new nn.Linear(3, 2));
  readonly blocks = [new Block(), new Block()];
  readonly levels = new nn.ModuleList(
    new nn.ModuleList(new nn.Linear(1, 1, { bias: false })),
    new nn.Identity(),
  );
  readonly nullClassesEmb = nn.parameter(zeros([4]));
  readonly gains = [nn.parameter(ones([1])), nn.parameter(ones([2]))];
  readonly notAParameter = zeros([9]);
  readonly settings = { size: 3 };
  readonly nothing: Tensor | null = null;

  constructor() {
    super();
    this.registerBuffer('joint_reg', full([2], 5));
    this.registerBuffer('scratch', zeros([2]), { persistent: false });
  }

  forward(x: Tensor): Tensor {
    return this.timeMlp.forward(x);
  }
}

beforeAll(() => setThreads(1));

/** Every test must free what it made. */
let live: number;
beforeEach(() => {
  live = memory().tensors;
  return () => {
    expect(memory().tensors).toBe(live);
  };
});

/** A network for one test. */
function using<T extends nn.Module>(module: T, body: (module: T) => void): void {
  try {
    body(module);
  } finally {
    if (module instanceof Network) module.notAParameter.dispose();
    module.dispose();
  }
}

describe('names', () => {
  test.each([
    ['runningMean', 'running_mean'],
    ['timeMlp', 'time_mlp'],
    ['conv3x3', 'conv3x3'],
    ['bn1', 'bn1'],
    ['nullClassesEmb', 'null_classes_emb'],
    ['J_regressor', 'J_regressor'],
    ['g', 'g'],
  ])('%s is %s', (property, name) => {
    expect(nn.toStateName(property)).toBe(name);
  });

  test('the state dict: parameters, buffers, submodules, in the order of definition', () => {
    using(new Network(), (network) => {
      expect([...network.stateDict()].map(([name, { shape }]) => `${name} [${shape}]`)).toEqual([
        'null_classes_emb [4]',
        'gains.0 [1]',
        'gains.1 [2]',
        'joint_reg [2]',
        'time_mlp.1.weight [2,3]',
        'time_mlp.1.bias [2]',
        'blocks.0.conv3x3.weight [2,2,3,3]',
        'blocks.0.conv3x3.bias [2]',
        'blocks.0.norm.weight [2]',
        'blocks.0.norm.bias [2]',
        'blocks.0.norm.running_mean [2]',
        'blocks.0.norm.running_var [2]',
        'blocks.0.norm.num_batches_tracked []',
        'blocks.1.conv3x3.weight [2,2,3,3]',
        'blocks.1.conv3x3.bias [2]',
        'blocks.1.norm.weight [2]',
        'blocks.1.norm.bias [2]',
        'blocks.1.norm.running_mean [2]',
        'blocks.1.norm.running_var [2]',
        'blocks.1.norm.num_batches_tracked []',
        'levels.0.0.weight [1,1]',
      ]);
      expect(network.stateDict().get('blocks.0.norm.num_batches_tracked')!.dtype).toBe('int64');
      expect(network.namedBuffers().map(([name]) => name)).toContain('scratch');
      expect(network.buffer('joint_reg').toNumbers()).toEqual([5, 5]);
      expect(() => network.buffer('other')).toThrow('Network has no buffer "other"');
      expect(network.parameterCount()).toBe(4 + 1 + 2 + 8 + 2 * (36 + 2 + 4) + 1);
      expect([...network.namedModules()].map(([name]) => name)).toContain('levels.0.0');
    });
  });

  test('a tensor in two places is one parameter under two names', () => {
    class Tied extends nn.Module {
      readonly first = new nn.Linear(2, 2, { bias: false });
      readonly second = this.first;

      forward(): void {}
    }
    using(new Tied(), (tied) => {
      expect(tied.namedParameters().map(([name]) => name)).toEqual(['first.weight']);
      expect([...tied.stateDict().keys()]).toEqual(['first.weight', 'second.weight']);
    });
  });

  test('a module that contains itself is an error, not a hang', () => {
    class Loop extends nn.Module {
      readonly self = this;

      forward(): void {}
    }
    expect(() => new Loop().stateDict()).toThrow('contains itself');
  });
});

describe('loading', () => {
  const state = (network: nn.Module) => new Map([...network.stateArrays()]);

  test('copies values, converts types, and reports names', () => {
    using(new Network(), (network) => {
      const source = state(network);
      source.set('null_classes_emb', { dtype: 'float64', shape: [4], data: Float64Array.of(1, 2, 3, 4.5) });
      source.set('gains.1', { dtype: 'float16', shape: [2], data: Uint16Array.of(0x3c00, 0xc000) });
      source.set('blocks.1.norm.num_batches_tracked', {
        dtype: 'int64',
        shape: [],
        data: BigInt64Array.of(7n),
      });
      expect(network.loadStateDict(source)).toEqual({ missing: [], unexpected: [] });
      expect(network.nullClassesEmb.toNumbers()).toEqual([1, 2, 3, 4.5]);
      expect(network.gains[1].toNumbers()).toEqual([1, -2]);
      expect(network.blocks[1].norm.numBatchesTracked!.item()).toBe(7);
      expect(network.nullClassesEmb.requiresGrad).toBe(true);
    });
  });

  test('a prefix picks its names, and tensors load as arrays do', () => {
    using(new Network(), (network) =>
      using(new Network(), (other) => {
        noGrad(() => network.nullClassesEmb.fill_(9));
        const source = new Map<string, unknown>([['step', 3]]);
        for (const [name, value] of network.stateDict()) source.set(`module.${name}`, value);
        other.loadStateDict(source, { prefix: 'module.' });
        expect(other.nullClassesEmb.toNumbers()).toEqual([9, 9, 9, 9]);
      }),
    );
  });

  test('all faults in one message, and nothing changed', () => {
    using(new Network(), (network) => {
      const source = state(network);
      const before = state(network);
      source.delete('time_mlp.1.bias');
      source.set('extra.weight', { dtype: 'float32', shape: [1], data: Float32Array.of(1) });
      source.set('gains.0', { dtype: 'float32', shape: [1, 1], data: Float32Array.of(8) });
      source.set('null_classes_emb', { dtype: 'float32', shape: [4], data: Float32Array.of(8, 8, 8, 8) });
      expect(() => network.loadStateDict(source)).toThrow(
        'the state does not fit the Network: missing: time_mlp.1.bias; unexpected: extra.weight; ' +
          'other shapes: gains.0 [1] found [1,1]',
      );
      expect(() => network.loadStateDict(source, { strict: false })).toThrow('other shapes: gains.0');
      expect(state(network)).toEqual(before);
      source.delete('gains.0');
      expect(network.loadStateDict(source, { strict: false })).toEqual({
        missing: ['gains.0', 'time_mlp.1.bias'],
        unexpected: ['extra.weight'],
      });
      expect(network.nullClassesEmb.toNumbers()).toEqual([8, 8, 8, 8]);
    });
  });

  test('what is no tensor is named', () => {
    using(new nn.Linear(1, 1), (linear) => {
      const source = new Map<string, unknown>([
        ['weight', null],
        ['bias', 'x'],
      ]);
      expect(() => linear.loadStateDict(source)).toThrow(
        'weight is null, expected a tensor; bias is a string',
      );
    });
  });

  test('old checkpoints lack the count of batches', () => {
    using(new nn.BatchNorm2d(2), (norm) => {
      const source = state(norm);
      source.delete('num_batches_tracked');
      expect(norm.loadStateDict(source).missing).toEqual([]);
    });
  });
});

describe('files', () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'module-'));
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  test('a module comes back from its file, bit for bit', () => {
    const path = join(folder, 'network.safetensors');
    using(
      nn.withRandom(new Random(1), () => new Network()),
      (network) =>
        using(
          nn.withRandom(new Random(2), () => new Network()),
          (other) => {
            network.save(path, { step: '5' });
            expect(other.stateArrays()).not.toEqual(network.stateArrays());
            expect(other.load(path)).toEqual({ step: '5' });
            expect(other.stateArrays()).toEqual(network.stateArrays());
            expect([...readSafetensors(path).keys()]).toEqual([...network.stateDict().keys()]);
          },
        ),
    );
  });

  test.each(['float16', 'bfloat16', 'float64'] as const)('%s is kept', (dtype) => {
    const path = join(folder, `${dtype}.safetensors`);
    using(new nn.Linear(3, 2), (linear) =>
      using(new nn.Linear(3, 2, { dtype }), (other) => {
        linear.to({ dtype });
        linear.save(path);
        expect(readSafetensors(path).get('weight')!.dtype).toBe(dtype);
        other.load(path);
        expect(other.stateArrays()).toEqual(linear.stateArrays());
      }),
    );
  });

  test('an error names the file', () => {
    const path = join(folder, 'linear.safetensors');
    using(new nn.Linear(1, 2), (linear) => linear.save(path));
    using(new nn.Linear(1, 3), (linear) => {
      expect(() => linear.load(path)).toThrow(
        `${path}: the state does not fit the Linear: other shapes: weight [3,1]`,
      );
    });
  });
});

describe('moving and switching', () => {
  test('the tensors stay the same objects', () => {
    using(new Network(), (network) => {
      const parameters = network.parameters();
      const before = parameters.map((parameter) => parameter.toNumbers());
      network.to({ dtype: 'float64' });
      expect(network.parameters().every((parameter, i) => parameter === parameters[i])).toBe(true);
      expect(parameters.every(({ dtype }) => dtype === 'float64')).toBe(true);
      expect(parameters.map((parameter) => parameter.toNumbers())).toEqual(before);
      expect(network.blocks[0].norm.numBatchesTracked!.dtype).toBe('int64');
      scope(() =>
        network
          .forward(zeros([1, 3], { dtype: 'float64' }))
          .sum()
          .backward(),
      );
      scope(() => expect(network.timeMlp.stateDict().get('1.weight')!.grad!.dtype).toBe('float64'));
      network.zeroGrad();
      network.to({ memoryFormat: 'channelsLast', dtype: 'float32' });
      const { weight } = network.blocks[0].conv3x3;
      expect(weight.isContiguous('channelsLast')).toBe(true);
      expect(weight.isLeaf && weight.requiresGrad).toBe(true);
    });
  });

  test('train and eval reach every module', () => {
    using(new Network(), (network) => {
      expect(network.modules().every((module) => module.training)).toBe(true);
      expect(
        network
          .eval()
          .modules()
          .some((module) => module.training),
      ).toBe(false);
      network.blocks[1].train();
      expect(network.blocks[0].norm.training).toBe(false);
      expect(network.blocks[1].norm.training).toBe(true);
    });
  });

  test('gradients are dropped, and turned off', () => {
    using(new nn.Linear(2, 1), (linear) => {
      scope(() =>
        linear
          .forward(ones([1, 2]))
          .sum()
          .backward(),
      );
      scope(() => expect(linear.weight.grad!.toNumbers()).toEqual([1, 1]));
      linear.zeroGrad();
      expect(linear.weight.grad).toBe(null);
      linear.requiresGrad_(false);
      scope(() => expect(linear.forward(ones([1, 2])).requiresGrad).toBe(false));
    });
  });

  test('modules made inside a scope outlive it', () => {
    const linear = scope(() => new nn.Linear(2, 2));
    expect(linear.weight.isLive).toBe(true);
    linear.dispose();
  });

  test('wrong use is told', () => {
    scope(() => {
      const four = zeros([1, 3, 2, 2]);
      using(new nn.BatchNorm1d(3), (norm) => expect(() => norm.forward(four)).toThrow('2 or 3 dimensions'));
    });
    expect(() => new nn.Linear(0, 3)).toThrow(
      'Linear inputs: expected a whole number of at least 1, found 0',
    );
    expect(() => new nn.Conv2d(3, 4, 3, { groups: 2 })).toThrow('groups (2) must divide inputs (3)');
    expect(() => new nn.Conv2d(3, 4, [3, 3, 3])).toThrow(
      'convolution kernel: expected a whole number, or 2 of them',
    );
    expect(() => new nn.GroupNorm(3, 4)).toThrow('groups (3) must divide channels (4)');
    expect(() => new nn.MultiheadAttention(6, 4)).toThrow('heads (4) must divide the width (6)');
    expect(() => new nn.ModuleList().forward()).toThrow('computes nothing itself');
  });
});

describe('layers with a state of their own', () => {
  test('dropout zeroes its share, keeps the mean, and is off in evaluation', () => {
    scope(() => {
      const dropout = new nn.Dropout(0.3);
      const x = ones([100_000]);
      const values = dropout.forward(x).toFloat32();
      const zeroed = values.filter((value) => value === 0).length / values.length;
      // Five standard deviations of a share of 0.3 among 100,000.
      expect(Math.abs(zeroed - 0.3)).toBeLessThan(5 * Math.sqrt(0.21 / 100_000));
      expect(new Set(values)).toEqual(new Set([0, Math.fround(1 / 0.7)]));
      expect(dropout.eval().forward(x)).toBe(x);
    });
  });

  test('an embedding picks rows; its padding row is zero and stays so', () => {
    using(new nn.Embedding(4, 3, { paddingIndex: 1 }), (embedding) => {
      scope(() => {
        const indices = tensor(BigInt64Array.of(2n, 1n, 2n));
        const rows = embedding.forward(indices);
        const table = embedding.weight.toNumbers();
        expect(rows.toNumbers()).toEqual([...table.slice(6, 9), 0, 0, 0, ...table.slice(6, 9)]);
        rows.sum().backward();
        expect(embedding.weight.grad!.toNumbers()).toEqual([0, 0, 0, 0, 0, 0, 2, 2, 2, 0, 0, 0]);
      });
    });
  });

  test('a thousand training steps hold no more memory than ten', () => {
    using(new Network(), (network) => {
      const step = () =>
        scope(() => {
          network
            .forward(ones([2, 3]))
            .square()
            .sum()
            .backward();
          network.zeroGrad();
        });
      for (let i = 0; i < 10; i++) step();
      const before = memory();
      for (let i = 0; i < 1000; i++) step();
      expect(memory()).toEqual(before);
    });
  });
});

test('half-precision state arrays hold the raw bits', () => {
  using(new nn.Linear(1, 1, { bias: false }), (linear) => {
    noGrad(() => linear.weight.fill_(1.5));
    linear.to({ dtype: 'bfloat16' });
    expect(linear.stateArrays().get('weight')).toEqual({
      dtype: 'bfloat16',
      shape: [1, 1],
      data: Uint16Array.of(0x3fc0),
    } satisfies ArrayData);
  });
});
