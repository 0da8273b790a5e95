import { Random } from '@handbooster/torch';
import { expect, it } from 'vitest';
import { projectPoints } from '../../geometry/camera.js';
import { applyRigid, rigid } from '../../geometry/rigid-motion.js';
import { axisAngleToMatrix } from '../../geometry/rotations.js';
import { decodeHands } from '../../hand/decode-hands.js';
import { loadBuiltinHand } from '../../hand/model/builtin-hand.js';
import { LandmarkFitter } from '../fit/fit-landmarks.js';
import { triangulateLandmarks } from './triangulate-landmarks.js';

const camera = { fx: 600, fy: 610, cx: 319.5, cy: 239.5, width: 640, height: 480 };
const hand = loadBuiltinHand();
const pose = new Random('pose').fillNormal(new Float32Array(48), 0, 0.15);
const truth = decodeHands(hand, pose, null, Float32Array.of(0.02, 0.01, 0.7));
/** Cameras that stand round the hand, 0.7 m from it. */
const motions = [0, 0.6, -0.5, 1.1].map((turn) => {
  const rotation = axisAngleToMatrix([0, turn, 0]);
  const middle = [0.02, 0.01, 0.7];
  const turned = [0, 3, 6].map((row) =>
    rotation.subarray(row, row + 3).reduce((s, v, k) => s + v * middle[k], 0),
  );
  return rigid(
    rotation,
    middle.map((value, k) => value - turned[k]),
  );
});
const views = motions.map((cameraFromWorld) => ({
  camera,
  cameraFromWorld,
  joints2d: projectPoints(camera, applyRigid(cameraFromWorld, truth.joints)),
  weight: 1,
}));

it('finds the points whose projections are given', () => {
  for (const count of [2, 3, 4]) {
    const found = triangulateLandmarks(views.slice(0, count));
    // Pixels are float32: 3e-5 of a pixel at 600 pixels a metre.
    expect(found?.joints).toBeAllclose(truth.joints, { absolute: 1e-6 });
    expect(found?.views).toHaveLength(count);
  }
});

it('is off by what pixels are off by, and says how far', () => {
  const random = new Random('noise');
  const noisy = views.map((view) => ({
    ...view,
    joints2d: view.joints2d.map((x) => x + random.normal(0, 2)),
  }));
  const found = triangulateLandmarks(noisy);
  // Two pixels at 0.7 m and a focal length of 600 are 2.3 mm; four views halve that across, less in depth.
  let sum = 0;
  for (let i = 0; i < 63; i++) sum += ((found?.joints[i] ?? 9) - truth.joints[i]) ** 2;
  expect(Math.sqrt(sum / 63)).toBeLessThan(0.0025);
  for (const distance of found?.distances ?? [99]) expect(distance).toBeLessThan(6);
});

it('leaves out the one view that sees another hand, and gives up where two do not agree', () => {
  for (let astray = 0; astray < 3; astray++) {
    const shifted = views
      .slice(0, 3)
      .map((view, i) => (i === astray ? { ...view, joints2d: view.joints2d.map((x) => x + 90) } : view));
    const found = triangulateLandmarks(shifted);
    expect(found?.views).toEqual([0, 1, 2].filter((i) => i !== astray));
    expect(found?.joints).toBeAllclose(truth.joints, { absolute: 1e-6 });
  }
  const other = views[1].joints2d.map((x, i) => (i % 2 === 1 ? x + 120 : x));
  expect(triangulateLandmarks([views[0], { ...views[1], joints2d: other }])).toBeNull();
  expect(triangulateLandmarks([views[0]])).toBeNull();
  // Rays of the same camera twice meet everywhere.
  expect(triangulateLandmarks([views[0], views[0]])).toBeNull();
});

it('a fit to measured landmarks is where they are, whatever the size of the hand', () => {
  const betas = Float32Array.of(2, -1, 0.5, 0, 0, 0, 0, 0, 0, 0);
  const large = decodeHands(hand, pose, betas, Float32Array.of(0.02, 0.01, 0.7));
  const joints2d = projectPoints(camera, large.joints);
  const fitter = new LandmarkFitter(hand);
  const distanceOf = (measured: boolean) => {
    const { joints } = fitter.fit({ joints2d, world: large.joints, measured }, camera);
    let sum = 0;
    for (let i = 0; i < 63; i += 3) {
      sum += Math.hypot(...[0, 1, 2].map((k) => joints[i + k] - large.joints[i + k]));
    }
    return sum / 21;
  };
  // Priors pull a little; without the measure the distance of a hand of common size is taken.
  expect(distanceOf(true)).toBeLessThan(0.004);
  expect(distanceOf(false)).toBeGreaterThan(2 * distanceOf(true));
});
