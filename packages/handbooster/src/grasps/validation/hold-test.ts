import RAPIER from '@dimforge/rapier3d-deterministic-compat';
import { MeshoptSimplifier } from 'meshoptimizer';
import { sampleDistance } from '../../geometry/distance/distance-field.js';
import type { Mesh } from '../../geometry/mesh/mesh.js';
import { vertexNormals } from '../../geometry/mesh/normals.js';
import { decodeHands } from '../../hand/decode-hands.js';
import { closedFaces, partOfVertex } from '../../hand/hand-parts.js';
import type { HandModel } from '../../hand/model/hand-model.js';
import { massProperties } from '../../objects/mass-properties.js';
import type { GraspObject } from '../object/grasp-object.js';

export interface HoldTestOptions {
  /** Coefficient of friction of skin on the object. */
  friction: number;
  /** How far bones that touch press into the object, metres: the grip. */
  squeeze: number;
  /** Seconds of gravity in each direction; an object let go falls 20 cm in 0.2 s. */
  seconds: number;
  /** The object is held while its centre of mass moves less than this, metres. */
  allowed: number;
}

export const HOLD_TEST_DEFAULTS: HoldTestOptions = {
  friction: 0.6,
  squeeze: 0.0015,
  seconds: 0.2,
  allowed: 0.015,
};

const STEP = 1 / 120;
/** Skin farther from the object than this is left out of the simulation, metres. */
const NEAR = 0.012;
/** Skin nearer than this presses, metres. */
const TOUCH = 0.003;
/** Radius of the balls that stand for skin, metres. */
const BALL = 0.004;
/** Faces of the object in the simulation. */
const FACES = 800;

const DIRECTIONS = [
  [1, 0, 0],
  [-1, 0, 0],
  [0, 1, 0],
  [0, -1, 0],
  [0, 0, 1],
  [0, 0, -1],
] as const;

/**
 * Physics test of a grasp, after DexGraspNet's (Wang et al., ICRA 2023, Sec. IV-A; there in Isaac Gym): the
 * hand stands still and grips, gravity pulls the object one way and another, and directions in which it stays
 * are counted.
 *
 * The skin near the object is a ball at each vertex, a static body: convex hulls of whole bones would fill
 * the hollow of the palm. Bones that touch are moved into the object by `squeeze`, which is what presses. The
 * object is a dynamic triangle mesh with the mass properties of the solid.
 */
export class HoldTester {
  readonly #model: HandModel;
  readonly #faces: Uint32Array;
  readonly #partOf: Uint8Array;
  readonly #options: HoldTestOptions;
  #simplified: { name: string; mesh: Mesh } | null = null;

  private constructor(model: HandModel, options: Partial<HoldTestOptions>) {
    this.#model = model;
    this.#faces = closedFaces(model);
    this.#partOf = partOfVertex(model);
    this.#options = { ...HOLD_TEST_DEFAULTS, ...options };
  }

  /** Loads the physics engine. */
  static async create(model: HandModel, options: Partial<HoldTestOptions> = {}): Promise<HoldTester> {
    await Promise.all([RAPIER.init(), MeshoptSimplifier.ready]);
    return new HoldTester(model, options);
  }

