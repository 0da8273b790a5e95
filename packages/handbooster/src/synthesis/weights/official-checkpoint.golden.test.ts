import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { noGrad, scope, setThreads, tensor } from '@handbooster/torch';
import { beforeAll, describe, expect, test } from 'vitest';
import { FormulaTensors, goldenFolder } from '../../../test/support/formula-tensors.js';
import { loadSynthesisModel } from './model-file.js';
import { readOfficialCheckpoint } from './official-checkpoint.js';

const folder = `${goldenFolder}/official_checkpoint`;
const expectations = `${goldenFolder}/denoiser.json`;
const present = existsSync(folder) && existsSync(expectations);

describe.skipIf(!present)(`official checkpoints (${folder})`, () => {
  beforeAll(() => setThreads(1));
  if (!present) return;
  const { salt, cases } = JSON.parse(readFileSync(expectations, 'utf8'));
  const [expected] = cases;
  const formula = new FormulaTensors(salt);
  const signed = (name: string, shape: number[]) => {
    const count = shape.reduce((product, side) => product * side, 1);
    return tensor(Float32Array.from(formula.signed(name, count)), { shape });
  };

  for (const file of readdirSync(folder).filter((name) => name.endsWith('.pt'))) {
    const path = `${folder}/${file}`;
    for (const which of ['model', 'ema'] as const) {
      test(`${file}: ${which} weights give the official outputs`, () => {
        scope(() => {
          const { dim, mults, size, batch, params, t } = expected;
          const model = loadSynthesisModel(path, { weights: which, imageSize: size });
          const { denoiser } = model;
          expect(denoiser.shape.dim).toBe(dim);
          expect(denoiser.shape.widths).toEqual(mults.map((multiplier: number) => multiplier * dim));
          expect([...denoiser.stateDict().values()].reduce((sum, one) => sum + one.numel, 0)).toBe(params);
          const direction = signed('orientation', [batch, 4]);
          const orientation = direction.div(direction.mul(direction).sum([1], true).sqrt());
          const output = noGrad(() =>
            denoiser.forward(
              signed('x', [batch, 3, size, size]),
              tensor(Float32Array.from(t as number[])),
              signed('condition', [batch, 6, size, size]),
              orientation,
            ),
          );
          expect(output.shape).toEqual(expected.cond.shape);
          expect(output.toFloat32().subarray(0, expected.cond.head.length)).toBeAllclose(expected.cond.head, {
            relative: 1e-4,
            absolute: 1e-4,
          });
          const mean = output.mean().item();
          expect([mean]).toBeAllclose([expected.cond.mean], { relative: 1e-4, absolute: 1e-5 });
        });
      });
    }

    test(`${file}: step, schedule and the order of the maps`, () => {
      const { step, config } = readOfficialCheckpoint(path);
      expect(step).toBeGreaterThan(0);
      expect(config.diffusion).toEqual({ timesteps: 1000, schedule: 'linear' });
      expect(config.conditionMaps).toEqual(['texture', 'normal']);
      expect(config.imageSize).toBe(128);
    });
  }
});
