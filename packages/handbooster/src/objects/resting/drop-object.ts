import RAPIER from '@dimforge/rapier3d-deterministic-compat';
import { Random } from '@handbooster/torch';
import { boundsOf } from '../../geometry/mesh/area-and-volume.js';
import type { Mesh } from '../../geometry/mesh/mesh.js';
import { type RigidMotion, rigid } from '../../geometry/rigid-motion.js';
import { quaternionToMatrix } from '../../geometry/rotations.js';
import { massProperties } from '../mass-properties.js';
import { cornerHull } from './corner-hull.js';
import { restBasins } from './rest-basins.js';
import { settleOnFace } from './settle-on-face.js';

export interface DropOptions {
  /** How many times to drop it. */
  count?: number;
  seed?: number;
  /** Index of the first drop; drop i is the same whichever others are made. */
  first?: number;
  /** Height of the lowest point above the table when let go, metres: uniform between the two. */
  height?: readonly [number, number];
  /** Coulomb friction of object on table. */
  friction?: number;
  restitution?: number;
  /** A drop that still moves after so many seconds is returned with `settled: false`. */
  longest?: number;
}

export const DROP_DEFAULTS = {
  count: 100,
  seed: 0,
  first: 0,
  height: [0.02, 0.5],
  friction: 0.5,
  restitution: 0.1,
  longest: 10,
} as const satisfies DropOptions;

/** How an object came to lie on a table, the plane z = 0. */
export interface RestPose {
  /** World from object: z up, the table at z = 0, the centre of mass above the origin. */
  pose: RigidMotion;
  /**
   * The table's upward normal in the object's frame (3), and the table plane's offset: n . x + d >= 0 is
   * above it.
   */
  plane: [number, number, number, number];
  /** Whether it came to rest. */
  settled: boolean;
  /** Which way of lying it is: equal for poses that differ by rolling; -1 when it did not settle. */
  basin: number;
  /** Seconds until then. */
  time: number;
}

/** Seconds a step. */
const STEP = 1 / 200;
/** At rest: slower than this (m/s, rad/s) for so many steps on end. */
const STILL_SPEED = 2e-3;
const STILL_TURN = 0.03;
const STILL_STEPS = 40;
const DIRECTIONS = 96;
/** A rise of the centre by this share of the object's size does not part two ways of lying. */
const ROLLING = 0.01;
const GOLDEN_ANGLE = Math.PI * (3 - Math.sqrt(5));

/**
 * Drops an object on a table from random heights and orientations (uniform on SO(3)) with rigid-body physics,
 * and returns how it came to lie. The body is the convex hull with the mass, centre and inertia of the solid
 * itself.
 *
 * @param mesh closed, metres
 * @throws InputError for a mesh without volume
 */
