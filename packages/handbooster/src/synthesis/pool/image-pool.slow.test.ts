import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { getThreads, Random, setThreads } from '@handbooster/torch';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { SynthesisModel } from '../synthesis-model.js';
import { type SynthesisCondition, synthesise } from '../synthesise.js';
import { loadSynthesisModel, saveSynthesisModel } from '../weights/model-file.js';
import { ImagePool } from './image-pool.js';

const SAMPLER = { method: 'ddim', steps: 2 } as const;
const folder = mkdtempSync(join(tmpdir(), 'handbooster-'));
const weights = join(folder, 'denoiser.safetensors');

function conditions(): SynthesisCondition[] {
  return Array.from({ length: 6 }, (_, i) => {
    const random = new Random(5, i);
    const texture = Uint8Array.from({ length: 3 * 64 }, () => random.integer(256));
    return { id: `c${i}`, maps: { texture }, orientation: random.quaternion() };
  });
}

beforeAll(() => {
  const network = {
    dim: 8,
    widths: [8, 16],
    groups: 4,
    blocksPerLevel: 1,
    initialKernel: 3,
    linearAttention: false,
  };
  const config = { imageSize: 8, conditionMaps: ['texture'], network, diffusion: {} };
  saveSynthesisModel(weights, new SynthesisModel(config, new Random(1)));
});
afterAll(() => rmSync(folder, { recursive: true }));

describe.each([0, 2])('ImagePool of %i workers', (workers) => {
  test('makes the images of synthesise on one thread, and gives the engine its threads back', async () => {
    setThreads(1);
    const model = loadSynthesisModel(weights);
    const expected: unknown[] = [];
    for await (const group of synthesise(model, conditions(), { sampler: SAMPLER, seed: 3, groupSize: 4 })) {
      expected.push(group.map(({ id, image }) => ({ id, image })));
    }
    setThreads(2);
    const pool = new ImagePool({ weights, sampler: SAMPLER, seed: 3, groupSize: 4 }, workers);
    const all = conditions();
    const made = await Promise.all([pool.make(all.slice(0, 4)), pool.make(all.slice(4))]);
    expect(made.map((group) => group.map(({ id, image }) => ({ id, image })))).toEqual(expected);
    await pool.close();
    expect(getThreads()).toBe(2);
  });

  test('a missing file of weights is an error of each task', async () => {
    const pool = new ImagePool({ weights: join(folder, 'none.safetensors') }, workers);
    await expect(pool.make(conditions())).rejects.toThrow('none.safetensors');
    await pool.close();
  });
});
