import { alignRigidly } from '../../datasets/fit-hand/align-rigidly.js';
import type { Camera } from '../../geometry/camera.js';
import { axisAngleToMatrix, matrixToAxisAngle, multiplyMatrices } from '../../geometry/rotations.js';
import { decodeHands } from '../../hand/decode-hands.js';
import type { HandModel } from '../../hand/model/hand-model.js';
import { placeInCamera } from '../photo/place-in-camera.js';
import { type FitPrior, fitPrior } from './fit-prior.js';
import { FIT_NUMBERS, FitSkeleton, type FitState } from './fit-skeleton.js';
import { NormalEquations } from './normal-equations.js';

export interface FitLandmarksOptions {
  /** Steps at most. */
  steps: number;
  /** How far landmarks are off on the picture, as a share of the hand's extent there. */
  pixelDeviation: number;
  /** How far depths of landmarks are off, metres. */
  depthDeviation: number;
  /** The same where they were measured. */
  measuredDeviation: number;
  /** How far joints may be past their limits, radians. */
  limitDeviation: number;
}

export const FIT_LANDMARKS_DEFAULTS: FitLandmarksOptions = {
  steps: 30,
  pixelDeviation: 0.015,
  depthDeviation: 0.012,
  measuredDeviation: 0.004,
  limitDeviation: 0.04,
};

/** Landmarks of a right hand, or of a left one mirrored in x. */
export interface LandmarksToFit {
  /** (21, 2) pixels. */
  joints2d: ArrayLike<number>;
  /**
   * (21, 3) metres, camera axes: a rough shape of the hand, of which the depths beside each other are used.
   */
  world: ArrayLike<number>;
  /** Whether `world` was measured, by several cameras: then its depths hold as they are, in the camera. */
  measured?: boolean;
}

/** A hand model put where landmarks are. */
export interface LandmarkFit {
  /** (48) absolute axis-angle, (10), (3) metres: what `decodeHands` takes. */
  pose: Float32Array;
  betas: Float32Array;
  translation: Float32Array;
  /** (V, 3) and (21, 3) metres, in the camera. */
  vertices: Float32Array;
  joints: Float32Array;
  /** Mean distance of the joints from the landmarks on the picture, as a share of the landmarks' extent. */
  error: number;
  steps: number;
}

/** Joints of the palm: they move little against each other, so they say how the hand is turned. */
const PALM = [0, 1, 5, 9, 13, 17];
/** Pairs of them whose distances say how large it is. */
const SPANS = [
  [0, 5],
  [0, 9],
  [0, 13],
  [0, 17],
  [5, 9],
  [9, 13],
  [13, 17],
];

/**
 * Fits a hand model to the landmarks of one hand: least squares of the distances on the picture and of the
 * relative depths, with joint limits, and priors of pose and shape, by Levenberg and Marquardt's steps with
 * analytic derivatives. How far away the hand is follows from its size, which the shape prior holds near the
 * mean.
 */
export class LandmarkFitter {
  readonly #skeleton: FitSkeleton;
  readonly #prior: FitPrior;
  readonly #free: Int32Array;
  readonly #columns: Int32Array;
  readonly #options: FitLandmarksOptions;

  constructor(
    readonly model: HandModel,
    options: Partial<FitLandmarksOptions> = {},
  ) {
    this.#options = { ...FIT_LANDMARKS_DEFAULTS, ...options };
    this.#skeleton = new FitSkeleton(model);
    this.#prior = fitPrior(model);
    const locked = (i: number) => i >= 6 && i < 51 && this.#prior.deviation[i - 6] === 0;
    this.#free = Int32Array.from(Array.from({ length: FIT_NUMBERS }, (_, i) => i).filter((i) => !locked(i)));
    this.#columns = Int32Array.from(this.#free, (_, i) => i);
  }

