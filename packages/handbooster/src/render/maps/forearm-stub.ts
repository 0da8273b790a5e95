import { InputError } from '../../base/errors/input-error.js';
import { mean } from '../../base/numbers/mean.js';
import type { Mesh } from '../../geometry/mesh/mesh.js';
import { axisAngleToMatrix } from '../../geometry/rotations.js';
import { handFrame } from '../../hand/hand-frame.js';
import { partOfVertex } from '../../hand/hand-parts.js';
import type { HandModel } from '../../hand/model/hand-model.js';

export interface ForearmOptions {
  /** Metres from where the hand ends to where the arm is cut off. */
  length: number;
}

/** As much arm as a square crop around a hand shows of it. */
export const FOREARM_DEFAULTS: ForearmOptions = { length: 0.12 };

const STEPS = 32;
const SLICE = 0.002;
/** How far from the hand's rear end its outline is looked at. */
const REACH = 0.04;
/** How far the arm begins within the hand, and how far under its skin there. */
const OVERLAP = 0.004;
const UNDER = 0.0006;
/** Where along the arm, from the hand's end, its outlines are. */
const ALONG = [-OVERLAP, 0, 0.004, 0.01, 0.02, 0.035, 0.055, 0.08];

/**
 * A piece of forearm behind a posed hand, so that a generated picture need not invent how the arm goes on.
 *
 * It goes on from the hand's own outline where the hand ends (before a rounded or slanted end), whatever the
 * model, shape and pose, along the line from the middle knuckle to the wrist, and grows rounder and a little
 * thicker. The wrist's own bend is not in a hand model's parameters, so the arm is always straight. The
 * hand's vertices and joints stay as they are, and ahead of its end nothing of the arm stands out of it.
 */
export class ForearmStub {
  /** (F, 3) the same for every arm: closed, outward. */
  readonly faces: Uint32Array;
  readonly #axes: readonly Float64Array[];
  readonly #palm: Uint8Array;
  readonly #palmFaces: Uint32Array;
  readonly #along: number[];

