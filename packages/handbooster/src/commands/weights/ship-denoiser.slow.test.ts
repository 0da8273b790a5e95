import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { io, setThreads } from '@handbooster/torch';
import sharp from 'sharp';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { SILENT_PROGRESS } from '../../base/progress.js';
import { boost } from '../../pipeline/boost.js';
import type { Manifest } from '../../pipeline/run/run-directory.js';
import { loadSynthesisModel } from '../../synthesis/weights/model-file.js';
import { sampleSheet } from './sample-sheet.js';
import { shipDenoiser } from './ship-denoiser.js';

const root = mkdtempSync(join(tmpdir(), 'ship-'));
afterAll(() => rmSync(root, { recursive: true }));
const run = join(root, 'run');
const TINY = [
  'threads=1',
  'capture.trainFrames=24',
  'capture.testFrames=4',
  'capture.objects=1',
  'capture.subjects=2',
  'denoiser.images=32',
];

async function denoiserStage(overrides: readonly string[] = []) {
  await boost({
    config: 'smallest',
    overrides: [...TINY, ...overrides],
    output: run,
    // One folder for one configuration after another.
    overwrite: true,
    only: ['capture', 'denoiser'],
    workers: 1,
    progress: SILENT_PROGRESS,
    signal: new AbortController().signal,
  });
  const manifest: Manifest = JSON.parse(readFileSync(join(run, 'manifest.json'), 'utf8'));
  return manifest.stages.denoiser.summary;
}

beforeAll(() => setThreads(1));

test('what a run ships is its best denoiser at half the size, and its own card lets it be used honestly', async () => {
  expect(await denoiserStage(['denoiser.weights=null', 'denoiser.crops=2'])).toMatchObject({ trained: true });
  expect(existsSync(join(run, 'denoiser', 'samples', 'step-0000002.png'))).toBe(true);
  const path = await shipDenoiser({ run, output: join(root, 'out'), name: 'tiny' });
  const card = JSON.parse(readFileSync(path.replace('safetensors', 'json'), 'utf8'));
  expect(card).toMatchObject({ name: 'tiny', training: { images: 32, steps: 2 }, data: { samples: 24 } });
  expect(card.bytes).toBe(readFileSync(path).length);
  expect(readFileSync(join(root, 'out', 'README.md'), 'utf8')).toContain('## tiny');

  const output = join(root, 'sheet.png');
  const look = { run, weights: path, split: 'val', count: 2, output };
  await sampleSheet({ ...look, seeds: 1 });
  const { width, height } = await sharp(output).metadata();
  // Picture, two maps and one generated image of two conditions, 64 pixels each with gaps of 2.
  expect([width, height]).toEqual([2 * 66 + 2, 4 * 66 + 2]);
  await expect(sampleSheet({ ...look, split: 'train', seeds: 1 })).rejects.toThrow(
    'expected one of val, test_same',
  );

  const full = loadSynthesisModel(join(run, 'denoiser', 'best.safetensors'));
  const half = loadSynthesisModel(path);
  const weights = half.denoiser.stateDict();
  for (const [name, tensor] of full.denoiser.stateDict()) {
    expect(weights.get(name)!.toFloat32()).toBeAllclose(tensor.toFloat32(), {
      relative: 1e-3,
      absolute: 1e-7,
    });
  }
  expect(half.config).toEqual(full.config);
  expect([...io.readSafetensorsHeader(path).entries.values()].every(({ dtype }) => dtype === 'float16')).toBe(
    true,
  );
  full.dispose();
  half.dispose();

  const taken = await denoiserStage([`denoiser.weights=${path}`]);
  expect(taken).toMatchObject({ trained: false, learned: 24, within: 24, isBoosting: true });
  writeFileSync(
    path.replace('safetensors', 'json'),
    JSON.stringify({ ...card, data: { ...card.data, keys: `AAAAAAAA${card.data.keys}` } }),
  );
  const other = await denoiserStage([`denoiser.weights=${path}`, 'denoiser.batch=8']);
  expect(other).toMatchObject({ learned: 25, within: 24, isBoosting: false });
  await expect(shipDenoiser({ run, output: join(root, 'out') })).rejects.toThrow(
    'was not trained but taken from',
  );
});
