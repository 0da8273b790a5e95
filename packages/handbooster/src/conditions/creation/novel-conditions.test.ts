import { Random } from '@handbooster/torch';
import { describe, expect, it } from 'vitest';
import type { Sample } from '../../datasets/sample/sample.js';
import { projectPoints } from '../../geometry/camera.js';
import { applyRigid, invertRigid, rigid, rotationOf, translationOf } from '../../geometry/rigid-motion.js';
import {
  axisAngleToMatrix,
  matrixToQuaternion,
  multiplyMatrices,
  quaternionToAxisAngle,
  rotationDistance,
} from '../../geometry/rotations.js';
import { decodeHands } from '../../hand/decode-hands.js';
import { loadBuiltinHand } from '../../hand/model/builtin-hand.js';
import type { Condition } from './condition.js';
import { novelGraspCondition, novelViewCondition } from './novel-conditions.js';
import type { NovelGrasp } from './novel-grasp.js';
import { nearestDepth, objectExtents } from './object-extents.js';
import { perturbation } from './perturbation.js';

const hand = loadBuiltinHand('right');
const IDENTITY = Float64Array.of(1, 0, 0, 0, 1, 0, 0, 0, 1);

function randomPose(random: Random): Float32Array {
  const pose = Float32Array.from({ length: 48 }, () => random.normal(0, 0.2));
  pose.set(quaternionToAxisAngle(random.quaternion()));
  return pose;
}

/** A hand about 0.7 m in front of a camera, an object at its palm. */
function sampleOf(seed: number): Sample {
  const random = new Random(seed, 'sample');
  const pose = randomPose(random);
  const betas = Float32Array.from({ length: 10 }, () => random.normal(0, 0.5));
  const translation = Float32Array.of(random.uniform(-0.1, 0.1), random.uniform(-0.05, 0.05), 0.7);
  const { joints } = decodeHands(hand, pose, betas, translation);
  return {
    id: `sample-${seed}`,
    dataset: 'test',
    subject: 'one',
    sequence: 'one',
    frame: 0,
    view: '0',
    image: { path: '', mirrored: false },
    camera: { fx: 613, fy: 612, cx: 313, cy: 245, width: 640, height: 480 },
    hand: { side: 'right', pose, betas, translation, modelHash: hand.hash },
    joints,
    objects: [
      {
        id: 3,
        name: '003_cracker_box',
        pose: rigid(axisAngleToMatrix([0.3, -0.8, 0.2]), [joints[12], joints[13], joints[14] + 0.03]),
      },
    ],
    grasped: 0,
    segmentation: null,
  };
}

function graspOf(seed: number): NovelGrasp {
  const random = new Random(seed, 'grasp');
  return {
    id: `grasp-${seed}`,
    object: { id: 3, name: '003_cracker_box' },
    pose: randomPose(random),
    betas: Float32Array.from({ length: 10 }, () => random.normal(0, 0.5)),
    translation: Float32Array.from({ length: 3 }, () => random.uniform(-0.1, 0.1)),
  };
}

const asCondition = (made: Condition | string): Condition => {
  if (typeof made === 'string') throw new Error(made);
  return made;
};

/** The hand's vertices in the frame of the condition's object. */
const inObject = (condition: Condition) => {
  const { pose, betas, translation } = condition.hand;
  return applyRigid(
    invertRigid(condition.objects[0].pose),
    decodeHands(hand, pose, betas, translation).vertices,
  );
};

describe('conditions from novel grasps', () => {
  const turn = perturbation(new Random('turn'));

  it.each([1, 2, 3])('keep hand and object as the grasp has them, to 1e-5 m (seed %i)', (seed) => {
    const grasp = graspOf(seed);
    const condition = asCondition(novelGraspCondition('0', grasp, sampleOf(seed), turn, hand));
    const truth = decodeHands(hand, grasp.pose, grasp.betas, grasp.translation).vertices;
    expect(inObject(condition)).toBeAllclose(truth, { relative: 0, absolute: 1e-5 });
  });

  it('put the wrist where the reference has it, turned as the reference and then by the perturbation', () => {
    const reference = sampleOf(4);
    const condition = asCondition(novelGraspCondition('0', graspOf(4), reference, turn, hand));
    expect(condition.joints.slice(0, 3)).toBeAllclose(reference.joints.slice(0, 3), { absolute: 1e-6 });
    const wanted = multiplyMatrices(turn, axisAngleToMatrix(reference.hand.pose));
    expect(rotationDistance(axisAngleToMatrix(condition.hand.pose), wanted)).toBeLessThan(1e-5);
    expect(Array.from(condition.orientation)).toBeAllclose(matrixToQuaternion(wanted), { absolute: 1e-5 });
    expect(condition.camera).toEqual(reference.camera);
  });

  it('placed by the object stand where the held one does, turned about its origin, the hand with it', () => {
    const [grasp, reference] = [graspOf(7), sampleOf(7)];
    const condition = asCondition(
      novelGraspCondition('0', grasp, reference, turn, hand, new Map(), 'object'),
    );
    const truth = decodeHands(hand, grasp.pose, grasp.betas, grasp.translation).vertices;
    expect(inObject(condition)).toBeAllclose(truth, { relative: 0, absolute: 1e-5 });
    const held = reference.objects[0].pose;
    const [pose] = condition.objects.map((object) => object.pose);
    expect(translationOf(pose)).toBeAllclose(translationOf(held), { absolute: 1e-9 });
    expect(rotationOf(pose)).toBeAllclose(multiplyMatrices(turn, rotationOf(held)), { absolute: 1e-9 });
    expect(
      novelGraspCondition('0', grasp, { ...reference, grasped: -1 }, turn, hand, new Map(), 'object'),
    ).toBe('no-object-to-follow');
  });

  it('have joints that the parameters give, inside the box', () => {
    const condition = asCondition(novelGraspCondition('0', graspOf(5), sampleOf(5), turn, hand));
    const { pose, betas, translation } = condition.hand;
    expect(condition.joints).toBeAllclose(decodeHands(hand, pose, betas, translation).joints, {
      absolute: 1e-6,
    });
    const [x, y, width, height] = condition.box;
    const pixels = projectPoints(condition.camera, condition.joints);
    for (let i = 0; i < pixels.length; i += 2) {
      expect(pixels[i] >= x && pixels[i] <= x + width).toBe(true);
      expect(pixels[i + 1] >= y && pixels[i + 1] <= y + height).toBe(true);
    }
  });

  it('are refused with a word where they cannot be seen', () => {
    const aside = sampleOf(6);
    aside.joints[0] += 2;
    expect(novelGraspCondition('0', graspOf(6), aside, turn, hand)).toBe('out-of-view');
    const near = sampleOf(6);
    near.joints[2] = 0.05;
    expect(novelGraspCondition('0', graspOf(6), near, turn, hand)).toBe('behind-camera');
  });
});

