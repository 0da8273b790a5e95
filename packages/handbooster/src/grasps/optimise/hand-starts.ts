import type { Random } from '@handbooster/torch/random';
import { nearestOnTriangle } from '../../geometry/distance/nearest-on-triangle.js';
import { convexHull } from '../../geometry/mesh/convex-hull.js';
import type { Mesh } from '../../geometry/mesh/mesh.js';
import { farthestPoints, sampleSurface } from '../../geometry/mesh/sample-surface.js';
import { matrixToAxisAngle, multiplyMatrices, transposeMatrix } from '../../geometry/rotations.js';
import {
  add,
  cross,
  dot,
  length,
  perpendicular,
  scale,
  subtract,
  unit,
  type Vector,
  vectorAt,
} from '../../geometry/vector.js';
import type { GraspOptions } from '../grasp-options.js';
import type { GraspHand } from '../hand/grasp-hand.js';
import type { GraspObject } from '../object/grasp-object.js';

/** Where a hand may start: in front of the object, looking at it. */
export interface Approach {
  /** On the inflated hull. */
  point: Vector;
  /** Nearest point of the object's own hull. */
  target: Vector;
  /** Unit, from the first to the second. */
  direction: Vector;
}

/** Well-spread places around the inflated hull (`DexGraspNet`, Sec. III-B; spec steps 1-3). */
export function approaches(
  object: GraspObject,
  inflation: number,
  count: number,
  random: Random,
): Approach[] {
  const { hull, centre } = object;
  const inflated = Float32Array.from(hull.vertices);
  for (let v = 0; v < inflated.length; v += 3) {
    const out = subtract(vectorAt(hull.vertices, v), centre);
    const size = length(out);
    const factor = inflation / Math.max(size, 1e-9);
    for (let k = 0; k < 3; k++) inflated[v + k] += factor * out[k];
  }
  const { points } = sampleSurface(convexHull(inflated), Math.min(100 * count, 20_000), random);
  const chosen = farthestPoints(points, count, random.integer(points.length / 3));
  return Array.from(chosen, (i) => {
    const point = vectorAt(points, 3 * i);
    const target = nearestOnSurface(hull, point);
    return { point, target, direction: unit(subtract(target, point)) };
  });
}

/**
 * Rotation (9) that takes the hand's rest axes to the world: palm normal to `normal`, forward near `forward`.
 */
export function handRotation(hand: GraspHand, normal: Vector, forward: Vector): Float64Array {
  const { anatomy } = hand;
  const ahead = perpendicular(forward, normal);
  const side = cross(ahead, normal);
  const world = Float64Array.of(
    side[0],
    ahead[0],
    normal[0],
    side[1],
    ahead[1],
    normal[1],
    side[2],
    ahead[2],
    normal[2],
  );
  const restSide = cross(anatomy.forward, anatomy.palmNormal);
  const rest = Float64Array.of(
    restSide[0],
    anatomy.forward[0],
    anatomy.palmNormal[0],
    restSide[1],
    anatomy.forward[1],
    anatomy.palmNormal[1],
    restSide[2],
    anatomy.forward[2],
    anatomy.palmNormal[2],
  );
  return multiplyMatrices(world, transposeMatrix(rest));
}

/**
 * Upstream's start: the hand 0.1 m behind a point of the inflated hull, its palm turned to the object, with a
 * random roll. Writes translation and root axis-angle (6). Upstream's constants are in MANO's axes; here they
 * are said in the hand's own (forward is MANO's -x, out of the palm -y, radial z).
 */
export function hullStart(
  hand: GraspHand,
  approach: Approach,
  random: Random,
  out: Float64Array,
  at: number,
): void {
  const n = approach.direction;
  const roll = random.uniform(0, 2 * Math.PI) + random.uniform(0, 2 * Math.PI);
  const turn = axisRotation(2, roll);
  const aim = multiplyMatrices(
    axisRotation(2, Math.atan2(n[1], n[0]) - Math.PI / 2),
    axisRotation(0, -Math.acos(n[2])),
  );
  const global = multiplyMatrices(aim, turn);
  const handAxes = multiplyMatrices(
    multiplyMatrices(axisRotation(2, -Math.PI / 2), axisRotation(0, -Math.PI / 2)),
    axisRotation(2, Math.PI / 6),
  );
  const { forward, palmNormal, radial } = hand.anatomy;
  const side = perpendicular(radial, forward);
  const mano = Float64Array.of(
    -forward[0],
    -forward[1],
    -forward[2],
    -palmNormal[0],
    -palmNormal[1],
    -palmNormal[2],
    side[0],
    side[1],
    side[2],
  );
  const rotation = multiplyMatrices(global, multiplyMatrices(handAxes, mano));
  const offset = rotate(global, [-0.1, -0.05, 0]);
  const back = rotate(global, [0, 0, 0.1]);
  for (let k = 0; k < 3; k++) out[at + k] = approach.point[k] - back[k] + offset[k];
  out.set(matrixToAxisAngle(rotation), at + 3);
}

/**
 * A start a little in front of the object: the palm faces it within a tilt, and the place where a hand holds
 * things (in front of the palm, under the fingers) comes near the target; for a wrap the palm itself. Writes
 * translation and root axis-angle (6).
 */
