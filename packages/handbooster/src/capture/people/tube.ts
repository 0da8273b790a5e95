import type { Mesh } from '../../geometry/mesh/mesh.js';

/** A ring of a tube: a centre and, for each direction around, a distance. */
export interface TubeRing {
  /** (3) metres. */
  center: ArrayLike<number>;
  /** (3), (3) orthonormal: where direction 0 and a quarter turn point. */
  axis: ArrayLike<number>;
  side: ArrayLike<number>;
  /** (steps) metres. */
  radii: ArrayLike<number>;
}

/**
 * A surface through rings: vertex r * steps + k is direction k of ring r. Faces look outward when the rings follow one
 * another along axis x side; `caps` closes the ends.
 */
export function tubeMesh(rings: readonly TubeRing[], caps = false): Mesh {
  const steps = rings[0].radii.length;
  const vertices: number[] = [];
  const faces: number[] = [];
  for (const { center, axis, side, radii } of rings) {
    for (let k = 0; k < steps; k++) {
      const angle = (2 * Math.PI * k) / steps;
      const c = Math.cos(angle) * radii[k];
      const s = Math.sin(angle) * radii[k];
      for (let d = 0; d < 3; d++) vertices.push(center[d] + c * axis[d] + s * side[d]);
    }
  }
  for (let r = 0; r + 1 < rings.length; r++) {
    for (let k = 0; k < steps; k++) {
      const a = r * steps + k;
      const b = r * steps + ((k + 1) % steps);
      faces.push(a, b, b + steps, a, b + steps, a + steps);
    }
  }
  if (caps) {
    for (const [r, turn] of [
      [0, true],
      [rings.length - 1, false],
    ] as const) {
      const middle = vertices.length / 3;
      vertices.push(...Array.from({ length: 3 }, (_, d) => rings[r].center[d]));
      for (let k = 0; k < steps; k++) {
        const a = r * steps + k;
        const b = r * steps + ((k + 1) % steps);
        faces.push(middle, turn ? b : a, turn ? a : b);
      }
    }
  }
  return { vertices: Float32Array.from(vertices), faces: Uint32Array.from(faces) };
}