  /**
   * @param camera of the picture (mirrored with it).
   * @param start a fit of the frame before, where it is near.
   */
  fit(landmarks: LandmarksToFit, camera: Camera, start: LandmarkFit | null = null): LandmarkFit {
    const extent = extentOf(landmarks.joints2d);
    let state = start === null ? this.#begin(landmarks, camera) : this.#resume(start);
    let equations = this.#equations(state, landmarks, camera, extent);
    let damping = 1e-3;
    let steps = 0;
    for (; steps < this.#options.steps && damping < 1e6; steps++) {
      const moved = this.#moved(state, equations.solve(damping));
      const next = this.#equations(moved, landmarks, camera, extent);
      if (!(next.cost < equations.cost)) {
        damping *= 6;
        continue;
      }
      const gain = 1 - next.cost / equations.cost;
      [state, equations] = [moved, next];
      damping = Math.max(1e-7, damping / 4);
      if (gain < 1e-5) break;
    }
    return this.#result(state, landmarks, camera, extent, steps);
  }

  /** Residuals and derivatives by what is free. */
  #equations(
    state: FitState,
    { joints2d, world, measured = false }: LandmarksToFit,
    camera: Camera,
    extent: number,
  ): NormalEquations {
    const { pixelDeviation, limitDeviation } = this.#options;
    const depthDeviation = measured ? this.#options.measuredDeviation : this.#options.depthDeviation;
    const equations = new NormalEquations(this.#free.length);
    const jacobian = this.#skeleton.evaluate(state);
    const { joints } = this.#skeleton;
    const row = new Float64Array(this.#free.length);
    const scale = measured ? 1 : spans(joints) / spans(world);
    const focal = [camera.fx, camera.fy];
    const centre = [camera.cx, camera.cy];
    const depths = [joints, world].map((points) => {
      let sum = 0;
      for (let i = 2; i < 63; i += 3) sum += points[i];
      return measured ? 0 : sum / 21;
    });
    const meanDepth = new Float64Array(this.#free.length);
    for (let i = 0; i < 21 && !measured; i++) {
      for (let c = 0; c < row.length; c++)
        meanDepth[c] += jacobian[(3 * i + 2) * FIT_NUMBERS + this.#free[c]] / 21;
    }
    for (let i = 0; i < 21; i++) {
      const z = Math.max(joints[3 * i + 2], 0.02);
      for (let k = 0; k < 2; k++) {
        const share = joints[3 * i + k] / z;
        const distance = (focal[k] * share + centre[k] - joints2d[2 * i + k]) / (pixelDeviation * extent);
        // Huber's: past three deviations a landmark pulls no harder.
        const weight = Math.sqrt(Math.min(1, 3 / Math.max(Math.abs(distance), 1e-9)));
        const factor = (weight * focal[k]) / (z * pixelDeviation * extent);
        for (let c = 0; c < row.length; c++) {
          const at = this.#free[c];
          row[c] =
            factor *
            (jacobian[(3 * i + k) * FIT_NUMBERS + at] - share * jacobian[(3 * i + 2) * FIT_NUMBERS + at]);
        }
        equations.add(weight * distance, this.#columns, row);
      }
      const off = (joints[3 * i + 2] - depths[0] - scale * (world[3 * i + 2] - depths[1])) / depthDeviation;
      for (let c = 0; c < row.length; c++) {
        row[c] = (jacobian[(3 * i + 2) * FIT_NUMBERS + this.#free[c]] - meanDepth[c]) / depthDeviation;
      }
      equations.add(off, this.#columns, row);
    }
    const { mean, deviation, low, high, couplings } = this.#prior;
    const column = (i: number) => this.#free.indexOf(6 + i);
    for (let i = 0; i < 45; i++) {
      if (deviation[i] === 0) continue;
      const angle = state.angles[i];
      equations.add((angle - mean[i]) / deviation[i], [column(i)], [1 / deviation[i]]);
      const past = angle > high[i] ? angle - high[i] : angle < low[i] ? angle - low[i] : 0;
      if (past !== 0) equations.add(past / limitDeviation, [column(i)], [1 / limitDeviation]);
    }
    for (const { first, second, factor, deviation: width } of couplings) {
      const value = state.angles[second] - mean[second] - factor * (state.angles[first] - mean[first]);
      equations.add(value / width, [column(first), column(second)], [-factor / width, 1 / width]);
    }
    for (let b = 0; b < 10; b++) {
      equations.add(state.betas[b], [this.#free.indexOf(51 + b)], [1]);
    }
    return equations;
  }

  #moved(state: FitState, step: Float64Array): FitState {
    const full = new Float64Array(FIT_NUMBERS);
    this.#free.forEach((at, i) => {
      full[at] = step[i];
    });
    const plus = (values: Float64Array, at: number) => values.map((value, i) => value + full[at + i]);
    return {
      translation: plus(state.translation, 0),
      rotation: Float64Array.from(multiplyMatrices(axisAngleToMatrix(full, 3), state.rotation)),
      angles: plus(state.angles, 6),
      betas: plus(state.betas, 51),
    };
  }

  /** Turned as the palm of the landmarks, where the picture has it. */
  #begin({ joints2d, world }: LandmarksToFit, camera: Camera): FitState {
    const state: FitState = {
      translation: new Float64Array(3),
      rotation: Float64Array.of(1, 0, 0, 0, 1, 0, 0, 0, 1),
      angles: this.#prior.mean.slice(),
      betas: new Float64Array(10),
    };
    this.#skeleton.evaluate(state);
    const weights = Float64Array.from({ length: 21 }, (_, i) => (PALM.includes(i) ? 1 : 0));
    const scale = spans(this.#skeleton.joints) / spans(world);
    const scaled = Float64Array.from(world, (value) => scale * value);
    state.rotation = alignRigidly(this.#skeleton.joints, scaled, weights);
    this.#skeleton.evaluate(state);
    state.translation = placeInCamera(this.#skeleton.joints, joints2d, camera);
    return state;
  }

  #resume({ pose, betas, translation }: LandmarkFit): FitState {
    const angles = new Float64Array(45);
    for (let i = 0; i < 45; i++) {
      const at = 9 * Math.floor(i / 3) + 3 * (i % 3);
      for (let k = 0; k < 3; k++)
        angles[i] += this.#skeleton.axes[at + k] * pose[3 + 3 * Math.floor(i / 3) + k];
    }
    return {
      translation: Float64Array.from(translation),
      rotation: Float64Array.from(axisAngleToMatrix(pose)),
      angles,
      betas: Float64Array.from(betas),
    };
  }

  #result(
    state: FitState,
    { joints2d }: LandmarksToFit,
    camera: Camera,
    extent: number,
    steps: number,
  ): LandmarkFit {
    const pose = new Float32Array(48);
    pose.set(matrixToAxisAngle(state.rotation));
    pose.set(this.#skeleton.fingerPose(state.angles), 3);
    const betas = Float32Array.from(state.betas);
    const translation = Float32Array.from(state.translation);
    const { vertices, joints } = decodeHands(this.model, pose, betas, translation);
    let sum = 0;
    for (let i = 0; i < 21; i++) {
      const [x, y, z] = joints.subarray(3 * i, 3 * i + 3);
      sum += Math.hypot(
        (camera.fx * x) / z + camera.cx - joints2d[2 * i],
        (camera.fy * y) / z + camera.cy - joints2d[2 * i + 1],
      );
    }
    return { pose, betas, translation, vertices, joints, error: sum / 21 / extent, steps };
  }
}

/** The longer side of the box about points (N, 2). */
export function extentOf(points: ArrayLike<number>): number {
  const ends = [0, 1].map((k) => {
    const values = Array.from({ length: points.length / 2 }, (_, i) => points[2 * i + k]);
    return Math.max(...values) - Math.min(...values);
  });
  return Math.max(...ends, 1e-6);
}

/** Sum of distances across the palm of joints (21, 3). */
function spans(joints: ArrayLike<number>): number {
  return SPANS.reduce(
    (sum, [a, b]) =>
      sum +
      Math.hypot(
        joints[3 * a] - joints[3 * b],
        joints[3 * a + 1] - joints[3 * b + 1],
        joints[3 * a + 2] - joints[3 * b + 2],
      ),
    0,
  );
}