export function nearStart(
  hand: GraspHand,
  approach: Approach,
  random: Random,
  out: Float64Array,
  at: number,
  wrap = false,
): void {
  const { anatomy } = hand;
  const tilt = random.uniform(0, 0.5);
  const around = random.uniform(0, 2 * Math.PI);
  const roll = random.uniform(0, 2 * Math.PI);
  const standoff = wrap ? random.uniform(0.012, 0.03) : random.uniform(0.015, 0.06);
  const forwards = random.uniform(0, wrap ? 0.03 : 0.06);
  const a = approach.direction;
  const helper: Vector = Math.abs(a[0]) < 0.8 ? [1, 0, 0] : [0, 1, 0];
  const u = perpendicular(helper, a);
  const v = cross(a, u);
  const normal = unit(
    add(
      scale(a, Math.cos(tilt)),
      scale(add(scale(u, Math.cos(around)), scale(v, Math.sin(around))), Math.sin(tilt)),
    ),
  );
  const rotation = handRotation(hand, normal, add(scale(u, Math.cos(roll)), scale(v, Math.sin(roll))));
  // The point of the hand that is to meet the target.
  const meet = add(
    add(anatomy.palmCentre, scale(anatomy.palmNormal, standoff)),
    scale(anatomy.forward, forwards),
  );
  const wrist = vectorAt(anatomy.joints, 0);
  const turned = rotate(rotation, subtract(meet, wrist));
  // The root turns about the wrist joint: posed wrist = rest wrist + translation.
  for (let k = 0; k < 3; k++) out[at + k] = approach.target[k] - turned[k] - wrist[k];
  out.set(matrixToAxisAngle(rotation), at + 3);
}

/**
 * Whether the hand is above the table: the angle at which it is seen from the table under the object's
 * origin.
 */
export function isAboveTable(
  hand: GraspHand,
  options: GraspOptions,
  plane: ArrayLike<number>,
  state: ArrayLike<number>,
  at: number,
): boolean {
  const normal = vectorAt(plane, 0);
  const foot = scale(normal, -plane[3]);
  const wrist = vectorAt(hand.anatomy.joints, 0);
  const place: Vector =
    options.initialisation === 'hull' ? vectorAt(state, at) : add(vectorAt(state, at), wrist);
  return dot(unit(subtract(place, foot)), normal) > Math.cos(options.tableAngle);
}

/**
 * Upstream's start of the fingers in MANO's axis-angle, or (anatomical) fingers half open with the thumb
 * opposed.
 */
export function startingFingers(options: GraspOptions, random: Random, out: Float64Array, at: number): void {
  out.fill(0, at, at + 45);
  if (options.prior === 'components') {
    for (const z of [2, 11, 20, 29]) out[at + z] = Math.PI / 6;
    const angle = Math.PI / 2 / Math.sqrt(5);
    out[at + 36] = 2 * angle;
    out[at + 37] = angle;
    return;
  }
  const curl = random.uniform(0.1, 0.7);
  for (let digit = 0; digit < 4; digit++) {
    const d = at + 9 * digit;
    out[d] = curl + random.uniform(-0.1, 0.1);
    out[d + 3] = curl + random.uniform(0, 0.2);
    out[d + 6] = 0.55 * out[d + 3];
  }
  const t = at + 36;
  out[t] = random.uniform(-0.2, 0.3);
  out[t + 1] = random.uniform(0.2, 0.8);
  out[t + 2] = random.uniform(-0.2, 0.2);
  out[t + 3] = random.uniform(0, 0.3);
  out[t + 6] = random.uniform(0, 0.3);
}

function rotate(m: ArrayLike<number>, v: Vector): Vector {
  return [
    m[0] * v[0] + m[1] * v[1] + m[2] * v[2],
    m[3] * v[0] + m[4] * v[1] + m[5] * v[2],
    m[6] * v[0] + m[7] * v[1] + m[8] * v[2],
  ];
}

function axisRotation(axis: 0 | 1 | 2, angle: number): Float64Array {
  const c = Math.cos(angle);
  const s = Math.sin(angle);
  if (axis === 0) return Float64Array.of(1, 0, 0, 0, c, -s, 0, s, c);
  if (axis === 1) return Float64Array.of(c, 0, s, 0, 1, 0, -s, 0, c);
  return Float64Array.of(c, -s, 0, s, c, 0, 0, 0, 1);
}

/** Nearest point of a convex hull's surface; hulls have few faces, so all are tried. */
function nearestOnSurface(mesh: Mesh, p: Vector): Vector {
  const { vertices, faces } = mesh;
  const weights = new Float64Array(3);
  let best: Vector = p;
  let nearest = Infinity;
  for (let f = 0; f < faces.length; f += 3) {
    const squared = nearestOnTriangle(
      p[0],
      p[1],
      p[2],
      vertices,
      3 * faces[f],
      3 * faces[f + 1],
      3 * faces[f + 2],
      weights,
    );
    if (squared >= nearest) continue;
    nearest = squared;
    best = [0, 0, 0];
    for (let corner = 0; corner < 3; corner++) {
      best = add(best, scale(vectorAt(vertices, 3 * faces[f + corner]), weights[corner]));
    }
  }
  return best;
}
