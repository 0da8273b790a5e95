import { fScores } from './f-score.js';
import { type KeypointErrorState, KeypointErrors } from './keypoint-errors.js';
import { PROCRUSTES_DEFAULTS, type ProcrustesOptions, procrustesAlign } from './procrustes.js';

/** The six figures of Tab. 1-4 under one alignment: errors in millimetres, areas and F-scores in 0 ... 1. */
export interface HandScores {
  jointError: number;
  jointAuc: number;
  vertexError: number;
  vertexAuc: number;
  fScore5: number;
  fScore15: number;
}

/** Errors of one sample, millimetres. */
export interface SampleErrors {
  jointError: number;
  vertexError: number;
  alignedJointError: number;
  alignedVertexError: number;
}

/** A hand in 3D. */
export interface HandGeometry {
  /** (21, 3) metres, wrist first. */
  joints: ArrayLike<number>;
  /** (V, 3) metres. */
  vertices: ArrayLike<number>;
}

const MILLIMETRES = 1000;

/** What {@link HandMetrics} has gathered. */
export interface HandMetricsState
  extends Record<'joints' | 'alignedJoints' | 'vertices' | 'alignedVertices', KeypointErrorState> {
  /** Sums of F@5 and F@15, root-relative and aligned. */
  fScores: ArrayLike<number>;
}

/**
 * Gathers J-PE, V-PE, their AUC, F@5 and F@15, root-relative and after Procrustes alignment (Sec. 4.1).
 * Root-relative: each of prediction and truth minus its own wrist, joint 0. Joints and vertices are aligned
 * separately.
 *
 * @example
 * ```ts
 * import { decodeHands, HandMetrics, loadBuiltinHand } from 'handbooster';
 * const hand = loadBuiltinHand();
 * const truth = decodeHands(hand, new Float32Array(48));
 * const [joints, vertices] = [truth.joints, truth.vertices].map((points) => points.map((x) => 1.1 * x));
 * const moved = { joints, vertices };
 * const metrics = new HandMetrics(hand.template.length / 3);
 * const { jointError, alignedJointError } = metrics.add(moved, truth); // millimetres
 * console.log(jointError > 1, alignedJointError < 0.01, metrics.samples); // true true 1
 * ```
 */
export class HandMetrics {
  readonly #joints = new KeypointErrors(21);
  readonly #alignedJoints = new KeypointErrors(21);
  readonly #vertices: KeypointErrors;
  readonly #alignedVertices: KeypointErrors;
  readonly #f = [0, 0];
  readonly #alignedF = [0, 0];

  constructor(
    readonly vertexCount: number,
    readonly procrustes: ProcrustesOptions = PROCRUSTES_DEFAULTS,
  ) {
    this.#vertices = new KeypointErrors(vertexCount);
    this.#alignedVertices = new KeypointErrors(vertexCount);
  }

  get samples(): number {
    return this.#joints.samples;
  }

  add(predicted: HandGeometry, truth: HandGeometry): SampleErrors {
    const joints = relative(predicted.joints, predicted.joints);
    const trueJoints = relative(truth.joints, truth.joints);
    const vertices = relative(predicted.vertices, predicted.joints);
    const trueVertices = relative(truth.vertices, truth.joints);
    const alignedVertices = procrustesAlign(vertices, trueVertices, this.procrustes);
    fScores(vertices, trueVertices).forEach((score, k) => {
      this.#f[k] += score;
    });
    fScores(alignedVertices, trueVertices).forEach((score, k) => {
      this.#alignedF[k] += score;
    });
    return {
      jointError: this.#joints.add(joints, trueJoints) * MILLIMETRES,
      vertexError: this.#vertices.add(vertices, trueVertices) * MILLIMETRES,
      alignedJointError:
        this.#alignedJoints.add(procrustesAlign(joints, trueJoints, this.procrustes), trueJoints) *
        MILLIMETRES,
      alignedVertexError: this.#alignedVertices.add(alignedVertices, trueVertices) * MILLIMETRES,
    };
  }

