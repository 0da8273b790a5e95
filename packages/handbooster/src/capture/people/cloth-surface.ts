import { smoothNoise } from '../surfaces/noise.js';
import { type Pattern, patternColor } from '../surfaces/pattern.js';
import type { LightPoints, Surface, SurfacePoint } from '../surfaces/surface.js';

/** How far folds turn the normal. */
const FOLD = 0.35;

/** Cloth round a tube (see `tubeMesh`): a pattern laid round and along it, and folds in the shading. */
export class ClothSurface implements Surface {
  readonly #pattern: Pattern;
  readonly #steps: number;
  readonly #around: number;
  readonly #gloss: number;
  readonly #paint = new Float64Array(3);
  readonly lightPoints: LightPoints = {
    corners: new Uint32Array(0),
    vertices: null,
    normals: new Float32Array(0),
    wide: null,
    creep: 0,
  };
  #along: ArrayLike<number> = [];

  /**
   * @param steps directions of the tube's rings
   * @param around metres of cloth round the tube
   */
  constructor(pattern: Pattern, steps: number, around: number, gloss = 0) {
    this.#pattern = pattern;
    this.#steps = steps;
    this.#around = around;
    this.#gloss = gloss;
  }

  /** The tube at this moment: its faces, unit normals (V, 3) and how far along it each ring is, metres. */
  setTube(faces: Uint32Array, normals: Float32Array, along: ArrayLike<number>): void {
    this.lightPoints.corners = faces;
    this.lightPoints.normals = normals;
    this.#along = along;
  }

  at(face: number, out: SurfacePoint): void {
    const { a, b, footprint } = out;
    const c = 1 - a - b;
    const { corners, normals: n } = this.lightPoints;
    const p = corners[face * 3] * 3;
    const q = corners[face * 3 + 1] * 3;
    const r = corners[face * 3 + 2] * 3;
    const quad = face >> 1;
    const ring = Math.floor(quad / this.#steps);
    const first = quad % this.#steps;
    const odd = (face & 1) === 1;
    // Corners of a quad's two faces: (ring, k) (ring, k+1) (ring+1, k+1) and (ring, k) (ring+1, k+1) (ring+1, k).
    const turn = first + (odd ? b : b + c);
    const ahead = odd ? b + c : c;
    const last = this.#along.length - 1;
    const from = this.#along[Math.min(ring, last)];
    const to = this.#along[Math.min(ring + 1, last)];
    const u = (turn / this.#steps) * this.#around;
    const v = from + (to - from) * ahead;
    patternColor(this.#pattern, u, v, footprint, this.#paint);
    out.red = this.#paint[0];
    out.green = this.#paint[1];
    out.blue = this.#paint[2];
    const x = n[p] * a + n[q] * b + n[r] * c;
    const y = n[p + 1] * a + n[q + 1] * b + n[r + 1] * c;
    const z = n[p + 2] * a + n[q + 2] * b + n[r + 2] * c;
    if (this.#gloss > 0) {
      const length = Math.sqrt(x * x + y * y + z * z) || 1;
      out.nx = x / length;
      out.ny = y / length;
      out.nz = z / length;
      out.tx = out.ty = out.tz = 0;
      out.reflectance = 0.05;
      out.roughness = 0.35;
    } else {
      const seed = this.#pattern.seed;
      const bend = smoothNoise(u * 28, v * 40, 0, seed + 3);
      const bend2 = smoothNoise(u * 28 + 9, v * 40, 5, seed + 4);
      const fx = x + FOLD * bend;
      const fy = y + FOLD * bend2;
      const fz = z + 0.5 * FOLD * (bend - bend2);
      const length = Math.sqrt(fx * fx + fy * fy + fz * fz) || 1;
      out.nx = fx / length;
      out.ny = fy / length;
      out.nz = fz / length;
      out.tx = out.nx - x;
      out.ty = out.ny - y;
      out.tz = out.nz - z;
      out.reflectance = 0.02;
      out.roughness = 0.9;
    }
    out.creep = 0;
  }
}
