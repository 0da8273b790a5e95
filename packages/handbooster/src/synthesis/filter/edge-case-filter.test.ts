import { expect, test } from 'vitest';
import { quantileOf } from '../../base/numbers/quantile-of.js';
import { type EdgeCaseJudge, edgeCaseFilter } from './edge-case-filter.js';
import { edgeCaseTable } from './edge-case-table.js';
import { EDGE_CASE_THRESHOLDS, quantileThresholds } from './edge-case-thresholds.js';
import { edgeCaseVerdict } from './edge-case-verdict.js';
import type { ReconstructionErrors } from './reconstruction-errors.js';

const errors = (...values: number[]): ReconstructionErrors => ({
  jointError: values[0],
  vertexError: values[1],
  alignedJointError: values[2],
  alignedVertexError: values[3],
});
const hand = (x: number) => ({ joints: [x, 0, 0], vertices: [0, x, 0] });

/** Answers with the number in an image's first byte, in batches it writes down. */
function byteJudge(batches: number[] = []): EdgeCaseJudge {
  return {
    predict: (images) => {
      batches.push(images.length);
      return images.map((image) => hand(image[0]));
    },
    measure: (predicted, truth) => {
      const distance = Math.abs(predicted.joints[0] - truth.joints[0]);
      return errors(distance, distance, distance / 4, distance / 4);
    },
  };
}

test('an image is dropped when any error passes its threshold, and only then', () => {
  const thresholds = EDGE_CASE_THRESHOLDS.dexycb;
  expect(edgeCaseVerdict('a', errors(25, 25, 10, 10), thresholds).kept).toBe(true);
  const cases: [number[], string][] = [
    [[25.01, 0, 0, 0], 'jointError'],
    [[0, 25.01, 0, 0], 'vertexError'],
    [[0, 0, 10.01, 0], 'alignedJointError'],
    [[0, 0, 0, 10.01], 'alignedVertexError'],
  ];
  for (const [values, reason] of cases) {
    expect(edgeCaseVerdict('a', errors(...values), thresholds)).toMatchObject({
      kept: false,
      exceeded: [reason],
    });
  }
  expect(edgeCaseVerdict('a', errors(30, 0, 15, 0), EDGE_CASE_THRESHOLDS.ho3d).kept).toBe(true);
});

test('an error that is not a number drops the image', () => {
  const result = edgeCaseVerdict('a', errors(1, Number.NaN, 1, 1), EDGE_CASE_THRESHOLDS.dexycb);
  expect(result).toMatchObject({
    kept: false,
    exceeded: ['vertexError'],
    severity: Number.POSITIVE_INFINITY,
  });
});

test('every candidate gets its own verdict, in order, whatever the batches', async () => {
  const candidates = Array.from({ length: 7 }, (_, i) => ({
    id: `image-${i}`,
    image: Uint8Array.of(10 * i),
    truth: hand(0),
  }));
  const batches: number[] = [];
  const options = { thresholds: EDGE_CASE_THRESHOLDS.dexycb, batchSize: 3 };
  const verdicts = await edgeCaseFilter(candidates, byteJudge(batches), options);
  expect(batches).toEqual([3, 3, 1]);
  expect(verdicts.map(({ id }) => id)).toEqual(candidates.map(({ id }) => id));
  // 10 i mm against 25, and a quarter of it against 10.
  expect(verdicts.map(({ kept }) => kept)).toEqual([true, true, true, false, false, false, false]);
  const table = edgeCaseTable(verdicts, options.thresholds);
  expect(table).toMatchObject({ judged: 7, kept: 3, dropped: 4 });
  expect(table.reasons[0]).toMatchObject({
    dropped: 4,
    droppedByThisAlone: 0,
    medianKept: 10,
    medianDropped: 45,
  });
  expect(table.reasons[2]).toMatchObject({ error: 'alignedJointError', dropped: 2, threshold: 10 });
});

test('thresholds from quantiles of held-out errors', () => {
  const list = Array.from({ length: 21 }, (_, i) => errors(i, 2 * i, 3 * i, 4 * i));
  const thresholds = quantileThresholds(list, { quantile: 0.95, factor: 1.5 });
  expect(Object.values(thresholds)).toBeAllclose([28.5, 57, 85.5, 114]);
  expect(quantileOf([4, 1, 3, 2], 0.5)).toBe(2.5);
  expect(() => quantileThresholds([])).toThrow('no held-out real images');
});

