import { axisAngleToMatrix } from '../../geometry/rotations.js';
import { fromAnatomical, type JointLimits, jointLimits, toAnatomical } from '../../hand/joint-limits.js';
import type { HandModel } from '../../hand/model/hand-model.js';
import { FINGER_JOINTS, FINGERS, type Finger } from '../../hand/model/hand-skeleton.js';
import { FIT_NUMBERS, FitSkeleton, type FitState } from './fit-skeleton.js';
import { NormalEquations } from './normal-equations.js';

const MOST_STEPS = 60;
/** Metres of the tip that a radian of a joint is held back by, at least; a twist is held back more. */
const DAMPING = 0.002;
const TWIST = 6;
/** Damping from which on no shorter step is tried. */
const MOST_DAMPING = 1;
/** A step of fewer metres than this ends the pull. */
const STILL = 1e-6;
/** Where the finger as it is ends farther than this from the point, it is also begun otherwise. Metres. */
const NEAR = 1e-3;
/** Shares of each joint's flexion that it is begun at then. */
const BEGINNINGS = [0.2, 0.5, 0.8];

/** A hand as it is posed: the parameters of a label. */
export interface PosedHand {
  /** (48) axis-angle, absolute. */
  pose: ArrayLike<number>;
  /** (10) */
  betas: ArrayLike<number>;
  /** (3) metres. */
  translation: ArrayLike<number>;
}

/**
 * Bends one finger so that its tip comes as near to a point as the joints allow: damped least squares
 * (Wampler 1986) on the finger's nine angles, each kept within its limits, angles at a limit left out of the
 * steps that would push them past it. Steps that do not come nearer are taken anew with more damping.
 */
export class FingertipPuller {
  readonly #skeleton: FitSkeleton;
  readonly #limits: JointLimits;

  constructor(model: HandModel) {
    this.#skeleton = new FitSkeleton(model);
    this.#limits = jointLimits(model);
  }

  /**
   * @param target (3) metres, where vertices are.
   * @returns the pose (48); all but the finger's joints as they were.
   */
  pull({ pose, betas, translation }: PosedHand, finger: Finger, target: ArrayLike<number>): Float32Array {
    const before = Float32Array.from(pose);
    const { anatomicalLow, anatomicalHigh } = this.#limits;
    const state = {
      translation: Float64Array.from(translation),
      rotation: Float64Array.from(axisAngleToMatrix(before)),
      angles: Float64Array.from(toAnatomical(this.#limits, before.subarray(3))),
      betas: Float64Array.from(betas),
    };
    const { angles } = state;
    const columns = FINGER_JOINTS[finger].flatMap((joint) => [0, 1, 2].map((k) => 3 * (joint - 1) + k));
    for (const i of columns) angles[i] = this.#limited(i, angles[i]);
    const tip = 4 * FINGERS.indexOf(finger) + 4;
    let nearest = this.#descend(state, columns, tip, target);
    let best = angles.slice();
    for (const share of nearest > NEAR ? BEGINNINGS : []) {
      for (const i of columns) {
        const at = i % 3 === 0 ? share : 0.5;
        angles[i] = anatomicalLow[i] + at * (anatomicalHigh[i] - anatomicalLow[i]);
      }
      const distance = this.#descend(state, columns, tip, target);
      // A finger jumps only where that brings it clearly nearer.
      if (distance > nearest - NEAR) continue;
      nearest = distance;
      best = angles.slice();
    }
    const fingers = fromAnatomical(this.#limits, best);
    for (const joint of FINGER_JOINTS[finger]) {
      const at = 3 * (joint - 1);
      before.set(fingers.subarray(at, at + 3), 3 + at);
    }
    return before;
  }

  /** Moves `state.angles` downhill. @returns metres that are left */
  #descend(state: FitState, columns: readonly number[], tip: number, target: ArrayLike<number>): number {
    const { angles } = state;
    const look = () => {
      const jacobian = this.#skeleton.evaluate(state);
      const away = [0, 1, 2].map((k) => this.#skeleton.joints[3 * tip + k] - target[k]);
      return { jacobian, away, distance: Math.hypot(...away) };
    };
    let now = look();
    let damping = DAMPING;
    for (let step = 0; step < MOST_STEPS && damping < MOST_DAMPING; step++) {
      const before = angles.slice();
      const { distance } = now;
      for (const [i, change] of this.#step(now.jacobian, angles, tip, now.away, columns, damping)) {
        angles[i] = this.#limited(i, angles[i] + change);
      }
      now = look();
      if (now.distance < distance) {
        damping = Math.max(DAMPING, damping / 3);
        if (distance - now.distance < STILL) break;
      } else {
        angles.set(before);
        now = look();
        damping *= 4;
      }
    }
    return now.distance;
  }

  /** Changes of the angles; those that a limit stops are left to the others. */
  #step(
    jacobian: Float64Array,
    angles: Float64Array,
    tip: number,
    away: readonly number[],
    columns: readonly number[],
    damping: number,
  ): [angle: number, change: number][] {
    let free = columns;
    for (;;) {
      const equations = new NormalEquations(free.length);
      const all = free.map((_, c) => c);
      for (let k = 0; k < 3; k++) {
        const row = free.map((i) => jacobian[(3 * tip + k) * FIT_NUMBERS + 6 + i]);
        equations.add(away[k], all, row);
      }
      free.forEach((i, c) => {
        equations.add(0, [c], [i % 3 === 2 ? TWIST * damping : damping]);
      });
      const change = equations.solve(0);
      const moves = free.filter((i, c) => this.#limited(i, angles[i] + change[c]) !== angles[i]);
      if (moves.length === free.length || moves.length === 0) {
        return free.map((i, c): [number, number] => [i, change[c]]);
      }
      free = moves;
    }
  }

  #limited(i: number, angle: number): number {
    return Math.min(Math.max(angle, this.#limits.anatomicalLow[i]), this.#limits.anatomicalHigh[i]);
  }
}
