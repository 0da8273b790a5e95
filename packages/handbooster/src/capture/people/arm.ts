import { mean } from '../../base/numbers/mean.js';
import type { Mesh } from '../../geometry/mesh/mesh.js';
import { vertexNormals } from '../../geometry/mesh/normals.js';
import { applyRigid, identityRigid, type RigidMotion } from '../../geometry/rigid-motion.js';
import { rotateVector } from '../../geometry/rotations.js';
import { decodeHands } from '../../hand/decode-hands.js';
import { handFrame } from '../../hand/hand-frame.js';
import type { HandModel } from '../../hand/model/hand-model.js';
import { CoarseMesh } from '../surfaces/coarse-mesh.js';
import { smoothNoise } from '../surfaces/noise.js';
import type { SceneThing } from '../surfaces/surface.js';
import { armCurve } from './arm-curve.js';
import { ClothSurface } from './cloth-surface.js';
import { crossSection } from './cross-section.js';
import type { SkinPaint } from './skin-paint.js';
import { SkinSurface } from './skin-surface.js';
import type { Subject } from './subjects.js';
import { type TubeRing, tubeMesh } from './tube.js';

const STEPS = 28;
/** Between the outlines of the hand's end, which the arm hides. */
const INSIDE_STEP = 0.002;
const SKIN_STEP = 0.01;
const SLEEVE_STEP = 0.014;
/** Between the vertices of what throws shadows into the light from around. */
const SKIN_CELL = 0.018;
const SLEEVE_CELL = 0.025;
/**
 * Between the points of the cloth that are painted: about what a pixel of a picture 640 wide covers, metres.
 */
const SLEEVE_GRAIN = 0.001;
const BODY_GRAIN = 0.002;
const FOREARM = 0.25;
const UPPER_ARM = 0.3;

/**
 * Forearm, sleeve, upper arm and body of a person: what a hand is on the end of. The forearm grows out of the
 * hand's own outline at the wrist, whatever the hand model and shape, and is painted by the same paint, so
 * there is no seam.
 */
export class Arm {
  readonly #subject: Subject;
  readonly #forward: Float64Array;
  readonly #palm: Float64Array;
  readonly #radial: Float64Array;
  /** Wrist joint at rest. */
  readonly #wrist: Float64Array;
  /** Where along `forward` from the wrist joint the arm begins (mostly below 0). */
  readonly #start: number;
  /** (STEPS) the hand's outline 4 mm before that, and every 2 mm from there to the hand's end. */
  readonly #before: Float64Array;
  readonly #inside: Float64Array[] = [];
  /** (STEPS) the greatest of `inside`. */
  readonly #envelope: Float64Array;
  readonly #skinAt: number[] = [];
  readonly #sleeveAt: number[] = [];
  readonly #skin: SkinSurface;
  readonly #sleeve: ClothSurface;
  readonly #coarseSkin: CoarseMesh;
  readonly #coarseSleeve: CoarseMesh;
  readonly #band: ClothSurface | null;
  readonly #body: SceneThing;

