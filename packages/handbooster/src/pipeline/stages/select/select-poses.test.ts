import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Random } from '@handbooster/torch';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Interrupted } from '../../../base/errors/interrupted.js';
import { SILENT_PROGRESS } from '../../../base/progress.js';
import { GRASPING_DEFAULTS } from '../../../conditions/grasping/grasping-frames.js';
import { graspingSamples, oneViewEach } from '../../../conditions/grasping/grasping-samples.js';
import { HandContact } from '../../../conditions/grasping/hand-contact.js';
import {
  SELECTION_DEFAULTS,
  type SelectionOptions,
} from '../../../conditions/selection/selection-options.js';
import type { Sample } from '../../../datasets/sample/sample.js';
import { rigid } from '../../../geometry/rigid-motion.js';
import {
  axisAngleToMatrix,
  matrixToAxisAngle,
  multiplyMatrices,
  rotateVector,
} from '../../../geometry/rotations.js';
import type { GraspRecord } from '../../../grasps/set/grasp-record.js';
import { decodeHands } from '../../../hand/decode-hands.js';
import { loadBuiltinHand } from '../../../hand/model/builtin-hand.js';
import { proceduralObjects } from '../../../objects/procedural/procedural-objects.js';
import { type SelectPosesInput, selectPoses } from './select-poses.js';

const hand = loadBuiltinHand('right');
const CAN = { id: 5, name: '005_tomato_soup_can' };

/** A frame of a sequence in which a can is lifted by 3 mm a frame; two views of each moment. */
function frame(sequence: string, number: number, view: string): Sample {
  const random = new Random('lift', sequence);
  const pose = Float32Array.from({ length: 48 }, () => random.normal(0, 0.2));
  const translation = Float32Array.of(0, -0.003 * number, 0.7);
  const betas = new Float32Array(10);
  const { joints } = decodeHands(hand, pose, betas, translation);
  return {
    id: `${sequence}/${view}/${number}`,
    dataset: 'test',
    subject: 'one',
    sequence,
    frame: number,
    view,
    image: { path: '', mirrored: false },
    camera: { fx: 600, fy: 600, cx: 320, cy: 240, width: 640, height: 480 },
    hand: { side: 'right', pose, betas, translation, modelHash: hand.hash },
    joints,
    objects: [{ ...CAN, pose: rigid(axisAngleToMatrix([0, 0.2, 0]), [0.05, 0.02 - 0.003 * number, 0.72]) }],
    grasped: 0,
    segmentation: null,
  };
}

function grasp(index: number): GraspRecord {
  const random = new Random('grasp', index);
  return {
    id: `${CAN.name}/${index}`,
    object: CAN,
    pose: Float32Array.from({ length: 48 }, (_, k) => random.normal(0, k < 3 ? 1 : 0.3)),
    betas: new Float32Array(10),
    translation: Float32Array.from({ length: 3 }, () => random.normal(0, 0.05)),
  } as GraspRecord;
}

const samples = ['a', 'b', 'c'].flatMap((sequence) =>
  Array.from({ length: 8 }, (_, number) => ['0', '1'].map((view) => frame(sequence, number, view))).flat(),
);
const grasps = Array.from({ length: 60 }, (_, index) => grasp(index));

describe('grasping samples', () => {
  it('are those after the object has moved by more than 10 mm, in the order they came in', async () => {
    const held = await graspingSamples([...samples].reverse(), GRASPING_DEFAULTS);
    expect(held.every((sample) => sample.frame >= 4)).toBe(true);
    expect(held).toHaveLength(3 * 4 * 2);
    expect(held[0].id).toBe('c/1/7');
    expect(oneViewEach(held)).toHaveLength(3 * 4);
    expect(await graspingSamples([{ ...samples[0], grasped: -1 }], GRASPING_DEFAULTS)).toEqual([]);
  });
});

describe('grasping samples by contact', () => {
  // The can as it stands beside the wrist, far from the hand in sequence `b`, inside it in the others.
  const touched = samples.map((sample) => {
    const at = sample.sequence === 'b' ? 0.4 : 0;
    const [x, y, z] = sample.joints.subarray(12, 15);
    const pose = rigid(axisAngleToMatrix([0, 0, 0]), [x + at, y, z]);
    return { ...sample, objects: [{ ...CAN, pose }] };
  });
  const model = proceduralObjects().filter(({ id }) => id === CAN.id);
  const judge = { hand, contact: new HandContact(model) };

  it('are those whose hand touches the object, moved or not', async () => {
    const options = { ...GRASPING_DEFAULTS, rule: 'contact' as const };
    const held = await graspingSamples(touched, options, judge);
    expect(held.map(({ id }) => id)).toEqual(
      touched.filter(({ sequence }) => sequence !== 'b').map(({ id }) => id),
    );
    const both = await graspingSamples(touched, { ...options, rule: 'both' }, judge);
    expect(both.every(({ sequence, frame: number }) => sequence !== 'b' && number >= 4)).toBe(true);
    expect(both).toHaveLength(2 * 4 * 2);
  });

  it('name an object that has no model', async () => {
    const none = { hand, contact: new HandContact([]) };
    const options = { ...GRASPING_DEFAULTS, rule: 'contact' as const };
    await expect(graspingSamples(touched, options, none)).rejects.toThrow(/005_tomato_soup_can/);
  });
});

