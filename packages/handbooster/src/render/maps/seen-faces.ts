import type { Camera } from '../../geometry/camera.js';
import type { Mesh } from '../../geometry/mesh/mesh.js';
import { vertexNormalSums } from '../../geometry/mesh/normals.js';
import type { GBuffer } from '../raster/g-buffer.js';
import { faceEnds } from '../raster/resolve-pixels.js';
import { frontalGain, frontalGloss, shadedOffset } from './frontal-shading.js';
import type { Surface } from './surface.js';

/** Numbers of a face in `SeenFaces.values`: two cache lines. */
const STRIDE = 16;
/**
 * Smooth faces: three planes (a, b, c), with a x + b y + c at pixel (x, y) one number of the normal each, up
 * to a common factor above 0. Flat faces: their colour in the normal map.
 */
export const NORMAL = 0;
/** Faces with one colour: it. */
export const COLOR = 9;
/** Printed faces: how they are lit, texels of a pixel at one metre, and planes of u / z, v / z and 1 / z. */
export const GAIN = 3;
export const GLOSS = 4;
export const TEXELS = 5;
export const U = 6;
export const V = 9;
export const NEARNESS = 12;
/** Index of the surface. */
export const SURFACE = 15;

/** Kinds of faces, to be added up: with an interpolated normal; lit at each pixel; with a texture. */
export const SMOOTH = 1;
export const LIT = 2;
export const PRINTED = 4;

export function kindOf({ smooth, print, flat }: Surface): number {
  if (flat !== null) return smooth ? SMOOTH : 0;
  return smooth ? SMOOTH | LIT : print !== null ? PRINTED : 0;
}

/** What is the same all over a face, computed once for each face of which something is seen. */
export class SeenFaces {
  /** Where the numbers of a face begin in `values`, by its number among all faces; -1 until it is added. */
  start = new Int32Array(0);
  values = new Float64Array(0);
  #used = 0;
  #surfaces: readonly Surface[] = [];
  #ends: Int32Array = new Int32Array(0);
  #firstVertex: number[] = [];
  #normals: (Float64Array | null)[] = [];
  #homogeneous: Float64Array = new Float64Array(0);
  #fx = 1;
  #fy = 1;
  #cx = 0;
  #cy = 0;
  #area = 1;

  /**
   * Forgets all faces and begins another picture.
   *
   * @param buffer it, supersampled: planes are functions of its pixels
   * @param camera at the final size
   */
  open(buffer: GBuffer, surfaces: readonly Surface[], camera: Camera): void {
    const meshes = surfaces.map(({ mesh }) => mesh);
    this.#surfaces = surfaces;
    this.#ends = faceEnds(meshes);
    const total = this.#ends.length === 0 ? 0 : this.#ends[this.#ends.length - 1];
    if (this.start.length < total) this.start = new Int32Array(total);
    this.start.fill(-1, 0, total);
    this.#used = 0;
    this.#normals = surfaces.map(({ mesh, smooth }, m) =>
      smooth ? unitNormals(mesh, this.#normals[m]) : null,
    );
    this.#firstVertex = [];
    for (let m = 0, first = 0; m < meshes.length; m++) {
      this.#firstVertex.push(first);
      first += meshes[m].vertices.length / 3;
    }
    this.#homogeneous = buffer.homogeneous;
    const samples = buffer.width / camera.width;
    this.#fx = camera.fx * samples;
    this.#fy = camera.fy * samples;
    this.#cx = (camera.cx + 0.5) * samples - 0.5;
    this.#cy = (camera.cy + 0.5) * samples - 0.5;
    this.#area = 1 / (camera.fx * camera.fy);
  }