  constructor(model: HandModel, subject: Subject, paint: SkinPaint) {
    this.#subject = subject;
    const rest = decodeHands(model, new Float32Array(48), subject.betas);
    const frame = handFrame(model);
    this.#forward = frame.forward;
    this.#radial = frame.radial;
    // Right-handed (forward, radial, palm or back of the hand).
    this.#palm = frame.palm;
    this.#wrist = Float64Array.from(rest.joints.subarray(0, 3));
    const mesh: Mesh = { vertices: rest.vertices, faces: model.faces };
    let rear = 0;
    for (let i = 0; i < rest.vertices.length; i += 3) rear = Math.min(rear, this.#along(rest.vertices, i));
    const outline = (at: number) => crossSection(mesh, this.#point(at), this.#radial, this.#palm, STEPS);
    // Go back from the palm to where the hand's end begins to round off (it may be slanted), and stop a
    // little before, where its normals do not yet know of the end.
    let start = rear + 0.04;
    for (let ahead = outline(start); start > rear + 0.002; start -= 0.002) {
      const here = outline(start - 0.002);
      const before = ahead;
      if (here.some((r, k) => r < 0.88 * before[k])) break;
      ahead = here;
    }
    start += 0.009;
    this.#start = start;
    this.#before = outline(start + 0.004);
    for (let at = start; at > rear; at -= INSIDE_STEP) this.#inside.push(outline(at));
    this.#envelope = this.#before.map((_, k) => Math.max(...this.#inside.map((radii) => radii[k])));
    const skinEnd = Math.min(FOREARM + 0.16, subject.sleeveStart + 0.05);
    for (let s = -0.004; s < skinEnd; s += s < 0.012 ? 0.004 : SKIN_STEP) this.#skinAt.push(s);
    const straight = (at: readonly number[], radii: (s: number) => Float64Array) =>
      this.#tube(
        at.map((s) => ({
          center: this.#point(this.#start - s),
          axis: this.#radial,
          side: this.#palm,
          radii: radii(s),
        })),
      );
    const skin = straight(this.#skinAt, (s) => this.#radii(s));
    this.#skin = new SkinSurface(skin, null, paint);
    this.#coarseSkin = new CoarseMesh(skin, SKIN_CELL);
    const { sleeveStart } = subject;
    this.#sleeveAt.push(sleeveStart - 0.0005, sleeveStart);
    for (let s = sleeveStart + 0.006; s < FOREARM + UPPER_ARM; s += SLEEVE_STEP) this.#sleeveAt.push(s);
    this.#coarseSleeve = new CoarseMesh(
      straight(this.#sleeveAt, (s) => this.#sleeveRadii(s)),
      SLEEVE_CELL,
    );
    this.#sleeve = new ClothSurface(subject.sleeve, STEPS, 0.34, SLEEVE_GRAIN);
    this.#band = subject.band
      ? new ClothSurface(
          {
            kind: 'plain',
            colors: [subject.band.color, subject.band.color, subject.band.color],
            scale: 1,
            seed: 5,
          },
          STEPS,
          0.2,
          SLEEVE_GRAIN,
          1,
        )
      : null;
    this.#body = body(subject);
  }

  /**
   * The person at one moment, without the hand.
   *
   * @param tableFromHand where the hand at rest is (its root's turn and place), metres
   * @param shoulder (3) in the table's frame
   * @param seated whether the trunk is behind the table's edge, too
   */
  pose(tableFromHand: RigidMotion, shoulder: ArrayLike<number>, seated = true): SceneThing[] {
    const begin = applyRigid(tableFromHand, this.#point(this.#start));
    const turn = (v: ArrayLike<number>) => rotateVector(rotation(tableFromHand), v);
    const backward = turn(this.#forward).map((x) => -x);
    const curve = armCurve(begin, backward, turn(this.#radial), shoulder, FOREARM, UPPER_ARM);
    const rings = (at: readonly number[], radii: (s: number) => Float64Array) =>
      at.map((s) => {
        const { center, axis, side } = curve(s);
        return { center, axis, side: this.#mirrored ? side.map((x) => -x) : side, radii: radii(s) };
      });
    const things: SceneThing[] = [];
    const skin = this.#tube(rings(this.#skinAt, (s) => this.#radii(s)));
    this.#skin.setNormals(vertexNormals(skin));
    things.push(thing(skin, this.#skin, this.#coarseSkin.of(skin.vertices)));

    const sleeve = this.#tube(rings(this.#sleeveAt, (s) => this.#sleeveRadii(s)));
    this.#sleeve.setTube(sleeve.faces, vertexNormals(sleeve), this.#sleeveAt);
    things.push(thing(sleeve, this.#sleeve, this.#coarseSleeve.of(sleeve.vertices)));

    const { band, sleeveStart } = this.#subject;
    if (band !== null && this.#band !== null && band.place + band.width < sleeveStart) {
      const edge = [
        band.place - 0.0005,
        band.place,
        band.place + band.width,
        band.place + band.width + 0.0005,
      ];
      const mesh = this.#tube(
        rings(edge, (s) => this.#radii(s).map((r) => r + (s === edge[1] || s === edge[2] ? 0.003 : -0.001))),
      );
      this.#band.setTube(mesh.faces, vertexNormals(mesh), edge);
      things.push(thing(mesh, this.#band, mesh));
    }
    if (seated) things.push(this.#body);
    return things;
  }

  /** The left hand's frame is left-handed: its tubes turn the other way round. */
  get #mirrored(): boolean {
    const f = this.#forward;
    const r = this.#radial;
    const p = this.#palm;
    const triple =
      (f[1] * r[2] - f[2] * r[1]) * p[0] +
      (f[2] * r[0] - f[0] * r[2]) * p[1] +
      (f[0] * r[1] - f[1] * r[0]) * p[2];
    return triple > 0;
  }

  /** A tube along the arm, which looks outward. */
  #tube(rings: readonly TubeRing[]): Mesh {
    return tubeMesh(rings, false, this.#mirrored);
  }

  #along(points: ArrayLike<number>, i: number): number {
    const f = this.#forward;
    const w = this.#wrist;
    return (points[i] - w[0]) * f[0] + (points[i + 1] - w[1]) * f[1] + (points[i + 2] - w[2]) * f[2];
  }

  #point(along: number): Float64Array {
    return this.#wrist.map((w, k) => w + along * this.#forward[k]);
  }

  /** The arm's outline `s` metres behind where it begins. */
  #radii(s: number): Float64Array {
    if (s < 0) return this.#before.map((r) => r - 0.0006);
    const envelope = this.#envelope;
    const wrist = mean(envelope);
    const round = smooth(0.014, 0.09, s);
    // Thickest a third of the way down, a little thinner at the elbow.
    const grow = 1 + (this.#subject.forearm - 1) * smooth(0.02, 0.14, s) - 0.08 * smooth(0.2, 0.28, s);
    const lift = 0.0005 * smooth(-0.001, 0.006, s);
    const widen = smooth(0, 0.012, s);
    const at = s / INSIDE_STEP;
    const near = this.#inside[Math.floor(at)] ?? null;
    const next = this.#inside[Math.floor(at) + 1] ?? near;
    return this.#inside[0].map((first, k) => {
      const angle = (2 * Math.PI * k) / STEPS;
      const ellipse = wrist * (1.03 + 0.1 * Math.cos(2 * angle) * (1 - round));
      const own = first + (envelope[k] - first) * widen;
      const radius = (own + (ellipse - own) * round) * grow;
      // Never inside the hand's end.
      const hand = near === null || next === null ? 0 : near[k] + (next[k] - near[k]) * (at - Math.floor(at));
      return Math.max(radius, hand) + lift;
    });
  }

  /** The sleeve's outline, which begins inside the skin. */
  #sleeveRadii(s: number): Float64Array {
    const start = this.#subject.sleeveStart;
    if (s < start) return this.#radii(s).map((r) => r - 0.002);
    const { seed } = this.#subject.sleeve;
    const loose = 0.004 + 0.01 * smooth(start, start + 0.05, s) + (s > FOREARM ? 0.004 : 0);
    return this.#radii(Math.min(s, FOREARM)).map((r, k) => {
      const angle = (2 * Math.PI * k) / STEPS;
      const fold = smoothNoise(Math.cos(angle) * 1.3, Math.sin(angle) * 1.3 + 7, s * 32, seed);
      return r + loose + 0.0045 * fold * smooth(start, start + 0.02, s);
    });
  }
}

function thing(mesh: Mesh, surface: SkinSurface | ClothSurface, around: Mesh | null): SceneThing {
  // The shoulder's end is open.
  const caster = around === null ? null : ({ lamp: mesh, around, cull: 'none' } as const);
  return { mesh, surface, tableFromSurface: identityRigid(), label: 0, caster };
}

/** The trunk behind the table's edge, in the sleeve's cloth. */
function body(subject: Subject): SceneThing {
  const heights = Array.from({ length: 34 }, (_, i) => -0.4 + i * 0.035);
  const rings = heights.map((z) => ({
    center: [0, -0.7, z],
    axis: [1, 0, 0],
    side: [0, 1, 0],
    radii: Array.from({ length: 40 }, (_, k) => {
      const angle = (2 * Math.PI * k) / 40;
      // Shoulders, then in to the neck (which no camera sees).
      const top = 1 - 0.75 * smooth(0.52, 0.7, z);
      const width = (0.17 + 0.05 * smooth(-0.1, 0.3, z)) * top;
      const depth = (0.125 - 0.02 * smooth(0.1, 0.4, z)) * top;
      const r = 1 / Math.hypot(Math.cos(angle) / width, Math.sin(angle) / depth);
      return (
        r *
        (1 + 0.035 * smoothNoise(Math.cos(angle) * 2, Math.sin(angle) * 2, z * 9, subject.sleeve.seed + 8))
      );
    }),
  }));
  const mesh = tubeMesh(rings);
  const surface = new ClothSurface(subject.sleeve, 40, 0.9, BODY_GRAIN);
  surface.setTube(mesh.faces, vertexNormals(mesh), heights);
  return thing(mesh, surface, null);
}

function rotation(m: RigidMotion): Float64Array {
  return Float64Array.of(m[0], m[1], m[2], m[4], m[5], m[6], m[8], m[9], m[10]);
}

function smooth(from: number, to: number, value: number): number {
  const t = Math.min(1, Math.max(0, (value - from) / (to - from)));
  return t * t * (3 - 2 * t);
}