  /** Of six directions of gravity along the object's axes the number in which the grasp holds it. */
  heldDirections(
    object: GraspObject,
    pose: ArrayLike<number>,
    betas: ArrayLike<number>,
    translation: ArrayLike<number>,
  ): number {
    const balls = this.#skin(object, pose, betas, translation);
    if (balls.length === 0) return 0;
    const world = this.#world(object, balls);
    const start = world.takeSnapshot();
    world.free();
    let held = 0;
    // Each direction begins from the same bytes: nothing is carried over from the one before.
    for (const direction of DIRECTIONS) if (this.#stays(start, direction)) held++;
    return held;
  }

  /** Centres (N, 3) of the balls of skin near the object. */
  #skin(
    object: GraspObject,
    pose: ArrayLike<number>,
    betas: ArrayLike<number>,
    translation: ArrayLike<number>,
  ): Float64Array {
    const { vertices } = decodeHands(this.#model, pose, betas, translation);
    const normals = vertexNormals({ vertices, faces: this.#faces });
    const sample = new Float64Array(4);
    const near: number[] = [];
    const press = new Float64Array(16 * 3);
    const count = new Float64Array(16);
    for (let v = 0; v < this.#partOf.length; v++) {
      sampleDistance(object.field, vertices[3 * v], vertices[3 * v + 1], vertices[3 * v + 2], sample);
      if (sample[0] > NEAR) continue;
      near.push(v);
      if (sample[0] > TOUCH) continue;
      const part = this.#partOf[v];
      count[part]++;
      for (let k = 0; k < 3; k++) press[3 * part + k] -= sample[1 + k];
    }
    const out = new Float64Array(near.length * 3);
    near.forEach((v, i) => {
      const part = this.#partOf[v];
      const size = Math.hypot(press[3 * part], press[3 * part + 1], press[3 * part + 2]);
      for (let k = 0; k < 3; k++) {
        const push =
          count[part] > 0 && size > 1e-9 ? (this.#options.squeeze * press[3 * part + k]) / size : 0;
        out[3 * i + k] = vertices[3 * v + k] - BALL * normals[3 * v + k] + push;
      }
    });
    return out;
  }

  #world(object: GraspObject, balls: Float64Array): RAPIER.World {
    const { friction } = this.#options;
    const world = new RAPIER.World({ x: 0, y: 0, z: 0 });
    world.timestep = STEP;
    world.lengthUnit = 0.1;
    const hand = world.createRigidBody(RAPIER.RigidBodyDesc.fixed());
    for (let i = 0; i < balls.length; i += 3) {
      const ball = RAPIER.ColliderDesc.ball(BALL).setTranslation(balls[i], balls[i + 1], balls[i + 2]);
      world.createCollider(ball.setFriction(friction), hand);
    }
    const body = massProperties(object.mesh);
    const { vertices, faces } = this.#simplify(object);
    const [cx, cy, cz] = body.centre;
    const [ix, iy, iz] = body.principalInertia;
    const [qw, qx, qy, qz] = body.principalFrame;
    const shape = RAPIER.ColliderDesc.trimesh(vertices, faces, RAPIER.TriMeshFlags.FIX_INTERNAL_EDGES)
      .setFriction(friction)
      .setMassProperties(
        body.mass,
        { x: cx, y: cy, z: cz },
        { x: ix, y: iy, z: iz },
        { w: qw, x: qx, y: qy, z: qz },
      );
    world.createCollider(shape, world.createRigidBody(RAPIER.RigidBodyDesc.dynamic().setCanSleep(false)));
    return world;
  }

  #stays(start: Uint8Array, [x, y, z]: readonly [number, number, number]): boolean {
    const { seconds, allowed } = this.#options;
    const world = RAPIER.World.restoreSnapshot(start);
    if (!world) throw new Error('hold test: the physics engine could not restore its own snapshot');
    try {
      world.gravity = { x: 9.81 * x, y: 9.81 * y, z: 9.81 * z };
      world.timestep = STEP;
      world.lengthUnit = 0.1;
      let object: RAPIER.RigidBody | null = null;
      world.forEachRigidBody((each) => {
        if (each.isDynamic()) object = each;
      });
      const moving = object as unknown as RAPIER.RigidBody;
      const before = moving.worldCom();
      for (let step = 0; step < seconds / STEP; step++) {
        world.step();
        const now = moving.worldCom();
        if (Math.hypot(now.x - before.x, now.y - before.y, now.z - before.z) > allowed) return false;
      }
      return true;
    } finally {
      world.free();
    }
  }

  #simplify(object: GraspObject): Mesh {
    if (this.#simplified?.name === object.name) return this.#simplified.mesh;
    let { vertices, faces } = object.mesh;
    if (faces.length > 3 * FACES) {
      [faces] = MeshoptSimplifier.simplify(faces, vertices, 3, 3 * FACES, 0.01);
      const used = new Map<number, number>();
      faces = faces.map((v) => {
        if (!used.has(v)) used.set(v, used.size);
        return used.get(v) as number;
      });
      const kept = new Float32Array(used.size * 3);
      for (const [from, to] of used) kept.set(vertices.subarray(3 * from, 3 * from + 3), 3 * to);
      vertices = kept;
    }
    this.#simplified = { name: object.name, mesh: { vertices, faces } };
    return this.#simplified.mesh;
  }
}
