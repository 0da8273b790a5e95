import type { Mesh } from '../../geometry/mesh/mesh.js';
import { vertexNormals } from '../../geometry/mesh/normals.js';
import { type LightPoints, type Surface, SurfacePoint } from '../surfaces/surface.js';
import type { SkinPaint } from './skin-paint.js';

/** Each face is painted at the points of a triangular grid with this many steps an edge: about 1 mm apart. */
const STEPS = 7;
const POINTS = ((STEPS + 1) * (STEPS + 2)) / 2;
/** Numbers kept a point: colour, reflectance, roughness, creep. */
const KEPT = 6;

/**
 * Skin on a mesh that moves. Paint belongs to the mesh at rest; it is worked out at the points of a grid on
 * each face when first seen, and kept: later frames and cameras look it up.
 */
export class SkinSurface implements Surface {
  readonly #rest: Mesh;
  readonly #restNormals: Float32Array;
  readonly #parts: Uint8Array | null;
  readonly #paint: SkinPaint;
  readonly #kept: Float32Array;
  readonly lightPoints: LightPoints;
  readonly #painted = new SurfacePoint();

  /**
   * @param rest the mesh at rest, in the hand model's axes
   * @param parts (V) dominant joint of each vertex; null where all is wrist and forearm
   */
  constructor(rest: Mesh, parts: Uint8Array | null, paint: SkinPaint) {
    this.#rest = rest;
    this.#restNormals = vertexNormals(rest);
    this.#parts = parts;
    this.#paint = paint;
    this.lightPoints = {
      corners: rest.faces,
      vertices: null,
      normals: this.#restNormals,
      wide: null,
      creep: 1,
    };
    this.#kept = new Float32Array((rest.faces.length / 3) * POINTS * KEPT).fill(Number.NaN);
  }

  /** Unit normals (V, 3) at this moment, in the frame of the thing's surface. */
  setNormals(normals: Float32Array): void {
    this.lightPoints.normals = normals;
  }

  at(face: number, out: SurfacePoint): void {
    const { a, b } = out;
    const { faces } = this.#rest;
    const p = faces[face * 3] * 3;
    const q = faces[face * 3 + 1] * 3;
    const r = faces[face * 3 + 2] * 3;
    const c = 1 - a - b;
    const n = this.lightPoints.normals;
    const x = n[p] * a + n[q] * b + n[r] * c;
    const y = n[p + 1] * a + n[q + 1] * b + n[r + 1] * c;
    const z = n[p + 2] * a + n[q + 2] * b + n[r + 2] * c;
    const length = Math.sqrt(x * x + y * y + z * z) || 1;
    out.nx = x / length;
    out.ny = y / length;
    out.nz = z / length;
    out.tx = out.ty = out.tz = 0;
    let i = Math.round(a * STEPS);
    let j = Math.round(b * STEPS);
    i = i < 0 ? 0 : Math.min(i, STEPS);
    j = j < 0 ? 0 : Math.min(j, STEPS - i);
    const at = (face * POINTS + i * (STEPS + 1) - (i * (i - 1)) / 2 + j) * KEPT;
    const kept = this.#kept;
    if (Number.isNaN(kept[at])) {
      const painted = this.#painted;
      this.#paintPoint(face, i / STEPS, j / STEPS, painted);
      kept[at] = painted.red;
      kept[at + 1] = painted.green;
      kept[at + 2] = painted.blue;
      kept[at + 3] = painted.reflectance;
      kept[at + 4] = painted.roughness;
      kept[at + 5] = painted.creep;
    }
    // Read back even when just painted: the same rounded numbers, whoever saw the point first.
    out.red = kept[at];
    out.green = kept[at + 1];
    out.blue = kept[at + 2];
    out.reflectance = kept[at + 3];
    out.roughness = kept[at + 4];
    out.creep = kept[at + 5];
  }

  #paintPoint(face: number, a: number, b: number, out: SurfacePoint): void {
    const { faces, vertices } = this.#rest;
    const n = this.#restNormals;
    const corners = [faces[face * 3] * 3, faces[face * 3 + 1] * 3, faces[face * 3 + 2] * 3];
    const weights = [a, b, 1 - a - b];
    const mean = (array: Float32Array, k: number) =>
      array[corners[0] + k] * weights[0] +
      array[corners[1] + k] * weights[1] +
      array[corners[2] + k] * weights[2];
    const x = mean(n, 0);
    const y = mean(n, 1);
    const z = mean(n, 2);
    const length = Math.hypot(x, y, z) || 1;
    const largest = weights.indexOf(Math.max(...weights));
    this.#paint.paint(
      mean(vertices, 0),
      mean(vertices, 1),
      mean(vertices, 2),
      x / length,
      y / length,
      z / length,
      this.#parts === null ? 0 : this.#parts[corners[largest] / 3],
      out,
    );
  }
}
