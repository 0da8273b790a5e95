import { axisAngleToMatrix } from '../../geometry/rotations.js';
import { handFrame } from '../../hand/hand-frame.js';
import { restJoints } from '../../hand/hand-parts.js';
import type { HandModel } from '../../hand/model/hand-model.js';
import { JOINT_ORDER_21 } from '../../hand/model/hand-skeleton.js';
import { leftJacobian } from './left-jacobian.js';

/** Pose and shape of a hand as the fit moves them. */
export interface FitState {
  /** (3) metres: where the wrist is, less where it rests. */
  translation: Float64Array;
  /** (9) of the whole hand about the wrist. */
  rotation: Float64Array;
  /** (45) flexion, sideways and twist of the 15 finger joints, radians. */
  angles: Float64Array;
  /** (10) */
  betas: Float64Array;
}

/**
 * Numbers that a state has for derivatives: 3 of place, 3 of turn (about the camera's axes), 45 angles, 10
 * betas.
 */
export const FIT_NUMBERS = 61;

/**
 * The 21 joints of a hand and their derivatives, float64: no more of linear blend skinning than joints and
 * tips need. Agrees with `decodeHands`.
 */
export class FitSkeleton {
  /** (15, 3, 3) rows are the axes that angles turn about. */
  readonly axes: Float64Array;
  /** (16, 3) rest joints of the mean shape, and (16, 3, 10) how they follow the betas. */
  readonly #rest: Float64Array;
  readonly #restByBeta = new Float64Array(480);
  readonly #descends: boolean[][];
  readonly #jacobian = new Float64Array(63 * FIT_NUMBERS);
  readonly joints = new Float64Array(63);