  /** Adds a face. @returns where its numbers begin */
  add(id: number): number {
    const at = this.#used;
    this.#used += STRIDE;
    if (this.values.length < this.#used) {
      const grown = new Float64Array(Math.max(2048 * STRIDE, 2 * this.#used));
      grown.set(this.values);
      this.values = grown;
    }
    this.start[id] = at;
    let m = 0;
    while (id >= this.#ends[m]) m++;
    const face = m === 0 ? id : id - this.#ends[m - 1];
    const surface = this.#surfaces[m];
    const normals = this.#normals[m];
    this.values[at + SURFACE] = m;
    if (normals) this.#addSmooth(at, surface, face, this.#firstVertex[m], normals);
    else this.#addFlat(at, surface, face, this.#firstVertex[m]);
    return at;
  }

  #addSmooth(at: number, surface: Surface, face: number, firstVertex: number, normals: Float64Array): void {
    const { faces } = surface.mesh;
    const values = this.values;
    const H = this.#homogeneous;
    const corners = [faces[face * 3], faces[face * 3 + 1], faces[face * 3 + 2]];
    values.fill(0, at + NORMAL, at + NORMAL + 9);
    let determinant = 0;
    for (let corner = 0; corner < 3; corner++) {
      const i = corners[corner];
      const a = (firstVertex + i) * 3;
      const b = (firstVertex + corners[(corner + 1) % 3]) * 3;
      const c = (firstVertex + corners[(corner + 2) % 3]) * 3;
      // The weight of this corner, as a plane, with the formulas of `rasterise`.
      const A = H[b + 1] * H[c + 2] - H[b + 2] * H[c + 1];
      const B = H[b + 2] * H[c] - H[b] * H[c + 2];
      const C = H[b] * H[c + 1] - H[b + 1] * H[c];
      determinant = H[a] * A + H[a + 1] * B + H[a + 2] * C;
      for (let n = 0; n < 3; n++) {
        values[at + NORMAL + 3 * n] += A * normals[i * 3 + n];
        values[at + NORMAL + 3 * n + 1] += B * normals[i * 3 + n];
        values[at + NORMAL + 3 * n + 2] += C * normals[i * 3 + n];
      }
    }
    if (determinant < 0) for (let n = at + NORMAL; n < at + NORMAL + 9; n++) values[n] = -values[n];
    if (surface.flat) {
      const color = surface.flat(face);
      for (let n = 0; n < 3; n++) values[at + COLOR + n] = color[n];
    }
  }

  #addFlat(at: number, surface: Surface, face: number, firstVertex: number): void {
    const { faces } = surface.mesh;
    const values = this.values;
    const H = this.#homogeneous;
    const i = (firstVertex + faces[face * 3]) * 3;
    const j = (firstVertex + faces[face * 3 + 1]) * 3;
    const k = (firstVertex + faces[face * 3 + 2]) * 3;
    // The weights of the corners divided by depth, as planes, with the formulas of `rasterise`.
    const ax = H[i];
    const ay = H[i + 1];
    const aw = H[i + 2];
    const bx = H[j];
    const by = H[j + 1];
    const bw = H[j + 2];
    const cx = H[k];
    const cy = H[k + 1];
    const cw = H[k + 2];
    let A0 = by * cw - bw * cy;
    let B0 = bw * cx - bx * cw;
    let C0 = bx * cy - by * cx;
    const inverse = 1 / (ax * A0 + ay * B0 + aw * C0);
    A0 *= inverse;
    B0 *= inverse;
    C0 *= inverse;
    const A1 = (cy * aw - cw * ay) * inverse;
    const B1 = (cw * ax - cx * aw) * inverse;
    const C1 = (cx * ay - cy * ax) * inverse;
    const A2 = (ay * bw - aw * by) * inverse;
    const B2 = (aw * bx - ax * bw) * inverse;
    const C2 = (ax * by - ay * bx) * inverse;
    // 1 / z = a x + b y + c at pixel (x, y); in the camera's axes that is the plane n . p = 1, with n away
    // from the camera: the inside of an open mesh, seen from behind, has its normal turned to the viewer.
    const a = A0 + A1 + A2;
    const b = B0 + B1 + B2;
    const c = C0 + C1 + C2;
    const nx = a * this.#fx;
    const ny = b * this.#fy;
    const nz = a * this.#cx + b * this.#cy + c;
    const scale = 1 / Math.sqrt(nx * nx + ny * ny + nz * nz);
    values[at + NORMAL] = 127.5 - 127.5 * nx * scale;
    values[at + NORMAL + 1] = 127.5 + 127.5 * ny * scale;
    values[at + NORMAL + 2] = 127.5 + 127.5 * nz * scale;
    const cosine = Math.abs(nz * scale);
    const { print, flat, shaded } = surface;
    if (flat) {
      const color = flat(face);
      for (let n = 0; n < 3; n++) values[at + COLOR + n] = color[n];
      return;
    }
    if (print === null) {
      const lit = shadedOffset(cosine);
      for (let n = 0; n < 3; n++) values[at + COLOR + n] = shaded[lit + n];
      return;
    }
    const { uvs, density } = print;
    const t = face * 6;
    const ua = uvs[t];
    const va = uvs[t + 1];
    const ub = uvs[t + 2];
    const vb = uvs[t + 3];
    const uc = uvs[t + 4];
    const vc = uvs[t + 5];
    values[at + GAIN] = frontalGain(cosine);
    values[at + GLOSS] = frontalGloss(cosine);
    values[at + TEXELS] = (density[face] * this.#area) / Math.max(cosine, 0.05);
    values[at + U] = A0 * ua + A1 * ub + A2 * uc;
    values[at + U + 1] = B0 * ua + B1 * ub + B2 * uc;
    values[at + U + 2] = C0 * ua + C1 * ub + C2 * uc;
    values[at + V] = A0 * va + A1 * vb + A2 * vc;
    values[at + V + 1] = B0 * va + B1 * vb + B2 * vc;
    values[at + V + 2] = C0 * va + C1 * vb + C2 * vc;
    values[at + NEARNESS] = a;
    values[at + NEARNESS + 1] = b;
    values[at + NEARNESS + 2] = c;
  }
}

/** As `vertexNormals` of geometry, into memory that is used again: (V, 3) unit vectors in float64. */
function unitNormals(mesh: Mesh, memory: Float64Array | null | undefined): Float64Array {
  const out = vertexNormalSums(mesh, memory);
  for (let i = 0; i < out.length; i += 3) {
    const length = Math.sqrt(out[i] * out[i] + out[i + 1] * out[i + 1] + out[i + 2] * out[i + 2]);
    const scale = length > 0 ? 1 / length : 0;
    out[i] *= scale;
    out[i + 1] *= scale;
    out[i + 2] *= scale;
  }
  return out;
}
