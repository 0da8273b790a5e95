import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { loadBuiltinHand } from '../../packages/handbooster/src/hand/model/builtin-hand.js';
import { writeShardsFixture } from '../../packages/handbooster/test/fixtures/shards-fixture.js';
import { entryNames, exampleOf } from './support/facade-examples.js';
import { runExample } from './support/run-example.js';

/** Examples that take minutes; examples.slow.test.ts runs them. */
const SLOW = ['boost', 'Run', 'simulateCapture'];

const before = process.cwd();
const folder = mkdtempSync(join(tmpdir(), 'examples-'));

// What the examples find in their folder.
beforeAll(async () => {
  process.chdir(folder);
  await writeShardsFixture('shards', loadBuiltinHand());
  const noise = Buffer.from(Uint8Array.from({ length: 64 * 64 * 3 }, (_, i) => (i * 7919) % 251));
  await sharp(noise, { raw: { width: 64, height: 64, channels: 3 } })
    .resize(128, 128)
    .jpeg()
    .toFile('photo.jpg');
  mkdirSync('models/block', { recursive: true });
  const corners = [0, 1, 2, 3, 4, 5, 6, 7].map(
    (i) => `v ${[i & 1, (i >> 1) & 1, i >> 2].map((bit) => bit * 0.05).join(' ')}`,
  );
  const faces = ['1 3 4 2', '5 6 8 7', '1 2 6 5', '3 7 8 4', '1 5 7 3', '2 4 8 6'].map((face) => `f ${face}`);
  writeFileSync('models/block/textured_simple.obj', [...corners, ...faces].join('\n'));
  mkdirSync('ho3d-truth');
  const points = (count: number) =>
    Array.from({ length: count }, (_, i) => [0.01 * i, 0.02 * (i % 5), -0.5 - 0.01 * (i % 3)]);
  const [joints, vertices] = [[points(21)], [points(40)]];
  writeFileSync('ho3d-truth/evaluation_xyz.json', JSON.stringify(joints));
  writeFileSync('ho3d-truth/evaluation_verts.json', JSON.stringify(vertices));
  writeFileSync('ho3d-truth/predicted.json', JSON.stringify([joints, vertices]));
});
afterAll(() => {
  process.chdir(before);
  rmSync(folder, { recursive: true });
});

const examples = entryNames('index.ts')
  .filter(({ isType, name }) => !isType && !SLOW.includes(name))
  .map(({ name, doc }) => [name, exampleOf(doc) ?? ''] as const);

it.each(examples)('the example of %s runs and writes what it says', async (_, code) => {
  const { written, said } = await runExample(code);
  if (said.length > 0) expect(written).toEqual(said);
});

it('an example that says what it does not write is found out', async () => {
  const { written, said } = await runExample('console.log(1 + 1); // 3');
  expect([written, said]).toEqual([['2'], ['3']]);
});