  constructor(readonly model: HandModel) {
    this.axes = handFrame(model).axes;
    this.#rest = restJoints(model);
    const count = model.template.length / 3;
    for (let joint = 0; joint < 16; joint++) {
      for (let v = 0; v < count; v++) {
        const weight = model.jointRegressor[joint * count + v];
        if (weight === 0) continue;
        for (let i = 0; i < 30; i++)
          this.#restByBeta[30 * joint + i] += weight * model.shapeDirections[30 * v + i];
      }
    }
    // descends[i][j]: joint j moves when joint i turns.
    this.#descends = Array.from({ length: 16 }, (_, i) =>
      Array.from({ length: 16 }, (_, j) => {
        let at = j;
        while (at !== i && at > 0) at = model.parents[at];
        return at === i;
      }),
    );
  }

  /** Axis-angle pose (48) of a state, without the root's three numbers filled in. */
  fingerPose(angles: ArrayLike<number>): Float64Array {
    const pose = new Float64Array(45);
    for (let i = 0; i < 45; i++) {
      const joint = Math.floor(i / 3);
      for (let m = 0; m < 3; m++) pose[i] += this.axes[9 * joint + 3 * m + (i % 3)] * angles[3 * joint + m];
    }
    return pose;
  }

  /**
   * Fills `joints` (21, 3), and gives their derivatives (63, 61), row by row, by what is named in `FitState`;
   * valid until the next call.
   */
  evaluate({ translation, rotation, angles, betas }: FitState): Float64Array {
    const { model } = this;
    const jacobian = this.#jacobian.fill(0);
    const rest = this.#rest.slice();
    for (let i = 0; i < 48; i++)
      for (let b = 0; b < 10; b++) rest[i] += this.#restByBeta[10 * i + b] * betas[b];
    const pose = this.fingerPose(angles);
    const local: Float64Array[] = [];
    const turns: Float64Array[] = [rotation];
    const places: Float64Array[] = [
      Float64Array.of(rest[0] + translation[0], rest[1] + translation[1], rest[2] + translation[2]),
    ];
    // (16, 3, 10)
    const byBeta = this.#restByBeta.slice();
    // (45) world axes, and (45) the same before the parent's turn.
    const worldAxes: Float64Array[] = [];
    const localAxes: Float64Array[] = [];
    for (let j = 1; j < 16; j++) {
      const parent = model.parents[j];
      const up = turns[parent];
      const own = axisAngleToMatrix(pose, 3 * (j - 1));
      local[j] = own;
      const bone = [0, 1, 2].map((k) => rest[3 * j + k] - rest[3 * parent + k]);
      places[j] = add(places[parent], turned(up, bone));
      turns[j] = product(up, own);
      for (let b = 0; b < 10; b++) {
        const grown = [0, 1, 2].map(
          (k) => this.#restByBeta[30 * j + 10 * k + b] - this.#restByBeta[30 * parent + 10 * k + b],
        );
        const moved = turned(up, grown);
        for (let k = 0; k < 3; k++) byBeta[30 * j + 10 * k + b] = byBeta[30 * parent + 10 * k + b] + moved[k];
      }
      const left = leftJacobian(pose, 3 * (j - 1));
      for (let m = 0; m < 3; m++) {
        const axis = turned(left, this.axes.subarray(9 * (j - 1) + 3 * m, 9 * (j - 1) + 3 * m + 3));
        localAxes.push(axis);
        worldAxes.push(turned(up, axis));
      }
    }
    const wrist = places[0];
    for (let i = 0; i < 21; i++) {
      const source = JOINT_ORDER_21[i];
      const row = (k: number) => (3 * i + k) * FIT_NUMBERS;
      for (let k = 0; k < 3; k++) jacobian[row(k) + k] = 1;
      const parts =
        source < 16
          ? [{ joint: source, weight: 1, place: places[source] }]
          : this.#tip(model.tips[source - 16], rest, betas, local, turns, places, localAxes, jacobian, row);
      for (let k = 0; k < 3; k++) {
        this.joints[3 * i + k] = parts.reduce((sum, { weight, place }) => sum + weight * place[k], 0);
      }
      for (const { joint, weight, place } of parts) {
        const arm = minus(place, wrist);
        for (let axis = 0; axis < 3; axis++) {
          const unit = [0, 0, 0];
          unit[axis] = 1;
          const moved = cross(unit, arm);
          for (let k = 0; k < 3; k++) jacobian[row(k) + 3 + axis] += weight * moved[k];
        }
        for (let turn = 1; turn < 16; turn++) {
          // A joint does not move when it turns itself, though skin that follows it does.
          if (!this.#descends[turn][joint] || (source < 16 && turn === joint)) continue;
          const lever = minus(place, places[turn]);
          for (let m = 0; m < 3; m++) {
            const moved = cross(worldAxes[3 * (turn - 1) + m], lever);
            for (let k = 0; k < 3; k++) jacobian[row(k) + 6 + 3 * (turn - 1) + m] += weight * moved[k];
          }
        }
        for (let b = 0; b < 10; b++) {
          for (let k = 0; k < 3; k++) jacobian[row(k) + 51 + b] += weight * byBeta[30 * joint + 10 * k + b];
        }
      }
    }
    return jacobian;
  }

  /**
   * Where a vertex goes with each joint that it follows; adds what pose corrections and its own growth do to
   * the derivatives.
   */
  #tip(
    vertex: number,
    rest: Float64Array,
    betas: ArrayLike<number>,
    local: readonly Float64Array[],
    turns: readonly Float64Array[],
    places: readonly Float64Array[],
    localAxes: readonly Float64Array[],
    jacobian: Float64Array,
    row: (k: number) => number,
  ): { joint: number; weight: number; place: Float64Array }[] {
    const { model } = this;
    const point = Float64Array.from(model.template.subarray(3 * vertex, 3 * vertex + 3));
    const directions = model.poseDirections.subarray(405 * vertex, 405 * vertex + 405);
    const growth = model.shapeDirections.subarray(30 * vertex, 30 * vertex + 30);
    for (let k = 0; k < 3; k++) {
      for (let b = 0; b < 10; b++) point[k] += growth[10 * k + b] * betas[b];
      for (let j = 1; j < 16; j++) {
        for (let e = 0; e < 9; e++) {
          const weight = directions[135 * k + 9 * (j - 1) + e];
          if (weight !== 0) point[k] += weight * (local[j][e] - (e % 4 === 0 ? 1 : 0));
        }
      }
    }
    const blended = new Float64Array(9);
    const parts = [];
    for (let joint = 0; joint < 16; joint++) {
      const weight = model.weights[16 * vertex + joint];
      if (weight === 0) continue;
      const turn = turns[joint];
      for (let e = 0; e < 9; e++) blended[e] += weight * turn[e];
      const arm = [0, 1, 2].map((k) => point[k] - rest[3 * joint + k]);
      parts.push({ joint, weight, place: add(places[joint], turned(turn, arm)) });
      for (let b = 0; b < 10; b++) {
        const grown = [0, 1, 2].map((k) => growth[10 * k + b] - this.#restByBeta[30 * joint + 10 * k + b]);
        const moved = turned(turn, grown);
        for (let k = 0; k < 3; k++) jacobian[row(k) + 51 + b] += weight * moved[k];
      }
    }
    for (let j = 1; j < 16; j++) {
      const from = 9 * (j - 1);
      let corrects = false;
      for (let e = 0; e < 27 && !corrects; e++)
        corrects = directions[135 * Math.floor(e / 9) + from + (e % 9)] !== 0;
      if (!corrects) continue;
      for (let m = 0; m < 3; m++) {
        const [x, y, z] = localAxes[3 * (j - 1) + m];
        // d(own rotation) = [axis]x own rotation.
        const change = product(Float64Array.of(0, -z, y, z, 0, -x, -y, x, 0), local[j]);
        const moved = [0, 1, 2].map((k) =>
          change.reduce((sum, value, e) => sum + directions[135 * k + from + e] * value, 0),
        );
        const shown = turned(blended, moved);
        for (let k = 0; k < 3; k++) jacobian[row(k) + 6 + 3 * (j - 1) + m] += shown[k];
      }
    }
    return parts;
  }
}

function turned(m: ArrayLike<number>, v: ArrayLike<number>): Float64Array {
  return Float64Array.of(
    m[0] * v[0] + m[1] * v[1] + m[2] * v[2],
    m[3] * v[0] + m[4] * v[1] + m[5] * v[2],
    m[6] * v[0] + m[7] * v[1] + m[8] * v[2],
  );
}

function product(a: ArrayLike<number>, b: ArrayLike<number>): Float64Array {
  const out = new Float64Array(9);
  for (let i = 0; i < 9; i += 3) {
    for (let j = 0; j < 3; j++) out[i + j] = a[i] * b[j] + a[i + 1] * b[3 + j] + a[i + 2] * b[6 + j];
  }
  return out;
}

function add(a: ArrayLike<number>, b: ArrayLike<number>): Float64Array {
  return Float64Array.of(a[0] + b[0], a[1] + b[1], a[2] + b[2]);
}

function minus(a: ArrayLike<number>, b: ArrayLike<number>): Float64Array {
  return Float64Array.of(a[0] - b[0], a[1] - b[1], a[2] - b[2]);
}

function cross(a: ArrayLike<number>, b: ArrayLike<number>): Float64Array {
  return Float64Array.of(a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]);
}
