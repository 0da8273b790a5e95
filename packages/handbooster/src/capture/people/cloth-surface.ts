import { smoothNoise } from '../surfaces/noise.js';
import { type Pattern, patternColor } from '../surfaces/pattern.js';
import type { LightPoints, Surface, SurfacePoint } from '../surfaces/surface.js';

/** How far folds turn the normal. */
const FOLD = 0.35;
/** Numbers kept a point: colour, and how the folds turn the normal. */
const KEPT = 5;
/** Points along each side of a block of them; blocks are made when first seen. */
const BLOCK = 32;

/**
 * Cloth round a tube (see `tubeMesh`): a pattern laid round and along it, and folds in the shading. Both
 * belong to the cloth and not to the moment: they are worked out at the points of a grid when first seen, and
 * kept.
 */
export class ClothSurface implements Surface {
  readonly #pattern: Pattern;
  readonly #steps: number;
  readonly #around: number;
  readonly #gloss: number;
  readonly #step: number;
  readonly #paint = new Float64Array(3);
  readonly lightPoints: LightPoints = {
    corners: new Uint32Array(0),
    vertices: null,
    normals: new Float32Array(0),
    wide: null,
    creep: 0,
  };
  #along: ArrayLike<number> = [];
  /** By the place of a block in the grid. */
  readonly #blocks = new Map<number, Float32Array>();
  #block: Float32Array = new Float32Array(0);
  #blockAt = Number.NaN;

  /**
   * @param steps directions of the tube's rings
   * @param around metres of cloth round the tube
   * @param step metres between the points at which paint and folds are worked out, and what a pixel is taken
   * to cover there
   */
  constructor(pattern: Pattern, steps: number, around: number, step: number, gloss = 0) {
    this.#pattern = pattern;
    this.#steps = steps;
    this.#around = around;
    this.#step = step;
    this.#gloss = gloss;
  }

  /** The tube at this moment: its faces, unit normals (V, 3) and how far along it each ring is, metres. */
  setTube(faces: Uint32Array, normals: Float32Array, along: ArrayLike<number>): void {
    this.lightPoints.corners = faces;
    this.lightPoints.normals = normals;
    this.#along = along;
  }

  at(face: number, out: SurfacePoint): void {
    const { a, b } = out;
    const c = 1 - a - b;
    const { corners, normals: n } = this.lightPoints;
    const p = corners[face * 3] * 3;
    const q = corners[face * 3 + 1] * 3;
    const r = corners[face * 3 + 2] * 3;
    const quad = face >> 1;
    const ring = Math.floor(quad / this.#steps);
    const first = quad % this.#steps;
    const odd = (face & 1) === 1;
    // Corners of a quad's two faces: (ring, k) (ring, k+1) (ring+1, k+1) and (ring, k) (ring+1, k+1) (ring+1,
    // k).
    const turn = first + (odd ? b : b + c);
    const ahead = odd ? b + c : c;
    const last = this.#along.length - 1;
    const from = this.#along[Math.min(ring, last)];
    const to = this.#along[Math.min(ring + 1, last)];
    const u = (turn / this.#steps) * this.#around;
    const v = from + (to - from) * ahead;
    const at = this.#pointAt(Math.floor(u / this.#step), Math.floor(v / this.#step));
    const kept = this.#block;
    out.red = kept[at];
    out.green = kept[at + 1];
    out.blue = kept[at + 2];
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
      const bend = kept[at + 3];
      const bend2 = kept[at + 4];
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

  /** Where in `#block`, which becomes that of the point, its numbers begin. */
  #pointAt(column: number, row: number): number {
    const across = Math.floor(column / BLOCK);
    const down = Math.floor(row / BLOCK);
    const block = down * 0x10000 + across;
    if (block !== this.#blockAt) {
      const known = this.#blocks.get(block) ?? new Float32Array(BLOCK * BLOCK * KEPT).fill(Number.NaN);
      this.#blocks.set(block, known);
      this.#block = known;
      this.#blockAt = block;
    }
    const at = ((row - down * BLOCK) * BLOCK + column - across * BLOCK) * KEPT;
    if (Number.isNaN(this.#block[at])) this.#work(column, row, at);
    return at;
  }

  #work(column: number, row: number, at: number): void {
    const u = (column + 0.5) * this.#step;
    const v = (row + 0.5) * this.#step;
    const kept = this.#block;
    patternColor(this.#pattern, u, v, this.#step, this.#paint);
    kept.set(this.#paint, at);
    const { seed } = this.#pattern;
    kept[at + 3] = smoothNoise(u * 28, v * 40, 0, seed + 3);
    kept[at + 4] = smoothNoise(u * 28 + 9, v * 40, 5, seed + 4);
  }
}
