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
 * A surface through rings: vertex r * steps + k is direction k of ring r. Faces look outward when the rings
 * follow one another along axis x side; `caps` closes the ends. Tubes of equal numbers of rings share their
 * faces' array.
 *
 * @param inward turns the faces round: for rings that follow one another the other way
 */
export function tubeMesh(rings: readonly TubeRing[], caps = false, inward = false): Mesh {
  const steps = rings[0].radii.length;
  const vertices = new Float32Array((rings.length * steps + (caps ? 2 : 0)) * 3);
  const cosines = Float64Array.from({ length: steps }, (_, k) => Math.cos((2 * Math.PI * k) / steps));
  const sines = Float64Array.from({ length: steps }, (_, k) => Math.sin((2 * Math.PI * k) / steps));
  let at = 0;
  for (const { center, axis, side, radii } of rings) {
    for (let k = 0; k < steps; k++) {
      const c = cosines[k] * radii[k];
      const s = sines[k] * radii[k];
      for (let d = 0; d < 3; d++) vertices[at++] = center[d] + c * axis[d] + s * side[d];
    }
  }
  if (caps) {
    for (const { center } of [rings[0], rings[rings.length - 1]]) {
      for (let d = 0; d < 3; d++) vertices[at++] = center[d];
    }
  }
  return { vertices, faces: tubeFaces(rings.length, steps, caps, inward) };
}

const known = new Map<string, Uint32Array>();

function tubeFaces(rings: number, steps: number, caps: boolean, inward: boolean): Uint32Array {
  const key = `${rings} ${steps} ${caps} ${inward}`;
  let found = known.get(key);
  if (found === undefined) {
    const faces: number[] = [];
    for (let r = 0; r + 1 < rings; r++) {
      for (let k = 0; k < steps; k++) {
        const a = r * steps + k;
        const b = r * steps + ((k + 1) % steps);
        faces.push(a, b, b + steps, a, b + steps, a + steps);
      }
    }
    if (caps) {
      for (const [r, middle, turn] of [
        [0, rings * steps, true],
        [rings - 1, rings * steps + 1, false],
      ] as const) {
        for (let k = 0; k < steps; k++) {
          const a = r * steps + k;
          const b = r * steps + ((k + 1) % steps);
          faces.push(middle, turn ? b : a, turn ? a : b);
        }
      }
    }
    found = Uint32Array.from(faces);
    if (inward) {
      for (let f = 0; f < faces.length; f += 3) {
        found[f + 1] = faces[f + 2];
        found[f + 2] = faces[f + 1];
      }
    }
    known.set(key, found);
  }
  return found;
}