describe('selection of poses', () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'handbooster-select-'));
  });
  afterAll(() => rmSync(folder, { recursive: true }));
  const input = (name: string): SelectPosesInput => ({
    samples,
    grasps,
    hand,
    options: { ...SELECTION_DEFAULTS, real: 4, synthetic: 12 },
    seed: 3,
    folder: join(folder, name),
    workers: 0,
    progress: SILENT_PROGRESS,
    signal: new AbortController().signal,
  });
  const read = (name: string, file: string) => JSON.parse(readFileSync(join(folder, name, file), 'utf8'));

  it('writes picks, coverage and figures, and the same ones again', async () => {
    const summary = await selectPoses(input('first'));
    expect(summary).toMatchObject({
      trainingSamples: 48,
      graspingSamples: 24,
      realPicked: 4,
      graspsPicked: 12,
    });
    expect(summary.spacingOverRandom).toBeGreaterThan(1);
    expect(summary.radiusOverRandom).toBeLessThan(1);
    expect(summary.similarity?.mean.after).toBeLessThan(summary.similarity?.mean.before ?? 0);
    const [object] = read('first', 'selection.json').objects;
    expect(object).toMatchObject({ ...CAN, realPoses: 12, syntheticPoses: 60 });
    expect(new Set(object.grasps.map(({ id }: { id: string }) => id)).size).toBe(12);
    const total = object.grasps.reduce(
      (sum: number, { probability }: { probability: number }) => sum + probability,
      0,
    );
    expect(total).toBeCloseTo(1, 9);
    const [coverage] = read('first', 'coverage.json');
    expect(coverage.all.poses).toBe(60);
    expect(coverage.picked.poses).toBe(12);
    expect(coverage.maps.picked).toHaveLength(4);
    for (const name of ['similarity-of-real-poses', 'similarity-to-real-poses']) {
      const { width, height } = await sharp(join(folder, 'first', `${name}.png`)).metadata();
      expect(Math.min(width ?? 0, height ?? 0)).toBeGreaterThan(100);
    }
    await selectPoses(input('second'));
    expect(read('second', 'selection.json')).toEqual(read('first', 'selection.json'));
    expect(read('second', 'coverage.json')).toEqual(read('first', 'coverage.json'));
  });

  it('counts symmetric poses as one where it is told to', async () => {
    // Each grasp a second time, the can turned about its axis: the same grasp to whoever does not read the
    // print.
    const flat = grasps.slice(0, 12).map((each) => ({ ...each, pose: each.pose.slice().fill(0, 3) }));
    const spun = flat.map((each) => {
      const turn = axisAngleToMatrix([0, 0, 2]);
      const pose = each.pose.slice();
      pose.set(matrixToAxisAngle(multiplyMatrices(turn, axisAngleToMatrix(each.pose))));
      const { joints } = decodeHands(hand, each.pose, each.betas, each.translation);
      const wrist = rotateVector(turn, joints.subarray(0, 3));
      const at = decodeHands(hand, pose, each.betas, new Float32Array(3)).joints;
      const translation = Float32Array.from({ length: 3 }, (_, k) => wrist[k] - at[k]);
      return { ...each, id: `${each.id}/spun`, pose, translation };
    });
    const doubled = [...flat, ...spun];
    const objects = proceduralObjects()
      .filter(({ id }) => id === 4)
      .map((can) => ({ ...can, ...CAN }));
    const pick = async (symmetries: SelectionOptions['symmetries'], given: typeof objects) => {
      const options = { ...SELECTION_DEFAULTS, synthetic: 12, symmetries };
      await selectPoses({ ...input(symmetries), grasps: doubled, objects: given, options });
      const [object] = read(symmetries, 'selection.json').objects;
      return new Set(object.grasps.map(({ id }: { id: string }) => id.replace('/spun', ''))).size;
    };
    expect(await pick('none', [])).toBeLessThan(12);
    expect(await pick('detect', objects)).toBe(12);
    await expect(pick('table', [])).rejects.toThrow(/select\.symmetries.*005_tomato_soup_can/);
  });

  it('works without real poses', async () => {
    const summary = await selectPoses({ ...input('none'), samples: [] });
    expect(summary).toMatchObject({ realPicked: 0, graspsPicked: 12, similarity: null });
    const [object] = read('none', 'selection.json').objects;
    for (const { probability } of object.grasps) expect(probability).toBeCloseTo(1 / 12, 12);
  });

  it('stops when asked to', async () => {
    const controller = new AbortController();
    controller.abort();
    await expect(selectPoses({ ...input('stop'), signal: controller.signal })).rejects.toThrow(Interrupted);
  });
});
