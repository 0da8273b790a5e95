import { solveDamped } from '../../base/numbers/solve-damped.js';
import { matrixToAxisAngle, multiplyMatrices, transposeMatrix } from '../../geometry/rotations.js';
import { decodeHands } from '../../hand/decode-hands.js';
import type { HandModel } from '../../hand/model/hand-model.js';
import { alignRigidly } from './align-rigidly.js';

/** Options of {@link fitHand}. */
export interface FitHandOptions {
  /** Steps of the solver at most. */
  iterations: number;
  /**
   * Weight of a squared shape coefficient beside squared metres: keeps shapes small where vertices leave them
   * open.
   */
  shapeWeight: number;
}

export const FIT_HAND_DEFAULTS: FitHandOptions = { iterations: 20, shapeWeight: 1e-7 };

/** Parameters of a hand model and how far its vertices are from the wanted ones. */
export interface FittedHand {
  /** (48) axis-angle, absolute. */
  pose: Float32Array;
  /** (10) */
  betas: Float32Array;
  /** (3) metres. */
  translation: Float32Array;
  /** Mean and largest distance of a vertex, metres. */
  meanError: number;
  largestError: number;
}

/** Pose, shape, place. */
const PARAMETERS = 61;
const TRANSLATION = 58;
/** Step of the differences: the curvature it leaves out only slows the solver. */
const STEP = 5e-4;

/**
 * The pose, shape and place of a hand model whose vertices are nearest to given ones, for datasets that have
 * vertices but no usable parameters. Each joint's rotation is first read off its own vertices (rigid
 * alignment), then all parameters are refined together (Levenberg-Marquardt). Vertices of the model itself
 * are met to float precision.
 *
 * @param vertices (V, 3) metres, V the model's.
 */
export function fitHand(
  model: HandModel,
  vertices: ArrayLike<number>,
  options: Partial<FitHandOptions> = {},
): FittedHand {
  const { iterations, shapeWeight } = { ...FIT_HAND_DEFAULTS, ...options };
  if (vertices.length !== model.template.length) {
    throw new RangeError(
      `fitHand: expected ${model.template.length / 3} vertices as ${model.name} has, found ${vertices.length / 3}`,
    );
  }
  let parameters = new Float64Array(PARAMETERS);
  parameters.set(initialPose(model, vertices), 0);
  placeAtMean(model, parameters, vertices);
  let residual = residualOf(model, parameters, vertices);
  let cost = costOf(residual, parameters, shapeWeight);
  let damping = 1e-4;
  for (let iteration = 0; iteration < iterations && damping < 1e6; iteration++) {
    const { normal, gradient } = normalEquations(model, parameters, residual, vertices, shapeWeight);
    let gained = 0;
    for (; damping < 1e6; damping *= 10) {
      const tried = Float64Array.from(parameters);
      const step = solveDamped(normal, gradient, damping, 1e-18);
      for (let i = 0; i < PARAMETERS; i++) tried[i] += step[i];
      const next = residualOf(model, tried, vertices);
      const nextCost = costOf(next, tried, shapeWeight);
      if (nextCost < cost) {
        gained = cost - nextCost;
        [parameters, residual, cost] = [tried, next, nextCost];
        damping = Math.max(damping / 10, 1e-9);
        break;
      }
    }
    if (gained < 1e-4 * cost || cost < 1e-12 * vertices.length) break;
  }
  let sum = 0;
  let largestError = 0;
  for (let i = 0; i < residual.length; i += 3) {
    const distance = Math.hypot(residual[i], residual[i + 1], residual[i + 2]);
    sum += distance;
    largestError = Math.max(largestError, distance);
  }
  return {
    pose: Float32Array.from(parameters.subarray(0, 48)),
    betas: Float32Array.from(parameters.subarray(48, TRANSLATION)),
    translation: Float32Array.from(parameters.subarray(TRANSLATION)),
    meanError: sum / (residual.length / 3),
    largestError,
  };
}

