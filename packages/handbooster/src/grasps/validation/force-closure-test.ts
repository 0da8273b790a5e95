import { cross, perpendicular, scale, subtract, type Vector } from '../../geometry/vector.js';
import { nonNegativeLeastSquares } from './non-negative-least-squares.js';

/** Where the hand touches and which way the object's surface faces there. */
export interface Contact {
  point: Vector;
  /** Unit, out of the object. */
  normal: Vector;
  /** Bone (0 ... 15) that touches. */
  joint: number;
}

export interface ForceClosureTest {
  /** Every wrench can be resisted. */
  closed: boolean;
  /** Largest residual of the twelve unit wrenches: 0 when closed, up to 1. */
  residual: number;
  /** Largest sum of normal forces that any of them takes, in units of the wrench; a measure of effort. */
  effort: number;
}

/** Sides of the pyramid that stands for a friction cone. */
const SIDES = 8;

/**
 * Whether frictional contacts hold an object against any force and torque (force closure; Murray, Li and
 * Sastry, "A Mathematical Introduction to Robotic Manipulation", ch. 5): their friction cones positively span
 * all wrenches exactly when each of the twelve wrenches +-e_i is a non-negative combination of cone edges.
 * Torques are taken about `centre` in units of force x `length`.
 */
export function forceClosureTest(
  contacts: readonly Contact[],
  centre: Vector,
  length: number,
  friction: number,
): ForceClosureTest {
  const columns = new Float64Array(contacts.length * SIDES * 6);
  contacts.forEach(({ point, normal }, c) => {
    const helper: Vector = Math.abs(normal[0]) < 0.8 ? [1, 0, 0] : [0, 1, 0];
    const u = perpendicular(helper, normal);
    const v = cross(normal, u);
    const arm = scale(subtract(point, centre), 1 / length);
    for (let side = 0; side < SIDES; side++) {
      const angle = (2 * Math.PI * side) / SIDES;
      const force: Vector = [0, 0, 0];
      for (let k = 0; k < 3; k++) {
        force[k] = -normal[k] + friction * (Math.cos(angle) * u[k] + Math.sin(angle) * v[k]);
      }
      columns.set([...force, ...cross(arm, force)], (c * SIDES + side) * 6);
    }
  });
  let residual = contacts.length === 0 ? 1 : 0;
  let effort = 0;
  for (let i = 0; i < 12 && contacts.length > 0; i++) {
    const target = new Float64Array(6);
    target[i >> 1] = i & 1 ? -1 : 1;
    const solution = nonNegativeLeastSquares(columns, 6, target);
    residual = Math.max(residual, solution.residual);
    effort = Math.max(
      effort,
      solution.weights.reduce((sum, value) => sum + value, 0),
    );
  }
  return { closed: residual < 1e-3, residual, effort };
}
