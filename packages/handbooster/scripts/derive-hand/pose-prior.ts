import { FINGER_JOINTS, FINGERS } from '../../src/hand/model/hand-skeleton.js';
import { symmetricEigen } from './linear-algebra.js';

const DEGREE = Math.PI / 180;

/**
 * Mean and deviation (degrees) of flexion, sideways motion and twist of a finger's three joints in grasps.
 */
const FINGER_JOINT_MEANS = [28, 38, 22];
const FINGER_DEVIATIONS = [
  [24, 5, 3.5],
  [27, 1.2, 1.2],
  [16, 1, 1],
];
const THUMB_MEANS = [
  [6, 14, 0],
  [14, 0, 0],
  [18, 0, 0],
];
const THUMB_DEVIATIONS = [
  [13, 16, 7],
  [15, 4, 2.5],
  [20, 1.2, 1.2],
];
/** Correlations of flexion within a finger, and of neighbouring fingers (a power law in their distance). */
const WITHIN_FINGER = [
  [1, 0.45, 0.35],
  [0.45, 1, 0.8],
  [0.35, 0.8, 1],
];
const NEIGHBOUR = 0.8;
/** Spreading (degrees): one motion opens all fingers like a fan, towards the thumb positive. */
const FAN = { index: 6, middle: 1.5, ring: -4, little: -8 };

/**
 * Mean pose (45, axis-angle) and components (45, 45) in the manner of MANO's, made from anatomy instead of
 * scans: joint angles of a grasping hand as a Gaussian whose fingers flex together, whose last two joints
 * flex with one another, and whose twist is a degree or so. Rows are eigenvectors times deviations, largest
 * first, so coefficients drawn from a standard normal distribution are plausible poses.
 */
export function posePrior(axes: Float64Array): { mean: Float64Array; components: Float64Array } {
  const anatomicalMean = new Float64Array(45);
  const covariance = new Float64Array(45 * 45);
  const at = (joint: number, motion: number) => (joint - 1) * 3 + motion;
  const four = FINGERS.slice(1) as ('index' | 'middle' | 'ring' | 'little')[];
  four.forEach((finger, i) => {
    FINGER_JOINTS[finger].forEach((joint, k) => {
      // Ring and little finger close further than index and middle.
      anatomicalMean[at(joint, 0)] = FINGER_JOINT_MEANS[k] + 2 * i;
      for (let motion = 1; motion < 3; motion++) {
        covariance[at(joint, motion) * 46] += FINGER_DEVIATIONS[k][motion] ** 2;
      }
      four.forEach((other, j) => {
        FINGER_JOINTS[other].forEach((otherJoint, l) => {
          covariance[at(joint, 0) * 45 + at(otherJoint, 0)] +=
            FINGER_DEVIATIONS[k][0] *
            FINGER_DEVIATIONS[l][0] *
            WITHIN_FINGER[k][l] *
            NEIGHBOUR ** Math.abs(i - j);
        });
      });
    });
    for (const other of four) {
      covariance[at(FINGER_JOINTS[finger][0], 1) * 45 + at(FINGER_JOINTS[other][0], 1)] +=
        FAN[finger] * FAN[other];
    }
  });
  FINGER_JOINTS.thumb.forEach((joint, k) => {
    for (let motion = 0; motion < 3; motion++) {
      anatomicalMean[at(joint, motion)] = THUMB_MEANS[k][motion];
      FINGER_JOINTS.thumb.forEach((other, l) => {
        const correlation = k === l ? 1 : motion === 0 ? 0.35 : 0;
        covariance[at(joint, motion) * 45 + at(other, motion)] +=
          THUMB_DEVIATIONS[k][motion] * THUMB_DEVIATIONS[l][motion] * correlation;
      });
    }
  });
  const { values, vectors } = symmetricEigen(covariance, 45);
  const components = new Float64Array(45 * 45);
  vectors.forEach((vector, i) => {
    const largest = vector.reduce((best, value) => (Math.abs(value) > Math.abs(best) ? value : best), 0);
    const scale = Math.sqrt(values[i]) * DEGREE * Math.sign(largest);
    components.set(
      toAxisAngle(
        axes,
        vector.map((value) => value * scale),
      ),
      i * 45,
    );
  });
  return {
    mean: toAxisAngle(
      axes,
      anatomicalMean.map((value) => value * DEGREE),
    ),
    components,
  };
}

/** Rotation vectors (45) of anatomical ones: each joint's three angles along its own axes. */
function toAxisAngle(axes: Float64Array, angles: Float64Array): Float64Array {
  const out = new Float64Array(45);
  for (let i = 0; i < 45; i++) {
    const joint = Math.floor(i / 3);
    for (let motion = 0; motion < 3; motion++) {
      out[i] += axes[joint * 9 + motion * 3 + (i % 3)] * angles[joint * 3 + motion];
    }
  }
  return out;
}