/** (48) rotations read off the vertices that follow each joint. */
function initialPose(model: HandModel, vertices: ArrayLike<number>): Float64Array {
  const count = model.template.length / 3;
  const weights = new Float64Array(count);
  const turns: Float64Array[] = [];
  const pose = new Float64Array(48);
  for (let joint = 0; joint < 16; joint++) {
    for (let v = 0; v < count; v++) weights[v] = model.weights[16 * v + joint] ** 2;
    const turn = alignRigidly(model.template, vertices, weights);
    const parent = model.parents[joint];
    const own = joint === 0 ? turn : multiplyMatrices(transposeMatrix(turns[parent]), turn);
    turns.push(turn);
    pose.set(matrixToAxisAngle(own), 3 * joint);
  }
  return pose;
}

function placeAtMean(model: HandModel, parameters: Float64Array, vertices: ArrayLike<number>): void {
  const residual = residualOf(model, parameters, vertices);
  for (let i = 0; i < residual.length; i++)
    parameters[TRANSLATION + (i % 3)] += residual[i] / (residual.length / 3);
}

/** Vertices without the translation: small numbers keep float32's digits. */
function unplaced(model: HandModel, parameters: Float64Array): Float32Array {
  return decodeHands(model, parameters.subarray(0, 48), parameters.subarray(48, TRANSLATION)).vertices;
}

function residualOf(model: HandModel, parameters: Float64Array, vertices: ArrayLike<number>): Float64Array {
  const decoded = unplaced(model, parameters);
  return Float64Array.from(decoded, (value, i) => vertices[i] - value - parameters[TRANSLATION + (i % 3)]);
}

function costOf(residual: Float64Array, parameters: Float64Array, shapeWeight: number): number {
  let sum = 0;
  for (const value of residual) sum += value * value;
  for (let i = 48; i < TRANSLATION; i++) sum += shapeWeight * parameters[i] * parameters[i];
  return sum;
}

/** J^T J and J^T r of the residual by forward differences. */
function normalEquations(
  model: HandModel,
  parameters: Float64Array,
  residual: Float64Array,
  vertices: ArrayLike<number>,
  shapeWeight: number,
): { normal: Float64Array; gradient: Float64Array } {
  const here = unplaced(model, parameters);
  const columns: Float64Array[] = [];
  // All changed poses at once: they share the shape, which is then blended once.
  const poses = Float64Array.from({ length: 48 * 48 }, (_, i) => parameters[i % 48]);
  for (let p = 0; p < 48; p++) poses[49 * p] += STEP;
  const turned = decodeHands(model, poses, parameters.subarray(48, TRANSLATION)).vertices;
  const size = here.length;
  for (let p = 0; p < 48; p++) {
    columns.push(Float64Array.from(here, (value, i) => (turned[p * size + i] - value) / STEP));
  }
  for (let p = 48; p < TRANSLATION; p++) {
    const kept = parameters[p];
    parameters[p] = kept + STEP;
    const there = unplaced(model, parameters);
    parameters[p] = kept;
    columns.push(Float64Array.from(there, (value, i) => (value - here[i]) / STEP));
  }
  for (let k = 0; k < 3; k++) {
    columns.push(Float64Array.from({ length: vertices.length }, (_, i) => (i % 3 === k ? 1 : 0)));
  }
  const normal = new Float64Array(PARAMETERS * PARAMETERS);
  const gradient = new Float64Array(PARAMETERS);
  for (let p = 0; p < PARAMETERS; p++) {
    for (let q = p; q < PARAMETERS; q++) {
      let sum = 0;
      for (let i = 0; i < vertices.length; i++) sum += columns[p][i] * columns[q][i];
      normal[p * PARAMETERS + q] = sum;
      normal[q * PARAMETERS + p] = sum;
    }
    for (let i = 0; i < vertices.length; i++) gradient[p] += columns[p][i] * residual[i];
  }
  for (let p = 48; p < TRANSLATION; p++) {
    normal[p * PARAMETERS + p] += shapeWeight;
    gradient[p] -= shapeWeight * parameters[p];
  }
  return { normal, gradient };
}
