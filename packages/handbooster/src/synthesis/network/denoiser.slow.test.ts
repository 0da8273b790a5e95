import { noGrad, Random, scope, setThreads, type Tensor, tensor } from '@handbooster/torch';
import { beforeAll, describe, expect, test } from 'vitest';
import { guidedPredictor } from '../guided-predictor.js';
import { Denoiser } from './denoiser.js';
import type { DenoiserOptions } from './denoiser-options.js';

const TINY: DenoiserOptions = {
  dim: 8,
  widths: [8, 16],
  groups: 4,
  heads: 2,
  headWidth: 4,
  unshuffle: 2,
  blocksPerLevel: 1,
  initialKernel: 3,
  linearAttention: [true, false],
};

function noise(name: string, shape: number[]): Tensor {
  const count = shape.reduce((product, side) => product * side, 1);
  return tensor(new Random(1, name).fillNormal(new Float32Array(count)), { shape });
}

function inputs(batch: number, size = 8) {
  return {
    x: noise('x', [batch, 3, size, size]),
    time: tensor(Float32Array.from({ length: batch }, (_, i) => 100 + 300 * i)),
    condition: noise('condition', [batch, 6, size, size]),
    orientation: noise('orientation', [batch, 4]),
  };
}

beforeAll(() => setThreads(1));

test('the gradient agrees with finite differences', () => {
  scope(() => {
    const denoiser = new Denoiser(TINY, new Random(3)).to({ dtype: 'float64' }) as Denoiser;
    const wide = Object.fromEntries(
      Object.entries(inputs(2)).map(([name, value]) => [name, value.to({ dtype: 'float64' })]),
    ) as ReturnType<typeof inputs>;
    const probe = noise('probe', [2, 3, 8, 8]).to({ dtype: 'float64' });
    const dropped = tensor(Uint8Array.of(0, 1)).to({ dtype: 'bool' });
    const loss = () =>
      denoiser.forward(wide.x, wide.time, wide.condition, wide.orientation, dropped).mul(probe).sum();
    loss().backward();
    for (const [name, parameter] of denoiser.namedParameters()) {
      const random = new Random(4, name);
      const direction = random.fillNormal(new Float64Array(parameter.numel));
      const gradient = parameter.grad!.toNumbers();
      const slope = gradient.reduce((sum, value, i) => sum + value * direction[i], 0);
      const original = Float64Array.from(parameter.toNumbers());
      const at = (step: number) =>
        noGrad(() => {
          parameter.copyFrom(original.map((value, i) => value + step * direction[i]));
          return loss().item();
        });
      const h = 1e-5;
      const difference = (at(h) - at(-h)) / (2 * h);
      at(0);
      const scale = Math.hypot(...gradient) * Math.sqrt(parameter.numel);
      expect([slope], name).toBeAllclose([difference], { relative: 1e-5, absolute: 1e-6 * (scale + 1e-3) });
    }
  });
});

describe('what sampling computes once', () => {
  test('split first convolution, shared branches and folded filters change nothing', () => {
    scope(() =>
      noGrad(() => {
        for (const unshuffle of [1, 2]) {
          const denoiser = new Denoiser({ ...TINY, unshuffle }, new Random(3));
          const { x, condition, orientation } = inputs(3);
          const time = tensor(new Float32Array(3).fill(420));
          const dropped = tensor(new Uint8Array(3).fill(1)).to({ dtype: 'bool' });
          const conditional = denoiser.forward(x, time, condition, orientation);
          const without = denoiser.forward(x, time, condition, orientation, dropped);
          const guidance = { scale: 2.5, interval: [0, 1] as const, timesteps: 1000 };
          const found = denoiser.withFoldedWeights(() =>
            guidedPredictor(denoiser, condition, orientation, guidance)(x, 420),
          );
          const expected = without.add(conditional.sub(without), { alpha: 2.5 });
          expect(found.toFloat32()).toBeAllclose(expected.toFloat32(), { relative: 1e-4, absolute: 1e-5 });
          expect(without.toFloat32()).not.toBeAllclose(conditional.toFloat32(), { absolute: 1e-3 });
        }
      }),
    );
  });

  test('outside its interval guidance is off', () => {
    scope(() =>
      noGrad(() => {
        const denoiser = new Denoiser(TINY, new Random(3));
        const { x, condition, orientation } = inputs(2);
        const at = (scale: number, interval: [number, number], time: number) =>
          guidedPredictor(denoiser, condition, orientation, { scale, interval, timesteps: 1000 })(
            x,
            time,
          ).toFloat32();
        expect(at(3, [0.2, 0.8], 900)).toEqual(at(1, [0, 1], 900));
        expect(at(3, [0.2, 0.8], 100)).toEqual(at(1, [0, 1], 100));
        expect(at(3, [0.2, 0.8], 500)).toEqual(at(3, [0, 1], 500));
        expect(at(3, [0.2, 0.8], 500)).not.toBeAllclose(at(1, [0, 1], 500), { absolute: 1e-3 });
      }),
    );
  });

  test('both memory layouts give the same image', () => {
    scope(() =>
      noGrad(() => {
        const denoiser = new Denoiser(TINY, new Random(3));
        const { x, time, condition, orientation } = inputs(2);
        const run = () => denoiser.forward(x, time, condition, orientation).toFloat32();
        const last = run();
        denoiser.channelsLast = false;
        expect(run()).toBeAllclose(last, { relative: 1e-4, absolute: 1e-5 });
      }),
    );
  });
});

test('initial weights depend on their names and the seed alone', () => {
  scope(() => {
    const weights = (options: DenoiserOptions, seed: number) =>
      new Map(
        [...new Denoiser(options, new Random(seed)).stateDict()].map(([name, t]) => [name, t.toFloat32()]),
      );
    const first = weights(TINY, 1);
    const deeper = weights({ ...TINY, widths: [8, 16, 16], linearAttention: [true, false, false] }, 1);
    expect(deeper.get('downs.0.0.block1.proj.weight')).toEqual(first.get('downs.0.0.block1.proj.weight'));
    expect(weights(TINY, 2).get('init_conv.weight')).not.toEqual(first.get('init_conv.weight'));
    const bound = 1 / Math.sqrt(8 * 9);
    const filters = first.get('downs.0.0.block1.proj.weight')!;
    expect(filters.every((value) => Math.abs(value) <= bound)).toBe(true);
    expect(Math.max(...filters)).toBeGreaterThan(0.95 * bound);
  });
});

test('sizes that do not fit are explained', () => {
  expect(() => new Denoiser({ ...TINY, widths: [8, 18] })).toThrow(
    'width 18 is not a multiple of groups (4)',
  );
  expect(() => new Denoiser({ ...TINY, linearAttention: [true] })).toThrow('one flag for each of 2 levels');
  expect(() => new Denoiser({ ...TINY, initialKernel: 4 })).toThrow('odd');
});

test('the official network at dim 64 has its published size', () => {
  scope(() => {
    const denoiser = new Denoiser();
    const names = new Map([...denoiser.stateDict()].map(([name, one]) => [name, one.shape.join('x')]));
    expect([...denoiser.parameters()].reduce((sum, one) => sum + one.numel, 0)).toBe(38_417_795);
    expect(names.get('ups.0.3.1.weight')).toBe('256x512x3x3');
    expect(names.get('downs.3.2.fn.fn.to_out.1.g')).toBe('1x256x1x1');
    expect(names.get('mid_attn.fn.fn.to_out.weight')).toBe('512x128x1x1');
  });
});