describe('objects near the camera', () => {
  const box = (half: number) => objectExtents([{ id: 3, vertices: [-half, -half, -half, half, half, half] }]);

  it('have the depth of their nearest point', () => {
    const random = new Random('box');
    const vertices = random.fillNormal(new Float32Array(300));
    const pose = rigid(axisAngleToMatrix([0.4, 1, -0.3]), [0, 0, 2]);
    const moved = applyRigid(pose, vertices);
    const exact = Math.min(...moved.filter((_, k) => k % 3 === 2));
    const bound = nearestDepth({ id: 1, pose }, objectExtents([{ id: 1, vertices }]));
    expect(bound).toBeLessThanOrEqual(exact);
    expect(nearestDepth({ id: 2, pose }, objectExtents([{ id: 1, vertices }]))).toBe(2);
    const cube = { id: 3, pose: rigid(axisAngleToMatrix([0, Math.PI / 4, 0]), [0, 0, 1]) };
    expect(nearestDepth(cube, box(0.1))).toBeCloseTo(1 - 0.1 * Math.SQRT2, 6);
  });

  it('are refused when they reach to it, though their origin does not', () => {
    const [grasp, reference, turn] = [graspOf(5), sampleOf(5), perturbation(new Random('turn'))];
    expect(typeof novelGraspCondition('0', grasp, reference, turn, hand, box(0.05))).toBe('object');
    expect(novelGraspCondition('0', grasp, reference, turn, hand, box(0.7))).toBe('object-too-near');
    expect(typeof novelViewCondition('0', reference, IDENTITY, hand, box(0.05))).toBe('object');
    expect(novelViewCondition('0', reference, IDENTITY, hand, box(0.7))).toBe('object-too-near');
  });
});

describe('conditions from novel views', () => {
  it('keep the real grasp and turn it about the wrist', () => {
    const sample = sampleOf(7);
    const turn = perturbation(new Random('view'));
    const condition = asCondition(novelViewCondition('0', sample, turn, hand));
    const { pose, betas, translation } = sample.hand;
    const before = applyRigid(
      invertRigid(sample.objects[0].pose),
      decodeHands(hand, pose, betas, translation).vertices,
    );
    expect(inObject(condition)).toBeAllclose(before, { relative: 0, absolute: 1e-5 });
    expect(condition.joints.slice(0, 3)).toBeAllclose(sample.joints.slice(0, 3), { absolute: 1e-6 });
  });

  it('without a turn are the sample itself', () => {
    const sample = sampleOf(8);
    const condition = asCondition(novelViewCondition('0', sample, IDENTITY, hand));
    expect(condition.joints).toBeAllclose(sample.joints, { absolute: 1e-6 });
    expect(condition.objects[0].pose).toBeAllclose(sample.objects[0].pose, { absolute: 1e-9 });
  });
});

describe('perturbation', () => {
  it('turns to both sides by default and to one side as the release does', () => {
    const angles = (sided: 'both' | 'one') =>
      Array.from({ length: 200 }, (_, i) => {
        const m = perturbation(new Random('p', i), { degrees: 30, sided });
        // R = Rx(a) Ry(b) Rz(c): b from the top right entry, sin(b).
        return (Math.asin(m[2]) * 180) / Math.PI;
      });
    expect(Math.min(...angles('one'))).toBeGreaterThanOrEqual(0);
    expect(Math.min(...angles('both'))).toBeLessThan(-20);
    for (const angle of [...angles('one'), ...angles('both')])
      expect(Math.abs(angle)).toBeLessThanOrEqual(30);
  });
});
