import type { Camera } from '../../geometry/camera.js';
import type { Mesh } from '../../geometry/mesh/mesh.js';
import { applyRigid, type RigidMotion } from '../../geometry/rigid-motion.js';
import { GBuffer } from '../../render/raster/g-buffer.js';
import { rasterise } from '../../render/raster/rasterise.js';

/** How far each surface is from a distant light: what tells which points lie in shadow. */
export class ShadowMap {
  readonly #lightFromTable: RigidMotion;
  readonly #camera: Camera;
  readonly #buffer: GBuffer;
  readonly #size: number;
  /** Texels a metre. */
  readonly #density: number;
  #meshes: Mesh[] = [];

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
    const z = direction.map((v) => -v);
    const other = Math.abs(z[2]) < 0.9 ? [0, 0, 1] : [1, 0, 0];
    const x = unit(cross(other, z));
    const y = cross(z, x);
    const offset = (axis: readonly number[]) =>
      -(axis[0] * center[0] + axis[1] * center[1] + axis[2] * center[2]);
    // The far shift keeps every depth above 0, which means "nothing there".
    this.#lightFromTable = Float64Array.of(
      ...[...x, offset(x)],
      ...[...y, offset(y)],
      ...[...z, offset(z) + 4 * radius + 2],
    );
  }

  /** Draws the things that throw shadows; (V, 3) metres in the table's frame. */
  draw(meshes: readonly Mesh[]): void {
    this.#meshes = meshes.map((mesh, i) => {
      const old = this.#meshes[i]?.vertices;
      const out = old?.length === mesh.vertices.length ? old : new Float32Array(mesh.vertices.length);
      return { vertices: applyRigid(this.#lightFromTable, mesh.vertices, out), faces: mesh.faces };
    });
    rasterise(this.#meshes, this.#camera, {
      projection: 'orthographic',
      buffer: this.#buffer,
      barycentric: false,
    });
  }

  /** Share of light in 0 ... 1 that reaches a point: four texels around it, weighted. */
  visibility(px: number, py: number, pz: number, bias: number): number {
    const m = this.#lightFromTable;
    const size = this.#size;
    const u = (m[0] * px + m[1] * py + m[2] * pz + m[3]) * this.#density + this.#camera.cx;
    const v = (m[4] * px + m[5] * py + m[6] * pz + m[7]) * this.#density + this.#camera.cy;
    const x = Math.floor(u);
    const y = Math.floor(v);
    if (x < 0 || y < 0 || x >= size - 1 || y >= size - 1) return 1;
    const near = m[8] * px + m[9] * py + m[10] * pz + m[11] - bias;
    const { depth } = this.#buffer;
    const i = y * size + x;
    const a = depth[i];
    const b = depth[i + 1];
    const c = depth[i + size];
    const d = depth[i + size + 1];
    const fx = u - x;
    const fy = v - y;
    let lit = 1;
    if (a > 0 && a < near) lit -= (1 - fx) * (1 - fy);
    if (b > 0 && b < near) lit -= fx * (1 - fy);
    if (c > 0 && c < near) lit -= (1 - fx) * fy;
    if (d > 0 && d < near) lit -= fx * fy;
    return lit;
  }

  /**
   * Share of light that reaches a point from a lamp of some size: the nearer the blocker, the sharper the shadow
   * (Fernando, "Percentage-closer soft shadows", SIGGRAPH sketches 2005).
   *
   * @param softness tangent of half the angle under which the lamp is seen
   * @param turn radians by which the sampling pattern is turned
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
    const u = (m[0] * px + m[1] * py + m[2] * pz + m[3]) * this.#density + this.#camera.cx;
    const v = (m[4] * px + m[5] * py + m[6] * pz + m[7]) * this.#density + this.#camera.cy;
    if (!(u >= 1 && v >= 1 && u < size - 2 && v < size - 2)) return 1;
    const w = m[8] * px + m[9] * py + m[10] * pz + m[11];
    const { depth } = this.#buffer;
    const widest = Math.max(1.5, softness * 0.25 * this.#density);
    let blockers = 0;
    let blockerDepth = 0;
    const searches = 10;
    const c0 = Math.cos(turn);
    const s0 = Math.sin(turn);
    for (let k = 0; k < searches; k++) {
      const r = widest * SPIRAL_RADIUS[k];
      const dx = r * (SPIRAL_X[k] * c0 - SPIRAL_Y[k] * s0);
      const dy = r * (SPIRAL_X[k] * s0 + SPIRAL_Y[k] * c0);
      const x = Math.round(u + dx);
      const y = Math.round(v + dy);
      if (x < 0 || y < 0 || x >= size || y >= size) continue;
      const d = depth[y * size + x];
      // The further off, the more a slanted receiver's own surface comes near the light.
      if (d > 0 && d < w - bias - (r / this.#density) * 0.5) {
        blockers++;
        blockerDepth += d;
      }
    }
    if (blockers === 0) return this.visibility(px, py, pz, bias);
    const gap = w - blockerDepth / blockers;
    const radius = Math.min(widest, Math.max(0.75, softness * gap * this.#density));
    let lit = 0;
    const scale = Math.sqrt(searches / taps);
    for (let k = 0; k < taps; k++) {
      const r = radius * Math.min(1, SPIRAL_RADIUS[k] * scale);
      const dx = r * (SPIRAL_X[k] * c0 - SPIRAL_Y[k] * s0);
      const dy = r * (SPIRAL_X[k] * s0 + SPIRAL_Y[k] * c0);
      const x = Math.round(u + dx);
      const y = Math.round(v + dy);
      if (x < 0 || y < 0 || x >= size || y >= size) {
        lit++;
        continue;
      }
      const d = depth[y * size + x];
      if (!(d > 0 && d < w - bias - (r / this.#density) * 0.3)) lit++;
    }
    return lit / taps;
  }
}

const SPIRAL = 48;
const GOLDEN = Math.PI * (3 - Math.sqrt(5));
const SPIRAL_X = Float64Array.from({ length: SPIRAL }, (_, k) => Math.cos(k * GOLDEN));
const SPIRAL_Y = Float64Array.from({ length: SPIRAL }, (_, k) => Math.sin(k * GOLDEN));
/** Reaches 1 at the tenth sample; longer spirals are scaled down. */
const SPIRAL_RADIUS = Float64Array.from({ length: SPIRAL }, (_, k) => Math.sqrt((k + 0.5) / 10));

function cross(a: readonly number[], b: readonly number[]): number[] {
  return [a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]];
}

function unit(v: number[]): number[] {
  const length = Math.hypot(...v);
  return v.map((x) => x / length);
}
