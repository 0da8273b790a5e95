import { Random } from '@handbooster/torch/random';
import type { Mesh } from '../../geometry/mesh/mesh.js';
import { faceCrossProducts } from '../../geometry/mesh/normals.js';
import type { ObjectModel, Texture } from '../../objects/object-model.js';
import { LINEAR_OF_BYTE } from './color.js';
import { cornerPoints } from './corner-points.js';
import { smoothNoise } from './noise.js';
import type { LightPoints, Surface, SurfacePoint } from './surface.js';

/** Faces that meet at less than this angle are shaded as one smooth surface. */
const CREASE = (42 * Math.PI) / 180;

/** An object's texture or colour, with smooth shading between faces that bend little. */
export class ObjectSurface implements Surface {
  readonly #model: ObjectModel;
  readonly lightPoints: LightPoints;
  /** (3) linear. */
  readonly #plain: readonly number[];
  readonly #reflectance: number;
  readonly #roughness: number;

  constructor(model: ObjectModel) {
    this.#model = model;
    this.lightPoints = cornerPoints(model, cornerNormals(model, CREASE));
    this.#plain = model.color.map(linear);
    const random = new Random('object-surface', model.name);
    this.#reflectance = random.uniform(0.03, 0.06);
    this.#roughness = random.uniform(0.28, 0.6);
  }

  at(face: number, out: SurfacePoint): void {
    const { a, b, footprint } = out;
    const c = 1 - a - b;
    const { corners, normals: n } = this.lightPoints;
    const i = corners[face * 3] * 3;
    const j = corners[face * 3 + 1] * 3;
    const l = corners[face * 3 + 2] * 3;
    const x = n[i] * a + n[j] * b + n[l] * c;
    const y = n[i + 1] * a + n[j + 1] * b + n[l + 1] * c;
    const z = n[i + 2] * a + n[j + 2] * b + n[l + 2] * c;
    const length = Math.sqrt(x * x + y * y + z * z) || 1;
    out.nx = x / length;
    out.ny = y / length;
    out.nz = z / length;
    out.tx = out.ty = out.tz = 0;
    const { uvs, texture, vertices, faces } = this.#model;
    if (uvs !== null && texture !== null) {
      const k = face * 6;
      const u = uvs[k] * a + uvs[k + 2] * b + uvs[k + 4] * c;
      const v = uvs[k + 1] * a + uvs[k + 3] * b + uvs[k + 5] * c;
      sampleTexture(texture, u, v, out);
    } else {
      // A bare material gets the faint unevenness of anything that is handled.
      const p = faces[face * 3] * 3;
      const q = faces[face * 3 + 1] * 3;
      const r = faces[face * 3 + 2] * 3;
      const px = vertices[p] * a + vertices[q] * b + vertices[r] * c;
      const py = vertices[p + 1] * a + vertices[q + 1] * b + vertices[r + 1] * c;
      const pz = vertices[p + 2] * a + vertices[q + 2] * b + vertices[r + 2] * c;
      const shade = 1 + 0.08 * smoothNoise(px * 60, py * 60, pz * 60, 17);
      out.red = this.#plain[0] * shade;
      out.green = this.#plain[1] * shade;
      out.blue = this.#plain[2] * shade;
    }
    out.reflectance = this.#reflectance;
    out.roughness = this.#roughness + Math.min(0.2, footprint * 20);
    out.creep = 0;
  }
}

const linear = (value: number) => LINEAR_OF_BYTE[Math.max(0, Math.min(255, Math.round(value * 255)))];

function sampleTexture(texture: Texture, u: number, v: number, out: SurfacePoint): void {
  const { width, height, pixels } = texture;
  const x = (u - Math.floor(u)) * width - 0.5;
  const y = (1 - (v - Math.floor(v))) * height - 0.5;
  const ix = Math.floor(x);
  const iy = Math.floor(y);
  const fx = x - ix;
  const fy = y - iy;
  const x0 = ix < 0 ? width - 1 : ix;
  const x1 = ix + 1 >= width ? 0 : ix + 1;
  const y0 = (iy < 0 ? 0 : iy >= height ? height - 1 : iy) * width;
  const y1 = (iy + 1 >= height ? height - 1 : iy + 1) * width;
  const p = (y0 + x0) * 3;
  const q = (y0 + x1) * 3;
  const r = (y1 + x0) * 3;
  const s = (y1 + x1) * 3;
  const wp = (1 - fx) * (1 - fy);
  const wq = fx * (1 - fy);
  const wr = (1 - fx) * fy;
  const ws = fx * fy;
  const L = LINEAR_OF_BYTE;
  out.red = L[pixels[p]] * wp + L[pixels[q]] * wq + L[pixels[r]] * wr + L[pixels[s]] * ws;
  out.green = L[pixels[p + 1]] * wp + L[pixels[q + 1]] * wq + L[pixels[r + 1]] * wr + L[pixels[s + 1]] * ws;
  out.blue = L[pixels[p + 2]] * wp + L[pixels[q + 2]] * wq + L[pixels[r + 2]] * wr + L[pixels[s + 2]] * ws;
}

/**
 * Unit normals (F, 3, 3) of the corners of each face: the area-weighted mean over the faces around the
 * corner's place that bend less than `crease` radians from it. Corners at the same place count as one,
 * whatever their index.
 */
export function cornerNormals(mesh: Mesh, crease: number): Float32Array {
  const cross = faceCrossProducts(mesh);
  const count = mesh.faces.length / 3;
  const places = new Map<string, number[]>();
  const keys: string[] = new Array(mesh.vertices.length / 3);
  for (let v = 0; v < keys.length; v++) {
    keys[v] = `${mesh.vertices[v * 3]} ${mesh.vertices[v * 3 + 1]} ${mesh.vertices[v * 3 + 2]}`;
  }
  for (let f = 0; f < count; f++) {
    for (let k = 0; k < 3; k++) {
      const key = keys[mesh.faces[f * 3 + k]];
      const list = places.get(key);
      if (list) list.push(f);
      else places.set(key, [f]);
    }
  }
  const lengths = new Float64Array(count);
  for (let f = 0; f < count; f++) lengths[f] = Math.hypot(cross[f * 3], cross[f * 3 + 1], cross[f * 3 + 2]);
  const limit = Math.cos(crease);
  const out = new Float32Array(count * 9);
  for (let f = 0; f < count; f++) {
    for (let k = 0; k < 3; k++) {
      let x = 0;
      let y = 0;
      let z = 0;
      for (const g of places.get(keys[mesh.faces[f * 3 + k]]) as number[]) {
        const dot =
          cross[f * 3] * cross[g * 3] +
          cross[f * 3 + 1] * cross[g * 3 + 1] +
          cross[f * 3 + 2] * cross[g * 3 + 2];
        if (g !== f && dot < limit * lengths[f] * lengths[g]) continue;
        x += cross[g * 3];
        y += cross[g * 3 + 1];
        z += cross[g * 3 + 2];
      }
      const length = Math.hypot(x, y, z) || 1;
      out[f * 9 + k * 3] = x / length;
      out[f * 9 + k * 3 + 1] = y / length;
      out[f * 9 + k * 3 + 2] = z / length;
    }
  }
  return out;
}
