import { InputError } from '../base/errors/input-error.js';
import type { Mesh } from '../geometry/mesh/mesh.js';
import { matrixToQuaternion } from '../geometry/rotations.js';

/** A solid of even density as a rigid body. */
export interface MassProperties {
  /** Kilograms. */
  mass: number;
  /** (3) metres. */
  centre: Float64Array;
  /** (3) moments about the principal axes through the centre, kg m^2. */
  principalInertia: Float64Array;
  /** (4) quaternion w, x, y, z: object from principal axes. */
  principalFrame: Float64Array;
}

/** Kilograms in a cubic metre: water, which most things in a kitchen are near. */
export const DEFAULT_DENSITY = 1000;

/**
 * Mass, centre and inertia of a closed mesh, summed over the tetrahedra between its faces and the origin.
 * Throws InputError when its volume is not positive.
 */
export function massProperties(mesh: Mesh, density = DEFAULT_DENSITY): MassProperties {
  const { vertices: p, faces } = mesh;
  let volume = 0;
  const first = new Float64Array(3);
  const second = new Float64Array(9);
  for (let f = 0; f < faces.length; f += 3) {
    const corners = [0, 1, 2].map((k) => faces[f + k] * 3);
    const [a, b, c] = corners;
    const determinant =
      p[a] * (p[b + 1] * p[c + 2] - p[b + 2] * p[c + 1]) +
      p[a + 1] * (p[b + 2] * p[c] - p[b] * p[c + 2]) +
      p[a + 2] * (p[b] * p[c + 1] - p[b + 1] * p[c]);
    volume += determinant / 6;
    const sum = [0, 1, 2].map((i) => p[a + i] + p[b + i] + p[c + i]);
    for (let i = 0; i < 3; i++) {
      first[i] += (determinant / 24) * sum[i];
      for (let j = 0; j < 3; j++) {
        const squares = corners.reduce((total, corner) => total + p[corner + i] * p[corner + j], 0);
        second[i * 3 + j] += (determinant / 120) * (squares + sum[i] * sum[j]);
      }
    }
  }
  if (!(volume > 0)) {
    throw new InputError(
      `mass of a mesh: expected a closed surface with its faces outwards, found a volume of ${volume} m^3`,
    );
  }
  const centre = first.map((value) => value / volume);
  const covariance = second.map((value, k) => value - volume * centre[Math.floor(k / 3)] * centre[k % 3]);
  const { values, vectors } = symmetricEigen(covariance);
  const total = values[0] + values[1] + values[2];
  return {
    mass: density * volume,
    centre,
    principalInertia: values.map((value) => density * (total - value)),
    principalFrame: matrixToQuaternion(vectors),
  };
}

/** Eigenvalues (3) and a rotation (9) whose columns are the eigenvectors, by Jacobi's sweeps. */
function symmetricEigen(matrix: Float64Array): { values: Float64Array; vectors: Float64Array } {
  const m = Float64Array.from(matrix);
  const vectors = Float64Array.of(1, 0, 0, 0, 1, 0, 0, 0, 1);
  for (let sweep = 0; sweep < 20; sweep++) {
    for (const [i, j] of [
      [0, 1],
      [0, 2],
      [1, 2],
    ]) {
      if (m[i * 3 + j] === 0) continue;
      const theta = (m[j * 4] - m[i * 4]) / (2 * m[i * 3 + j]);
      const t = (theta < 0 ? -1 : 1) / (Math.abs(theta) + Math.sqrt(theta * theta + 1));
      const c = 1 / Math.sqrt(t * t + 1);
      const s = t * c;
      for (let k = 0; k < 3; k++) {
        const [a, b] = [m[k * 3 + i], m[k * 3 + j]];
        m[k * 3 + i] = c * a - s * b;
        m[k * 3 + j] = s * a + c * b;
      }
      for (let k = 0; k < 3; k++) {
        const [a, b] = [m[i * 3 + k], m[j * 3 + k]];
        m[i * 3 + k] = c * a - s * b;
        m[j * 3 + k] = s * a + c * b;
        const [x, y] = [vectors[k * 3 + i], vectors[k * 3 + j]];
        vectors[k * 3 + i] = c * x - s * y;
        vectors[k * 3 + j] = s * x + c * y;
      }
    }
  }
  return { values: Float64Array.of(m[0], m[4], m[8]), vectors };
}