test('a network that answers for too few images is an error', async () => {
  const judge = { ...byteJudge(), predict: () => [] };
  const candidate = { id: 'a', image: Uint8Array.of(1), truth: hand(0) };
  await expect(edgeCaseFilter([candidate], judge, { thresholds: EDGE_CASE_THRESHOLDS.ho3d })).rejects.toThrow(
    '1 images went in, 0 hands came out',
  );
});

test('masks that are elsewhere drop an image whose hand is right, where there is a threshold for them', async () => {
  // 4 x 4 pictures: hand in the upper half, object in the lower; the first byte says how many rows the judge
  // sees as hand.
  const expected = Uint8Array.from({ length: 16 }, (_, i) => (i < 8 ? 1 : 2));
  const judge: EdgeCaseJudge = {
    ...byteJudge(),
    predict: (images) => images.map(() => hand(0)),
    masks: (images) =>
      images.map((image) => Uint8Array.from({ length: 16 }, (_, i) => (i < 4 * image[0] ? 1 : 2))),
  };
  const candidates = [2, 3, 4].map((rows) => ({
    id: `${rows}`,
    image: Uint8Array.of(rows),
    truth: hand(0),
    mask: expected,
  }));
  const verdicts = await edgeCaseFilter(candidates, judge, {
    thresholds: { jointError: 25, handDisagreement: 0.4, objectDisagreement: 0.9 },
  });
  // Hand: 8 of 8, 8 of 12, 8 of 16; object: 8 of 8, 4 of 8, 0 of 8.
  expect(verdicts.map(({ errors: { handDisagreement } }) => handDisagreement)).toBeAllclose([
    0,
    1 / 3,
    1 / 2,
  ]);
  expect(verdicts.map(({ errors: { objectDisagreement } }) => objectDisagreement)).toBeAllclose([0, 0.5, 1]);
  expect(verdicts.map(({ exceeded }) => exceeded)).toEqual([
    [],
    [],
    ['handDisagreement', 'objectDisagreement'],
  ]);
  expect(verdicts.map(({ severity }) => severity)).toBeAllclose([0, 1 / 3 / 0.4, 1 / 2 / 0.4]);
  const table = edgeCaseTable(verdicts, { handDisagreement: 0.4 });
  expect(table.reasons.map(({ error, threshold }) => [error, threshold])).toEqual([
    ['jointError', null],
    ['vertexError', null],
    ['alignedJointError', null],
    ['alignedVertexError', null],
    ['handDisagreement', 0.4],
    ['objectDisagreement', null],
  ]);
});

test('a hand whose landmarks are elsewhere drops an image, where there is a threshold for that', async () => {
  const place = {
    joints2d: new Float32Array(42),
    camera: { fx: 1, fy: 1, cx: 0, cy: 0, width: 1, height: 1 },
  };
  const asked: unknown[] = [];
  const judge: EdgeCaseJudge = {
    ...byteJudge(),
    predict: (images) => images.map(() => hand(0)),
    landmarks: async (image, where) => {
      asked.push(where);
      return image[0] / 10;
    },
  };
  const candidates = [1, 3].map((byte) => ({
    id: `${byte}`,
    image: Uint8Array.of(byte),
    truth: hand(0),
    place,
  }));
  const verdicts = await edgeCaseFilter(candidates, judge, { thresholds: { landmarkDisagreement: 0.2 } });
  expect(asked).toEqual([place, place]);
  expect(verdicts.map(({ exceeded }) => exceeded)).toEqual([[], ['landmarkDisagreement']]);
  expect(edgeCaseTable(verdicts, { landmarkDisagreement: 0.2 }).reasons.at(-1)).toMatchObject({
    error: 'landmarkDisagreement',
    dropped: 1,
    threshold: 0.2,
  });
  // Where more than a twentieth of the real images show no hand to landmarks, they decide nothing.
  const blind = quantileThresholds(
    [1, 1, 0.1].map((landmarkDisagreement) => ({ ...errors(1, 1, 1, 1), landmarkDisagreement })),
  );
  expect(blind.landmarkDisagreement).toBeGreaterThan(1);
});

test('an overlap’s threshold stays below 1, and one that not all have gets none', () => {
  const list = [0.1, 0.2, 0.3].map((handDisagreement) => ({ ...errors(1, 1, 1, 1), handDisagreement }));
  const { handDisagreement, objectDisagreement, jointError } = quantileThresholds(list, {
    quantile: 1,
    factor: 2,
  });
  expect(handDisagreement).toBeCloseTo(1 - 0.7 / 2);
  expect([objectDisagreement, jointError]).toEqual([undefined, 2]);
  expect(quantileThresholds([...list, errors(1, 1, 1, 1)]).handDisagreement).toBeUndefined();
});
