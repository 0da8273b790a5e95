import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Random } from '@handbooster/torch';
import { expect, onTestFinished, test } from 'vitest';
import type { Sample } from '../../datasets/sample/sample.js';
import { SYNTHESIS_PRESETS } from '../../synthesis/presets.js';
import { configSchema } from '../config/config-schema.js';
import { checkReadyWeights, readyWeights } from './ready-weights.js';
import { packKeys, sampleKey, unpackKeys } from './sample-keys.js';
import { trainingOverlap } from './training-overlap.js';
import { readCard, type WeightsCard } from './weights-card.js';

function sample(number: number, seed = 1): Sample {
  const random = new Random(seed, 'sample', number);
  const pose = Float32Array.from({ length: 48 }, () => Math.fround(random.uniform(-1, 1)));
  const translation = Float32Array.of(0.1, 0.2, random.uniform(0.5, 0.9));
  return {
    id: `subject/${number}`,
    camera: { fx: 300, fy: 301, cx: 160, cy: 120, width: 320, height: 240 },
    hand: { pose, translation },
  } as unknown as Sample;
}

const range = (count: number) => Array.from({ length: count }, (_, i) => i);

function card(keys: string[]): WeightsCard {
  return { data: { keys: packKeys(keys) } } as WeightsCard;
}

test('a key names what a sample shows, not only its id', () => {
  const keys = range(200).flatMap((i) => [sampleKey(sample(i)), sampleKey(sample(i, 2))]);
  expect(new Set(keys).size).toBe(400);
  // The last bits of a label may differ from machine to machine.
  const nearly = sample(3);
  nearly.hand.translation[0] += 1e-7;
  expect(sampleKey(nearly)).toBe(sampleKey(sample(3)));
  expect(unpackKeys(packKeys(keys))).toEqual([...keys].sort());
});

test('weights that know only the training split allow to speak of boosting; others do not', () => {
  const train = range(20).map((i) => sample(i));
  const keys = train.map(sampleKey);
  expect(trainingOverlap(card(keys.slice(3)), train)).toMatchObject({
    learned: 17,
    within: 17,
    isBoosting: true,
  });
  // The same ids of a capture with another seed are other pictures.
  const other = trainingOverlap(card([...keys, sampleKey(sample(5, 2))]), train);
  expect(other).toMatchObject({ learned: 21, within: 20, isBoosting: false });
  expect(other.verdict).toContain('no boosting result');
  expect(trainingOverlap(null, train)).toMatchObject({ learned: null, isBoosting: false });
});

test('ready weights must fit the run', () => {
  const small = SYNTHESIS_PRESETS.small;
  const model = { ...small, imageSize: 64, conditionMaps: ['texture', 'normal'] };
  const config = (tree: object) => configSchema.parse({ denoiser: { imageSize: 64 }, ...tree });
  expect(() => checkReadyWeights('w.safetensors', model, config({}))).not.toThrow();
  expect(() =>
    checkReadyWeights('w.safetensors', model, config({ conditions: { maps: ['normal', 'texture'] } })),
  ).toThrow('conditions.maps is [normal,texture], theirs [texture,normal]');
  expect(() => checkReadyWeights('w.safetensors', model, config({ denoiser: { imageSize: 128 } }))).toThrow(
    'denoiser.imageSize is 128, theirs 64',
  );
  expect(readyWeights(config({ denoiser: { weights: '/some/file.pt' } }))).toBe('/some/file.pt');
  expect(readyWeights(config({}))).toBeNull();
});

test('a damaged card is refused by name; a missing one is none', () => {
  const folder = mkdtempSync(join(tmpdir(), 'card-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const path = join(folder, 'one.safetensors');
  expect(readCard(path)).toBeNull();
  writeFileSync(path.replace('safetensors', 'json'), '{"format":"handbooster-weights"');
  expect(() => readCard(path)).toThrow('one.json: expected JSON');
  writeFileSync(path.replace('safetensors', 'json'), '{"format":"handbooster-weights"}');
  expect(() => readCard(path)).toThrow('sha256');
});
