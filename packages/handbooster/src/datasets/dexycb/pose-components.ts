import type { HandModel } from '../../hand/hand-model.js';

const SIZE = 45;

/**
 * Turns absolute joint angles into coefficients of the hand model's pose components and back:
 * angles = coefficients x components + mean (`flat_hand_mean=False`, all 45 components).
 *
 * The components of MANO are scaled, not orthonormal, so the way back needs the inverse of a general matrix; it is
 * computed once (Gauss-Jordan with the largest pivot, double precision).
 */
export class PoseComponents {
  readonly #components: Float64Array;
  readonly #mean: Float64Array;
  #inverse: Float64Array | null = null;

  constructor(model: Pick<HandModel, 'name' | 'poseComponents' | 'poseMean'>) {
    if (model.poseComponents.length !== SIZE * SIZE || model.poseMean.length !== SIZE) {
      throw new RangeError(
        `hand model ${model.name}: expected 45x45 pose components and a mean of 45, ` +
          `found ${model.poseComponents.length} and ${model.poseMean.length} numbers`,
      );
    }
    this.#components = Float64Array.from(model.poseComponents);
    this.#mean = Float64Array.from(model.poseMean);
  }

  /** (48) root and coefficients -> (48) root and absolute angles; `offset` is where the 48 numbers start. */
  toAngles(coefficients: ArrayLike<number>, offset = 0): Float32Array {
    const pose = new Float32Array(48);
    for (let i = 0; i < 3; i++) pose[i] = coefficients[offset + i];
    for (let column = 0; column < SIZE; column++) {
      let sum = this.#mean[column];
      for (let row = 0; row < SIZE; row++) {
        sum += coefficients[offset + 3 + row] * this.#components[row * SIZE + column];
      }
      pose[3 + column] = sum;
    }
    return pose;
  }

  /** (48) root and absolute angles -> (48) root and coefficients. */
  toCoefficients(pose: ArrayLike<number>, offset = 0): Float32Array {
    if (this.#inverse === null) this.#inverse = invert(this.#components);
    const coefficients = new Float32Array(48);
    for (let i = 0; i < 3; i++) coefficients[i] = pose[offset + i];
    for (let column = 0; column < SIZE; column++) {
      let sum = 0;
      for (let row = 0; row < SIZE; row++) {
        sum += (pose[offset + 3 + row] - this.#mean[row]) * this.#inverse[row * SIZE + column];
      }
      coefficients[3 + column] = sum;
    }
    return coefficients;
  }
}

/** Inverse of a row-major 45x45 matrix. */
function invert(matrix: Float64Array): Float64Array {
  const a = Float64Array.from(matrix);
  const inverse = new Float64Array(SIZE * SIZE);
  for (let i = 0; i < SIZE; i++) inverse[i * SIZE + i] = 1;
  const scale = a.reduce((largest, value) => Math.max(largest, Math.abs(value)), 0);
  for (let column = 0; column < SIZE; column++) {
    let pivot = column;
    for (let row = column + 1; row < SIZE; row++) {
      if (Math.abs(a[row * SIZE + column]) > Math.abs(a[pivot * SIZE + column])) pivot = row;
    }
    const value = a[pivot * SIZE + column];
    if (!(Math.abs(value) > 1e-12 * scale)) {
      throw new RangeError(
        `the hand model's pose components have no inverse (rank ${column} of ${SIZE}), ` +
          'so angles cannot be written as coefficients',
      );
    }
    for (let k = 0; k < SIZE; k++) {
      swap(a, pivot * SIZE + k, column * SIZE + k);
      swap(inverse, pivot * SIZE + k, column * SIZE + k);
      a[column * SIZE + k] /= value;
      inverse[column * SIZE + k] /= value;
    }
    for (let row = 0; row < SIZE; row++) {
      const factor = a[row * SIZE + column];
      if (row === column || factor === 0) continue;
      for (let k = 0; k < SIZE; k++) {
        a[row * SIZE + k] -= factor * a[column * SIZE + k];
        inverse[row * SIZE + k] -= factor * inverse[column * SIZE + k];
      }
    }
  }
  return inverse;
}

function swap(array: Float64Array, i: number, j: number): void {
  const kept = array[i];
  array[i] = array[j];
  array[j] = kept;
}
