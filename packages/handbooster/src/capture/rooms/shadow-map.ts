import type { Camera } from '../../geometry/camera.js';
import type { Mesh } from '../../geometry/mesh/mesh.js';
import { applyRigid, type RigidMotion } from '../../geometry/rigid-motion.js';
import { GBuffer } from '../../render/raster/g-buffer.js';
import { type Culling, rasterise } from '../../render/raster/rasterise.js';
import { NearnessTiles } from './nearness-tiles.js';

/** Ways in which the sampling pattern of soft shadows may be turned; `turn` counts them. */
export const SHADOW_TURNS = 16;

/** How far each surface is from a distant light: what tells which points lie in shadow. */
export class ShadowMap {
  readonly #lightFromTable: RigidMotion;
  readonly #camera: Camera;
  readonly #buffer: GBuffer;
  readonly #size: number;
  /** Texels a metre. */
  readonly #density: number;
  readonly #tiles: NearnessTiles;
  #moved: Mesh[] = [];
  /** What was drawn last, what of it stood still, and the nearness of that alone. */
  #before: readonly Mesh[] = [];
  #still: Mesh[] = [];
  readonly #stillNearness: Float32Array;
  /** How many texels around a point the tiles answer for; -1 when they are older than the map. */
  #answered = -1;

  /**
   * @param direction unit vector towards the light
   * @param center of the sphere that the map covers, metres
   * @param radius of that sphere
   * @param size of the map, texels
   */
  constructor(direction: readonly number[], center: readonly number[], radius: number, size: number) {
    this.#size = size;
    this.#density = size / (2 * radius);
    this.#camera = {
      fx: this.#density,
      fy: this.#density,
      cx: (size - 1) / 2,
      cy: (size - 1) / 2,
      width: size,
      height: size,
    };
    this.#buffer = new GBuffer(size, size);
    this.#stillNearness = new Float32Array(size * size);
    this.#tiles = new NearnessTiles(size);
    const z = direction.map((v) => -v);
    const other = Math.abs(z[2]) < 0.9 ? [0, 0, 1] : [1, 0, 0];
    const x = unit(cross(other, z));
    const y = cross(z, x);
    const offset = (axis: readonly number[]) =>
      -(axis[0] * center[0] + axis[1] * center[1] + axis[2] * center[2]);
    this.#lightFromTable = Float64Array.of(...x, offset(x), ...y, offset(y), ...z, offset(z));
  }

  /**
   * Draws the things that throw shadows; (V, 3) metres in the table's frame. `cull` as in `rasterise`. Meshes
   * that were drawn the time before, too, stand still: they are drawn once and kept.
   */
  draw(meshes: readonly Mesh[], cull: Culling | readonly Culling[] = 'none'): void {
    const before = this.#before;
    const cullOf = (mesh: Mesh) => (typeof cull === 'string' ? cull : cull[meshes.indexOf(mesh)]);
    const still = meshes.filter((mesh) => before.includes(mesh));
    if (still.length !== this.#still.length || still.some((mesh, i) => mesh !== this.#still[i])) {
      this.#still = still;
      if (still.length > 0) {
        this.#rasterise(still, still.map(cullOf), null);
        this.#stillNearness.set(this.#buffer.nearness);
      }
    }
    const moving = meshes.filter((mesh) => !still.includes(mesh));
    this.#rasterise(moving, moving.map(cullOf), still.length > 0 ? this.#stillNearness : null);
    this.#before = meshes;
    this.#answered = -1;
  }

  #rasterise(meshes: readonly Mesh[], cull: Culling[], behind: Float32Array | null): void {
    this.#moved = meshes.map((mesh, i) => {
      const old = this.#moved[i]?.vertices;
      const out = old?.length === mesh.vertices.length ? old : new Float32Array(mesh.vertices.length);
      return { vertices: applyRigid(this.#lightFromTable, mesh.vertices, out), faces: mesh.faces };
    });
    rasterise(this.#moved, this.#camera, {
      projection: 'orthographic',
      buffer: this.#buffer,
      attributes: false,
      cull,
      behind,
    });
  }

  /** Share of light in 0 ... 1 that reaches a point: four texels around it, weighted. */
  visibility(px: number, py: number, pz: number, bias: number): number {
    const m = this.#lightFromTable;
    const size = this.#size;
    const u = (m[0] * px + m[1] * py + m[2] * pz + m[3]) * this.#density + this.#camera.cx;
    const v = (m[4] * px + m[5] * py + m[6] * pz + m[7]) * this.#density + this.#camera.cy;
    if (!(u >= 0 && v >= 0 && u < size - 1 && v < size - 1)) return 1;
    const x = u | 0;
    const y = v | 0;
    // Nearness is minus the distance; where nothing was drawn it is -Infinity.
    const near = bias - (m[8] * px + m[9] * py + m[10] * pz + m[11]);
    const { nearness } = this.#buffer;
    const i = y * size + x;
    const fx = u - x;
    const fy = v - y;
    let lit = 1;
    if (nearness[i] > near) lit -= (1 - fx) * (1 - fy);
    if (nearness[i + 1] > near) lit -= fx * (1 - fy);
    if (nearness[i + size] > near) lit -= (1 - fx) * fy;
    if (nearness[i + size + 1] > near) lit -= fx * fy;
    return lit;
  }

  /** `visibility` along a line on the table: that of point i, at (x + i step, y, 0), becomes out[i]. */
  alongTable(
    { x, y, step, bias }: { x: number; y: number; step: number; bias: number },
    count: number,
    out: Float64Array,
  ): void {
    const m = this.#lightFromTable;
    const size = this.#size;
    const density = this.#density;
    const { nearness } = this.#buffer;
    const du = m[0] * step * density;
    const dv = m[4] * step * density;
    const dw = m[8] * step;
    const u0 = (m[0] * x + m[1] * y + m[3]) * density + this.#camera.cx;
    const v0 = (m[4] * x + m[5] * y + m[7]) * density + this.#camera.cy;
    const w0 = bias - (m[8] * x + m[9] * y + m[11]);
    for (let i = 0; i < count; i++) {
      const u = u0 + du * i;
      const v = v0 + dv * i;
      if (!(u >= 0 && v >= 0 && u < size - 1 && v < size - 1)) {
        out[i] = 1;
        continue;
      }
      const near = w0 - dw * i;
      const ix = u | 0;
      const iy = v | 0;
      const at = iy * size + ix;
      const fx = u - ix;
      const fy = v - iy;
      let lit = 1;
      if (nearness[at] > near) lit -= (1 - fx) * (1 - fy);
      if (nearness[at + 1] > near) lit -= fx * (1 - fy);
      if (nearness[at + size] > near) lit -= (1 - fx) * fy;
      if (nearness[at + size + 1] > near) lit -= fx * fy;
      out[i] = lit;
    }
  }

  /**
   * Share of light that reaches a point from a lamp of some size: the nearer the blocker, the sharper the
   * shadow (Fernando, "Percentage-closer soft shadows", SIGGRAPH sketches 2005).
   *
   * @param softness tangent of half the angle under which the lamp is seen; the same for all points of a
   * moment
   * @param turn 0 ... `SHADOW_TURNS` - 1: how far the sampling pattern is turned
   */
  softVisibility(
    px: number,
    py: number,
    pz: number,
    bias: number,
    softness: number,
    taps: number,
    turn: number,
  ): number {
    const m = this.#lightFromTable;
    const size = this.#size;
    const density = this.#density;
    const u = (m[0] * px + m[1] * py + m[2] * pz + m[3]) * density + this.#camera.cx;
    const v = (m[4] * px + m[5] * py + m[6] * pz + m[7]) * density + this.#camera.cy;
    if (!(u >= 1 && v >= 1 && u < size - 2 && v < size - 2)) return 1;
    const w = m[8] * px + m[9] * py + m[10] * pz + m[11];
    const near = bias - w;
    const widest = Math.max(1.5, softness * 0.25 * density);
    if (this.#answered !== widest) {
      this.#tiles.update(this.#buffer.nearness, Math.ceil(widest) + 1);
      this.#answered = widest;
    }
    const tile = this.#tiles.at(u, v);
    // Nothing around is nearer to the light, or everything is, by more than the samples below allow for a
    // slant: what they would find is known.
    if (!(this.#tiles.nearest[tile] > near)) return 1;
    const perTexel = 0.5 / density;
    if (this.#tiles.farthest[tile] > near + widest * perTexel) return 0;
    const { nearness } = this.#buffer;
    let blockers = 0;
    let blockerNearness = 0;
    const first = turn * SPIRAL;
    for (let k = 0; k < SEARCHES; k++) {
      const r = widest * SPIRAL_RADIUS[k];
      const x = (u + r * TURNED_X[first + k] + 0.5) | 0;
      const y = (v + r * TURNED_Y[first + k] + 0.5) | 0;
      if (x < 0 || y < 0 || x >= size || y >= size) continue;
      const d = nearness[y * size + x];
      // The further off, the more a slanted receiver's own surface comes near the light.
      if (d > near + r * perTexel) {
        blockers++;
        blockerNearness += d;
      }
    }
    if (blockers === 0) return this.visibility(px, py, pz, bias);
    const gap = w + blockerNearness / blockers;
    const radius = Math.min(widest, Math.max(0.75, softness * gap * density));
    let lit = 0;
    const scale = Math.sqrt(SEARCHES / taps);
    const slant = 0.3 / density;
    for (let k = 0; k < taps; k++) {
      const r = radius * Math.min(1, SPIRAL_RADIUS[k] * scale);
      const x = (u + r * TURNED_X[first + k] + 0.5) | 0;
      const y = (v + r * TURNED_Y[first + k] + 0.5) | 0;
      if (x < 0 || y < 0 || x >= size || y >= size || !(nearness[y * size + x] > near + r * slant)) lit++;
    }
    return lit / taps;
  }
}

const SPIRAL = 48;
const SEARCHES = 10;
const GOLDEN = Math.PI * (3 - Math.sqrt(5));
/** Reaches 1 at the tenth sample; longer spirals are scaled down. */
const SPIRAL_RADIUS = Float64Array.from({ length: SPIRAL }, (_, k) => Math.sqrt((k + 0.5) / SEARCHES));
/** (turns, samples) unit vectors. */
const turned = (of: (angle: number) => number) =>
  Float64Array.from({ length: SHADOW_TURNS * SPIRAL }, (_, i) =>
    of((i % SPIRAL) * GOLDEN + Math.floor(i / SPIRAL) * ((2 * Math.PI) / SHADOW_TURNS)),
  );
const TURNED_X = turned(Math.cos);
const TURNED_Y = turned(Math.sin);

function cross(a: readonly number[], b: readonly number[]): number[] {
  return [a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]];
}

function unit(v: number[]): number[] {
  const length = Math.hypot(...v);
  return v.map((x) => x / length);
}