  /**
   * What was gathered, to be added to another's by {@link addState}: parts of a set are scored by themselves.
   */
  get state(): HandMetricsState {
    const [joints, alignedJoints, vertices, alignedVertices] = this.#keypoints.map(({ state }) => state);
    return { joints, alignedJoints, vertices, alignedVertices, fScores: [...this.#f, ...this.#alignedF] };
  }

  /** Adds what another one has gathered from other samples. */
  addState({ joints, alignedJoints, vertices, alignedVertices, fScores: scores }: HandMetricsState): void {
    const states = [joints, alignedJoints, vertices, alignedVertices];
    this.#keypoints.forEach((errors, i) => {
      errors.addState(states[i]);
    });
    for (let k = 0; k < 2; k++) {
      this.#f[k] += scores[k];
      this.#alignedF[k] += scores[2 + k];
    }
  }

  get #keypoints(): KeypointErrors[] {
    return [this.#joints, this.#alignedJoints, this.#vertices, this.#alignedVertices];
  }

  /** Both halves of a row of the paper's tables. */
  scores(): { rootRelative: HandScores; aligned: HandScores } {
    return {
      rootRelative: this.#half(this.#joints, this.#vertices, this.#f),
      aligned: this.#half(this.#alignedJoints, this.#alignedVertices, this.#alignedF),
    };
  }

  /** Share of root-relative vertices within each threshold, for the curves of Fig. 5. */
  vertexCurve(): ReturnType<KeypointErrors['curve']> {
    return this.#vertices.curve();
  }

  /** Shares of correct keypoints over 0 to 50 mm, whose areas are the AUCs of `scores`. */
  curves(): Record<'joints' | 'vertices' | 'alignedJoints' | 'alignedVertices', Float64Array> {
    return {
      joints: this.#joints.curve().pck,
      vertices: this.#vertices.curve().pck,
      alignedJoints: this.#alignedJoints.curve().pck,
      alignedVertices: this.#alignedVertices.curve().pck,
    };
  }

  #half(joints: KeypointErrors, vertices: KeypointErrors, f: number[]): HandScores {
    return {
      jointError: joints.mean() * MILLIMETRES,
      jointAuc: joints.curve().auc,
      vertexError: vertices.mean() * MILLIMETRES,
      vertexAuc: vertices.curve().auc,
      fScore5: f[0] / this.samples,
      fScore15: f[1] / this.samples,
    };
  }
}

/**
 * The four errors of one prediction, millimetres, as `HandMetrics.add` gives them, without the F-scores that
 * take most of its time. Their means over a set are those of `HandMetrics`.
 *
 * @example
 * ```ts
 * import { decodeHands, handErrors, loadBuiltinHand } from 'handbooster';
 * const hand = loadBuiltinHand();
 * const truth = decodeHands(hand, new Float32Array(48));
 * const [joints, vertices] = [truth.joints, truth.vertices].map((points) => points.map((x) => 1.1 * x));
 * const moved = { joints, vertices };
 * console.log(handErrors(moved, truth).alignedVertexError < 0.01); // true
 * ```
 */
export function handErrors(
  predicted: HandGeometry,
  truth: HandGeometry,
  procrustes: ProcrustesOptions = PROCRUSTES_DEFAULTS,
): SampleErrors {
  const joints = relative(predicted.joints, predicted.joints);
  const trueJoints = relative(truth.joints, truth.joints);
  const vertices = relative(predicted.vertices, predicted.joints);
  const trueVertices = relative(truth.vertices, truth.joints);
  return {
    jointError: meanDistance(joints, trueJoints),
    vertexError: meanDistance(vertices, trueVertices),
    alignedJointError: meanDistance(procrustesAlign(joints, trueJoints, procrustes), trueJoints),
    alignedVertexError: meanDistance(procrustesAlign(vertices, trueVertices, procrustes), trueVertices),
  };
}

/** Millimetres between metres. */
function meanDistance(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i += 3) {
    const x = a[i] - b[i];
    const y = a[i + 1] - b[i + 1];
    const z = a[i + 2] - b[i + 2];
    sum += Math.sqrt(x * x + y * y + z * z);
  }
  return (MILLIMETRES * sum) / (a.length / 3);
}

/** Points minus the wrist, which is the first of the joints. */
function relative(points: ArrayLike<number>, joints: ArrayLike<number>): Float64Array {
  const [x, y, z] = [joints[0], joints[1], joints[2]];
  const out = new Float64Array(points.length);
  for (let i = 0; i < out.length; i += 3) {
    out[i] = points[i] - x;
    out[i + 1] = points[i + 1] - y;
    out[i + 2] = points[i + 2] - z;
  }
  return out;
}