  constructor(model: HandModel, options: ForearmOptions = FOREARM_DEFAULTS) {
    if (!(options.length > 0.01)) {
      throw new InputError(`forearm: expected a length over 0.01 m, found ${options.length}`);
    }
    const { forward, radial } = handFrame(model);
    const side = Float64Array.of(
      forward[1] * radial[2] - forward[2] * radial[1],
      forward[2] * radial[0] - forward[0] * radial[2],
      forward[0] * radial[1] - forward[1] * radial[0],
    );
    this.#axes = [forward, radial, side];
    this.#palm = partOfVertex(model).map((part) => (part === 0 ? 1 : 0));
    const faces: number[] = [];
    for (let f = 0; f < model.faces.length; f += 3) {
      const face = model.faces.subarray(f, f + 3);
      if (face.every((vertex) => this.#palm[vertex] === 1)) faces.push(...face);
    }
    this.#palmFaces = Uint32Array.from(faces);
    this.#along = [...ALONG.filter((s) => s < options.length), options.length];
    this.faces = tubeFaces(this.#along.length);
  }

  /**
   * The arm of a posed hand, in the hand's frame of reference (a camera's).
   *
   * @param vertices (V, 3) of the hand, metres
   * @param pose (48), of which the hand's global rotation is read
   * @param wrist (3) the wrist joint
   */
  mesh(vertices: ArrayLike<number>, pose: ArrayLike<number>, wrist: ArrayLike<number>): Mesh {
    const matrix = axisAngleToMatrix(pose);
    const axes = this.#axes.map((axis) =>
      [0, 1, 2].map(
        (k) => matrix[3 * k] * axis[0] + matrix[3 * k + 1] * axis[1] + matrix[3 * k + 2] * axis[2],
      ),
    );
    const local = new Float64Array(vertices.length);
    let rear = 0;
    for (let i = 0; i < vertices.length; i += 3) {
      for (let a = 0; a < 3; a++) {
        for (let k = 0; k < 3; k++) local[i + a] += (vertices[i + k] - wrist[k]) * axes[a][k];
      }
      if (this.#palm[i / 3] === 1) rear = Math.min(rear, local[i]);
    }
    const { start, before, outlines, middle } = this.#handEnd(local, rear);
    const end = outlines[0].map((_, k) => Math.max(...outlines.map((radii) => radii[k])));
    const meanRadius = mean(end);
    const out: number[] = [];
    const put = (s: number, u: number, w: number) => {
      for (let k = 0; k < 3; k++) {
        out.push(
          wrist[k] + (start - s) * axes[0][k] + (middle[0] + u) * axes[1][k] + (middle[1] + w) * axes[2][k],
        );
      }
    };
    put(this.#along[0], 0, 0);
    for (const s of this.#along) {
      for (let k = 0; k < STEPS; k++) {
        const angle = (2 * Math.PI * k) / STEPS;
        const radius = s < 0 ? before[k] - UNDER : armRadius(s, outlines[0][k], end[k], meanRadius, angle);
        put(s, radius * Math.cos(angle), radius * Math.sin(angle));
      }
    }
    put(this.#along[this.#along.length - 1], 0, 0);
    return { vertices: Float32Array.from(out), faces: this.faces };
  }

  /**
   * Where the hand ends: going back from the palm, the last slice before its outline shrinks in some
   * direction. `outlines` are those from there to the rear, `before` the one a little ahead.
   */
  #handEnd(local: Float64Array, rear: number) {
    const middle = [0, 0];
    let count = 0;
    for (let i = 0; i < local.length; i += 3) {
      if (this.#palm[i / 3] === 0 || local[i] > rear + REACH) continue;
      middle[0] += local[i + 1];
      middle[1] += local[i + 2];
      count++;
    }
    middle[0] /= count;
    middle[1] /= count;
    const at = (height: number) => outline(local, this.#palmFaces, height, middle);
    let start = rear + REACH;
    let ahead = at(start);
    // Not yet where the thumb branches off: its faces are not the palm's.
    while (ahead.includes(0) && start > rear + 5 * SLICE) {
      start -= SLICE;
      ahead = at(start);
    }
    if (ahead.includes(0)) {
      throw new InputError(
        'forearm: expected a hand model with a closed outline around its wrist, found a gap',
      );
    }
    while (start > rear + 2 * SLICE) {
      const next = at(start - SLICE);
      const last = ahead;
      if (next.some((r, k) => r < 0.9 * last[k])) break;
      ahead = next;
      start -= SLICE;
    }
    const outlines = [ahead];
    for (let height = start - SLICE; height > rear; height -= SLICE) outlines.push(at(height));
    return { start, before: at(start + OVERLAP), outlines, middle };
  }
}

/**
 * Radius `s` metres behind the hand's end: its outline there, soon the widest of its end, then rounder and
 * thicker.
 */
function armRadius(s: number, own: number, end: number, mean: number, angle: number): number {
  const widest = own + (end - own) * smooth(0, 0.006, s);
  const round = mean * (1.05 + 0.08 * Math.cos(2 * angle));
  // Clear of the hand's end, so that the two surfaces do not show through each other.
  const lift = 0.0008 * smooth(0, 0.003, s);
  return (widest + (round - widest) * smooth(0.012, 0.08, s)) * (1 + 0.2 * smooth(0.02, 0.12, s)) + lift;
}

/**
 * Distance from the middle to the farthest cut of the faces with a plane across the forearm, in `STEPS`
 * directions.
 */
function outline(
  local: Float64Array,
  faces: Uint32Array,
  height: number,
  middle: readonly number[],
): Float64Array {
  const radii = new Float64Array(STEPS);
  for (let f = 0; f < faces.length; f += 3) {
    const cut: number[] = [];
    for (let k = 0; k < 3; k++) {
      const a = 3 * faces[f + k];
      const b = 3 * faces[f + ((k + 1) % 3)];
      if (local[a] >= height === local[b] >= height) continue;
      const t = (height - local[a]) / (local[b] - local[a]);
      for (const d of [1, 2]) cut.push(local[a + d] + t * (local[b + d] - local[a + d]) - middle[d - 1]);
    }
    if (cut.length < 4) continue;
    const [ax, ay, bx, by] = cut;
    for (let k = 0; k < STEPS; k++) {
      const c = Math.cos((2 * Math.PI * k) / STEPS);
      const s = Math.sin((2 * Math.PI * k) / STEPS);
      // Distances of both ends from the line along (c, s): it crosses the cut where they differ in sign.
      const from = c * ay - s * ax;
      const to = c * by - s * bx;
      if (from > 0 === to > 0) continue;
      const t = from / (from - to);
      radii[k] = Math.max(radii[k], c * (ax + t * (bx - ax)) + s * (ay + t * (by - ay)));
    }
  }
  return radii;
}

/**
 * A tube of rings between two cap vertices: the first and the last. Rings run from radial to side, the tube
 * backward.
 */
function tubeFaces(rings: number): Uint32Array {
  const faces: number[] = [];
  const vertex = (ring: number, k: number) => 1 + ring * STEPS + (k % STEPS);
  const last = 1 + rings * STEPS;
  for (let k = 0; k < STEPS; k++) {
    faces.push(0, vertex(0, k), vertex(0, k + 1));
    for (let ring = 0; ring + 1 < rings; ring++) {
      const [a, b, c, d] = [
        vertex(ring, k),
        vertex(ring, k + 1),
        vertex(ring + 1, k + 1),
        vertex(ring + 1, k),
      ];
      faces.push(a, d, c, a, c, b);
    }
    faces.push(last, vertex(rings - 1, k + 1), vertex(rings - 1, k));
  }
  return Uint32Array.from(faces);
}

function smooth(from: number, to: number, value: number): number {
  const t = Math.min(1, Math.max(0, (value - from) / (to - from)));
  return t * t * (3 - 2 * t);
}
