import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';

const PIPELINE = fileURLToPath(new URL('../../packages/handbooster/src/pipeline', import.meta.url));
/** What puts tensors somewhere: who calls it in a run says where. */
const PLACES =
  /\b(trainDenoiser|trainReconstruction|trainSegmenter|runSegmenter|loadNetwork|inceptionFeatureNetwork)\(|new ImagePool\(/;
/** The run's device, its form for the trainer of networks, or one that was handed on. */
const FOLLOWS = /\b(runDevice|trainingOptions)\(|\bdevice\b[,:]/;

const files = readdirSync(PIPELINE, { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.ts') && !file.endsWith('.test.ts'))
  .map((file) => ({ file, text: readFileSync(join(PIPELINE, file), 'utf8') }));

it('every stage on tensors follows the device of the run', () => {
  const places = files.filter(({ text }) => PLACES.test(text));
  // Denoiser, synthesis and its wanted look, filter, both trainings, evaluation and its likeness, the
  // segmenter.
  expect(places.map(({ file }) => file).length).toBeGreaterThanOrEqual(7);
  const astray = places.filter(({ text }) => !FOLLOWS.test(text)).map(({ file }) => file);
  expect(astray).toEqual([]);
});

it('a stage that says nothing of a device would be found', () => {
  expect(FOLLOWS.test("const network = loadNetwork(run.file('train', NETWORK_FILE), hand);")).toBe(false);
});
