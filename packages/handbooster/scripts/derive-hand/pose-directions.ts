import { axisAngleToMatrix } from '../../src/geometry/rotations.js';
import { HAND_PARENTS } from '../../src/hand/model/hand-skeleton.js';
import { solveLinear } from './linear-algebra.js';

/** What the fit needs of a hand. */
export interface SkinnedHand {
  /** (V, 3) */
  vertices: Float64Array;
  /** (V, 16) */
  weights: Float64Array;
  /** (16, 3) */
  joints: Float64Array;
  /** (15, 3, 3) of `handFrame`. */
  axes: Float64Array;
  /** Range of each joint's flexion and sideways angle, radians: (45) anatomical low and high. */
  low: ArrayLike<number>;
  high: ArrayLike<number>;
}

/**
 * Blended rotations round the outside of a joint off; bone and flesh do not. Going this share further than
 * they do leaves the least change of volume over all fingers' joints at 60 to 90 degrees: 0.0 to 0.6 cm3 of a
 * finger's 20, where matrix blending alone loses 0.2 to 1.3, and 3 to 6 at the knuckles (0, 0.2, 0.4, 0.7
 * were tried).
 */
const BULGE = 0.4;

/**
 * (V, 3, 135) offsets that keep the volume at bent joints. Blending matrices pulls the skin at a joint
 * towards its centre; blending rotations (dual quaternions, Kavan et al. 2007) does not. With one joint
 * turned, all motions share that joint's centre, so the blended rotation is the turn by part of the angle
 * about it. The offset that makes matrix blending end where rotation blending does is fitted, by least
 * squares over the joint's range, as a linear function of the nine entries of R - I.
 */
export function poseDirections(hand: SkinnedHand): Float64Array {
  const count = hand.vertices.length / 3;
  const out = new Float64Array(count * 3 * 135);
  for (let joint = 1; joint < 16; joint++) {
    const samples = sampleRotations(hand, joint);
    const place = hand.joints.subarray(3 * joint, 3 * joint + 3);
    for (let v = 0; v < count; v++) {
      let share = 0;
      for (let k = joint; k < 16; k++) {
        if (isBelow(k, joint)) share += hand.weights[v * 16 + k];
      }
      if (share < 1e-4 || share > 1 - 1e-4) continue;
      const p = [0, 1, 2].map((k) => hand.vertices[3 * v + k] - place[k]);
      fitVertex(samples, share, p, out, v, joint);
    }
  }
  return out;
}

interface RotationSample {
  axisAngle: number[];
  matrix: Float64Array;
}

function isBelow(joint: number, ancestor: number): boolean {
  for (let k = joint; k > 0; k = HAND_PARENTS[k]) if (k === ancestor) return true;
  return false;
}

function sampleRotations(hand: SkinnedHand, joint: number): RotationSample[] {
  const axes = hand.axes.subarray((joint - 1) * 9, joint * 9);
  const out: RotationSample[] = [];
  const range = (motion: number, steps: number) => {
    const i = (joint - 1) * 3 + motion;
    return Array.from(
      { length: steps },
      (_, k) => hand.low[i] + ((hand.high[i] - hand.low[i]) * k) / (steps - 1),
    );
  };
  for (const flexion of range(0, 13)) {
    for (const sideways of range(1, 3)) {
      for (const twist of range(2, 3)) {
        const axisAngle = [0, 1, 2].map(
          (k) => flexion * axes[k] + sideways * axes[3 + k] + twist * axes[6 + k],
        );
        out.push({ axisAngle, matrix: axisAngleToMatrix(axisAngle) });
      }
    }
  }
  return out;
}

function fitVertex(
  samples: RotationSample[],
  share: number,
  p: number[],
  out: Float64Array,
  v: number,
  joint: number,
): void {
  const normal = new Float64Array(81);
  const right = [new Float64Array(9), new Float64Array(9), new Float64Array(9)];
  for (const { axisAngle, matrix } of samples) {
    const angle = Math.hypot(...axisAngle);
    const part = 2 * Math.atan2(share * Math.sin(angle / 2), 1 - share + share * Math.cos(angle / 2));
    const turned = axisAngleToMatrix(axisAngle.map((value) => (angle > 0 ? (value * part) / angle : 0)));
    const target = [0, 1, 2].map(
      (r) => turned[3 * r] * p[0] + turned[3 * r + 1] * p[1] + turned[3 * r + 2] * p[2],
    );
    const flat = [0, 1, 2].map((r) => {
      const moved = matrix[3 * r] * p[0] + matrix[3 * r + 1] * p[1] + matrix[3 * r + 2] * p[2];
      return (1 - share) * p[r] + share * moved;
    });
    for (let k = 0; k < 3; k++) target[k] += BULGE * (target[k] - flat[k]);
    const blended = matrix.map((value, i) => share * value + (i % 4 === 0 ? 1 - share : 0));
    const wanted = solveLinear(blended, target).map((value, k) => value - p[k]);
    const feature = matrix.map((value, i) => value - (i % 4 === 0 ? 1 : 0));
    for (let i = 0; i < 9; i++) {
      for (let k = 0; k < 9; k++) normal[9 * i + k] += feature[i] * feature[k];
      for (let k = 0; k < 3; k++) right[k][i] += feature[i] * wanted[k];
    }
  }
  // Turns within a small cone leave some of the nine entries nearly dependent: a little ridge settles them.
  for (let i = 0; i < 9; i++) normal[10 * i] += 1e-3 * samples.length;
  for (let k = 0; k < 3; k++) out.set(solveLinear(normal, right[k]), (3 * v + k) * 135 + (joint - 1) * 9);
}
