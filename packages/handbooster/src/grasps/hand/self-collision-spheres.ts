import { dot, length, scale, subtract, vectorAt } from '../../geometry/vector.js';
import type { HandModel } from '../../hand/model/hand-model.js';
import { digitOfJoint, type HandAnatomy, TIP_OF_DIGIT } from './hand-anatomy.js';

/**
 * Spheres along the bones that stand for the flesh of a hand, close enough that a cup's wall finds no gap
 * between them, and the pairs that must not overlap.
 */
export interface SelfCollisionSpheres {
  places: { joint: number; end: number; along: number }[];
  /** Metres. */
  radii: Float64Array;
  /** (K, 2) pairs of spheres. */
  pairs: Int32Array;
  /**
   * (K) least distance of each pair, metres: the sum of radii, or less where they already overlap at rest.
   */
  least: Float64Array;
}

/** Fits spheres to the mesh: three or four to a finger bone, four rays across the palm. */
export function selfCollisionSpheres(model: HandModel, anatomy: HandAnatomy): SelfCollisionSpheres {
  const places: SelfCollisionSpheres['places'] = [];
  const parts: number[] = [];
  for (let j = 1; j <= 15; j++) {
    const last = (j - 1) % 3 === 2;
    const end = last ? 16 + model.tips[TIP_OF_DIGIT[digitOfJoint(j)]] : j + 1;
    const first = (j - 1) % 3 === 0;
    for (const along of first ? [0.15, 0.4, 0.65, 0.9] : last ? [0.2, 0.45, 0.7] : [0.2, 0.5, 0.8]) {
      places.push({ joint: j, end, along });
      parts.push(j);
    }
  }
  for (const knuckle of [1, 4, 10, 7]) {
    for (const along of [0.2, 0.4, 0.6, 0.75, 0.9]) {
      places.push({ joint: 0, end: knuckle, along });
      parts.push(0);
    }
  }
  const centres = places.map(({ joint, end, along }) => {
    const from = vectorAt(anatomy.joints, 3 * joint);
    const to = end < 16 ? vectorAt(anatomy.joints, 3 * end) : vectorAt(model.template, 3 * (end - 16));
    return [0, 1, 2].map((k) => (1 - along) * from[k] + along * to[k]) as [number, number, number];
  });
  const radii = Float64Array.from(centres, (centre, s) => sphereRadius(model, anatomy, centre, parts[s]));
  const pairs: number[] = [];
  const least: number[] = [];
  for (let a = 0; a < places.length; a++) {
    for (let b = a + 1; b < places.length; b++) {
      if (areNeighbours(parts[a], parts[b])) continue;
      pairs.push(a, b);
      least.push(Math.min(radii[a] + radii[b], 0.95 * length(subtract(centres[a], centres[b]))));
    }
  }
  return { places, radii, pairs: Int32Array.from(pairs), least: Float64Array.from(least) };
}

/** Same bone, bones that share a joint, or a first finger bone and the palm it stands on. */
function areNeighbours(a: number, b: number): boolean {
  if (a === b) return true;
  const digit = digitOfJoint(a);
  if (a === 0 || b === 0) return ((a || b) - 1) % 3 === 0;
  return digit === digitOfJoint(b) && Math.abs(a - b) <= 2;
}

/** Median distance from the bone of the skin around a centre, a little less to let flesh give way. */
function sphereRadius(
  model: HandModel,
  anatomy: HandAnatomy,
  centre: [number, number, number],
  part: number,
): number {
  const count = model.template.length / 3;
  const axis = part === 0 ? anatomy.forward : vectorAt(anatomy.axes, 9 * (part - 1) + 6);
  const distances: number[] = [];
  for (let v = 0; v < count; v++) {
    if (model.weights[16 * v + part] < 0.5) continue;
    const offset = subtract(vectorAt(model.template, 3 * v), centre);
    const along = dot(offset, axis);
    if (Math.abs(along) > 0.008) continue;
    if (part === 0 && Math.abs(dot(offset, anatomy.radial)) > 0.012) continue;
    distances.push(length(subtract(offset, scale(axis, along))));
  }
  if (distances.length === 0) return 0.007;
  distances.sort((a, b) => a - b);
  // The ball of the thumb belongs to the palm's side: a ray of the palm is not thicker than this.
  const radius = 0.92 * distances[Math.floor(distances.length / 2)];
  return part === 0 ? Math.min(radius, 0.014) : radius;
}
