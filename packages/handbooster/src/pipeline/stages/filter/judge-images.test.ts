import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { storedCondition } from '../../../../test/fixtures/stored-condition.js';
import { SILENT_PROGRESS } from '../../../base/progress.js';
import { loadBuiltinHand } from '../../../hand/model/builtin-hand.js';
import type { ReconstructedHand } from '../../../synthesis/filter/reconstruction-errors.js';
import { writeImage } from '../../../synthesis/generated-images.js';
import { type JudgeImagesInput, judgedParts, judgeImages, readErrors } from './judge-images.js';

/** More than one part of 256. */
const COUNT = 300;
const hand = loadBuiltinHand();
const conditions = Array.from({ length: COUNT }, (_, i) => storedCondition(String(i).padStart(6, '0')));
let folder: string;
/** How many images the judge has seen at each call. */
let seen: number[];

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'handbooster-'));
  seen = [];
  // Red tells the judge which image it is.
  await Promise.all(
    conditions.map(({ id }, i) => writeImage(folder, id, Uint8Array.of(i >> 8, i & 255, 0), 1)),
  );
});
afterEach(() => rmSync(folder, { recursive: true }));

function input(): JudgeImagesInput {
  return {
    conditions,
    images: folder,
    judge: {
      predict(images) {
        seen.push(images.length);
        return images.map(
          ([high, low]) => ({ joints: [high * 256 + low], vertices: [] }) as unknown as ReconstructedHand,
        );
      },
      measure({ joints }, truth) {
        const index = (joints as ArrayLike<number>)[0];
        // The truth is that of the condition: 21 joints and the model's vertices in metres.
        expect(truth.joints).toHaveLength(63);
        const jointError = index === 7 ? Number.NaN : index;
        return { jointError, vertexError: 1, alignedJointError: 2, alignedVertexError: 3 };
      },
    },
    hand,
    scenes: null as never,
    renderer: null as never,
    folder,
    progress: SILENT_PROGRESS,
    signal: new AbortController().signal,
  };
}

test('errors come back in the order of the conditions; one that is no number stays none', async () => {
  await judgeImages(input(), { index: 0, count: 1 });
  const errors = await readErrors(judgedParts(folder, COUNT));
  expect(errors.map(({ id }) => id)).toEqual(conditions.map(({ id }) => id));
  expect(errors.map(({ errors: { jointError } }) => jointError)).toEqual(
    conditions.map((_, i) => (i === 7 ? Number.NaN : i)),
  );
});

test('shards judge whole parts in the groups of one process, and what is there is not judged again', async () => {
  await judgeImages(input(), { index: 0, count: 1 });
  const whole = seen;
  const once = await readErrors(judgedParts(folder, COUNT));
  judgedParts(folder, COUNT).remove();
  seen = [];
  await judgeImages(input(), { index: 1, count: 2 });
  await judgeImages(input(), { index: 0, count: 2 });
  expect([...seen].sort()).toEqual([...whole].sort());
  expect(await readErrors(judgedParts(folder, COUNT))).toEqual(once);
  await judgeImages(input(), { index: 0, count: 1 });
  expect(seen).toHaveLength(whole.length);
});