export async function dropObject(
  mesh: Mesh & { name?: string },
  options: DropOptions = {},
): Promise<RestPose[]> {
  const { count, seed, first, height, friction, restitution, longest } = { ...DROP_DEFAULTS, ...options };
  await RAPIER.init();
  const body = massProperties(mesh);
  const hull = cornerHull(mesh.vertices);
  const { low, high } = boundsOf(hull.vertices);
  const size = Math.max(high[0] - low[0], high[1] - low[1], high[2] - low[2]);
  const basins = restBasins(hull, body.centre, ROLLING * size);
  const poses: RestPose[] = [];
  for (let i = first; i < first + count; i++) {
    const random = new Random(seed, 'drop', mesh.name ?? '', i);
    const start = random.quaternion();
    const fall = random.uniform(height[0], height[1]);
    // A world for each drop, so that none remembers another.
    const world = new RAPIER.World({ x: 0, y: 0, z: -9.81 });
    world.timestep = STEP;
    world.lengthUnit = size;
    const ground = RAPIER.ColliderDesc.cuboid(20, 20, 0.5)
      .setTranslation(0, 0, -0.5)
      .setFriction(friction)
      .setRestitution(restitution);
    world.createCollider(ground);
    const rigidBody = world.createRigidBody(
      RAPIER.RigidBodyDesc.dynamic()
        .setTranslation(0, 0, fall - lowest(hull.vertices, quaternionToMatrix(start)))
        .setRotation({ w: start[0], x: start[1], y: start[2], z: start[3] })
        // Rolling resistance, which Coulomb friction lacks: a can would roll off the table.
        .setAngularDamping(0.8)
        .setLinearDamping(0.05)
        .setCanSleep(false),
    );
    const shape = RAPIER.ColliderDesc.convexHull(outermost(hull.vertices, random.quaternion()));
    if (!shape) throw new RangeError('dropObject: the physics engine refused the convex hull');
    const [cx, cy, cz] = body.centre;
    const [ix, iy, iz] = body.principalInertia;
    const [qw, qx, qy, qz] = body.principalFrame;
    shape
      .setFriction(friction)
      .setRestitution(restitution)
      .setMassProperties(
        body.mass,
        { x: cx, y: cy, z: cz },
        { x: ix, y: iy, z: iz },
        { w: qw, x: qx, y: qy, z: qz },
      );
    world.createCollider(shape, rigidBody);
    let still = 0;
    let steps = 0;
    const most = Math.ceil(longest / STEP);
    while (steps < most && still < STILL_STEPS) {
      world.step();
      steps++;
      const v = rigidBody.linvel();
      const w = rigidBody.angvel();
      const calm = Math.hypot(v.x, v.y, v.z) < STILL_SPEED && Math.hypot(w.x, w.y, w.z) < STILL_TURN;
      still = calm ? still + 1 : 0;
    }
    const q = rigidBody.rotation();
    world.free();
    const turned = quaternionToMatrix([q.w, q.x, q.y, q.z]);
    const lying = still >= STILL_STEPS ? settleOnFace(hull, basins, body.centre, turned) : null;
    poses.push({
      ...onTable(lying?.rotation ?? turned, hull, body.centre),
      settled: lying !== null,
      basin: lying ? basins.basin[lying.face] : -1,
      time: steps * STEP,
    });
  }
  return poses;
}

/**
 * The furthest vertices in directions spread evenly over the sphere: a coarse hull. With all its hundreds of
 * vertices the engine's contact points jump from step to step and bowls, bananas and scans shiver for ever
 * (29 of 40 drops of a bottle were not at rest after 10 s); with 96 or fewer none does. The directions are
 * turned at random for each drop so that no facet of the coarse hull is favoured, and `settleOnFace` then
 * finishes on the full one.
 */
function outermost(vertices: Float32Array, turn: ArrayLike<number>): Float32Array {
  const r = quaternionToMatrix(turn);
  const chosen = new Set<number>();
  for (let i = 0; i < DIRECTIONS; i++) {
    const up = 1 - (2 * i + 1) / DIRECTIONS;
    const out = Math.sqrt(1 - up * up);
    const angle = i * GOLDEN_ANGLE;
    const [a, b, c] = [out * Math.cos(angle), out * Math.sin(angle), up];
    const x = r[0] * a + r[1] * b + r[2] * c;
    const y = r[3] * a + r[4] * b + r[5] * c;
    const z = r[6] * a + r[7] * b + r[8] * c;
    let best = 0;
    let furthest = Number.NEGATIVE_INFINITY;
    for (let v = 0; v < vertices.length; v += 3) {
      const reach = x * vertices[v] + y * vertices[v + 1] + z * vertices[v + 2];
      if (reach > furthest) {
        furthest = reach;
        best = v;
      }
    }
    chosen.add(best);
  }
  return Float32Array.from([...chosen].flatMap((v) => Array.from(vertices.subarray(v, v + 3))));
}

/** The lowest z of vertices (N, 3) turned by R. */
function lowest(vertices: Float32Array, rotation: ArrayLike<number>): number {
  let least = Number.POSITIVE_INFINITY;
  for (let i = 0; i < vertices.length; i += 3) {
    const z = rotation[6] * vertices[i] + rotation[7] * vertices[i + 1] + rotation[8] * vertices[i + 2];
    if (z < least) least = z;
  }
  return least;
}

/** Puts the lowest point on the table and the centre of mass over the origin. */
function onTable(
  r: Float64Array,
  hull: Mesh,
  centre: Float64Array,
): { pose: RigidMotion; plane: [number, number, number, number] } {
  const [x, y, z] = centre;
  const height = -lowest(hull.vertices, r);
  const across = (row: number) => -(r[row] * x + r[row + 1] * y + r[row + 2] * z);
  return {
    pose: rigid(r, [across(0), across(3), height]),
    plane: [r[6], r[7], r[8], height],
  };
}
