import { Random } from '@handbooster/torch/random';
import { beforeAll, describe, expect, it } from 'vitest';
import { boxMesh } from '../../geometry/mesh/solid-mesh.js';
import { applyRigid, invertRigid } from '../../geometry/rigid-motion.js';
import { decodeHands } from '../../hand/decode-hands.js';
import { loadBuiltinHand } from '../../hand/model/builtin-hand.js';
import { findGrasps, type ObjectGrasps } from '../grasping/grasp-library.js';
import { standingObject } from '../grasping/standing-object.js';
import { captureSubjects } from '../people/subjects.js';
import { captureOptions } from '../plan/capture-options.js';
import { planCapture } from '../plan/capture-plan.js';
import { PHASES } from './sequence-motion.js';
import { type SequenceScene, stageSequence } from './sequence-scene.js';

const model = loadBuiltinHand();
const left = loadBuiltinHand('left');
const FRAMES = 40;
const options = captureOptions({ seed: 2, framesPerSequence: FRAMES, bystanders: 2 });
const bricks = [200, 201, 202].map((id) =>
  standingObject({
    ...boxMesh([0.05, 0.075, 0.05]),
    id,
    name: `brick ${id}`,
    uvs: null,
    texture: null,
    color: [1, 0, 0],
  }),
);

describe('stageSequence', () => {
  let grasps: ObjectGrasps[];
  let scene: SequenceScene;
  const plan = planCapture(options, 3).sequences[0];
  const subject = captureSubjects(options.seed, options.subjects)[plan.subject];

  beforeAll(() => {
    const found = findGrasps(model, bricks[0], { training: 2, unseen: 3 }, 1, 0);
    grasps = bricks.map(() => found);
    scene = stageSequence(plan, options, model, subject, bricks, grasps);
  });

  /** Hand vertices in the frame of the grasped object. */
  const inObject = (of: SequenceScene, frame: number) => {
    const { pose, translation, objectPoses } = of.frames[frame];
    const hand = of.side === 'left' ? left : model;
    return applyRigid(
      invertRigid(objectPoses[0]),
      decodeHands(hand, pose, subject.betas, translation).vertices,
    );
  };

  it('holds the object still in the hand from the lift to the end', () => {
    const first = Math.ceil(PHASES.lift * FRAMES) + 1;
    const held = inObject(scene, first);
    for (let frame = first; frame < FRAMES; frame += 5) {
      expect(inObject(scene, frame)).toBeAllclose(held, { absolute: 2e-5 });
    }
    expect(scene.grasp.score).toBeGreaterThan(0);
  });

  it('leaves the object alone until then, lifts it, and puts it down on the table', () => {
    const heights = scene.frames.map(({ objectPoses }) =>
      lowest(applyRigid(objectPoses[0], bricks[0].model.vertices)),
    );
    const last = Math.floor(PHASES.lift * FRAMES) - 2;
    for (let frame = 0; frame <= last; frame++) {
      expect(scene.frames[frame].objectPoses[0]).toEqual(scene.frames[0].objectPoses[0]);
    }
    expect(heights[0]).toBeCloseTo(0, 5);
    expect(heights[FRAMES - 1]).toBeCloseTo(0, 5);
    expect(Math.max(...heights)).toBeGreaterThan(0.04);
    for (const height of heights) expect(height).toBeGreaterThan(-0.0005);
  });

  it('brings the hand from outside, without going through the object', () => {
    const distance = (frame: number) => {
      const { distances } = bricks[0].field.sample(inObject(scene, frame));
      return distances.reduce((least, d) => Math.min(least, d), 1);
    };
    expect(distance(0)).toBeGreaterThan(0.03);
    for (let frame = 0; frame < FRAMES; frame++) expect(distance(frame)).toBeGreaterThan(-0.004);
  });

  it('sets the others on the table, clear of the grasped one', () => {
    expect(scene.objects).toHaveLength(3);
    for (const { objectPoses } of scene.frames) {
      for (const pose of objectPoses.slice(1)) {
        expect(lowest(applyRigid(pose, bricks[0].model.vertices))).toBeCloseTo(0, 5);
        expect(Math.hypot(pose[3] - objectPoses[0][3], pose[7] - objectPoses[0][7])).toBeGreaterThan(0.06);
      }
    }
  });

  it('gives a left hand a grasp as good', () => {
    const other = stageSequence({ ...plan, side: 'left' }, options, model, subject, bricks, grasps);
    expect(other.side).toBe('left');
    const { distances } = bricks[0].field.sample(inObject(other, FRAMES - 1));
    const near = distances.filter((d) => d < 0.002).length;
    expect(near).toBeGreaterThan(5);
    expect(distances.reduce((least, d) => Math.min(least, d), 1)).toBeGreaterThan(-0.003);
  });

  it('draws from the seed and the item alone', () => {
    new Random(1).uniform();
    const again = stageSequence(plan, options, model, subject, bricks, grasps);
    expect(again).toEqual(scene);
  });
});

function lowest(points: Float32Array): number {
  let low = 1;
  for (let i = 2; i < points.length; i += 3) low = Math.min(low, points[i]);
  return low;
}
