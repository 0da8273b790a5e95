import type { Mesh } from '../geometry/mesh.js';
import type { GBuffer } from './g-buffer.js';
import { faceEnds } from './resolve-pixels.js';

/**
 * The distinct faces seen in each pixel of a supersampled picture, so that each is shaded once however many of the
 * samples it covers (multisampling). In order of pixels.
 */
export class Fragments {
  count = 0;
  /** Index of the pixel, y width + x, in the picture at its final size. */
  pixel = new Int32Array(0);
  mesh = new Int16Array(0);
  face = new Int32Array(0);
  /** The share of the pixel that it covers, 0 ... 1. */
  coverage = new Float32Array(0);
  /** Weights of the first two corners at the middle of the covered samples, perspective-correct; (N, 2). */
  barycentric = new Float32Array(0);
  /** Metres along the camera's z axis at that place. */
  depth = new Float32Array(0);

  reserve(count: number): void {
    if (this.pixel.length >= count) return;
    this.pixel = new Int32Array(count);
    this.mesh = new Int16Array(count);
    this.face = new Int32Array(count);
    this.coverage = new Float32Array(count);
    this.barycentric = new Float32Array(count * 2);
    this.depth = new Float32Array(count);
  }
}

/**
 * Collects fragments from a picture drawn by `rasterise` (perspective) with `supersampledCamera(camera, factor)`.
 *
 * @param meshes the drawn meshes
 * @param out used again where given
 */
export function collectFragments(
  buffer: GBuffer,
  meshes: readonly Mesh[],
  factor: number,
  out: Fragments = new Fragments(),
): Fragments {
  const width = buffer.width / factor;
  const height = buffer.height / factor;
  const samples = factor * factor;
  out.reserve(buffer.width * buffer.height);
  const { pixel, mesh, face, coverage, barycentric, depth } = out;
  const { id: idOf, homogeneous: H } = buffer;
  const ends = faceEnds(meshes);
  const starts = new Int32Array(meshes.length);
  for (let m = 1; m < meshes.length; m++) starts[m] = starts[m - 1] + meshes[m - 1].vertices.length / 3;
  const faceLists = meshes.map(({ faces }) => faces);
  const offsets = new Int32Array(samples);
  for (let s = 0; s < samples; s++) offsets[s] = Math.floor(s / factor) * buffer.width + (s % factor);
  const done = new Uint8Array(samples);
  let n = 0;
  for (let y = 0, p = 0; y < height; y++) {
    for (let x = 0; x < width; x++, p++) {
      const first = y * factor * buffer.width + x * factor;
      const id0 = idOf[first];
      let same = 1;
      while (same < samples && idOf[first + offsets[same]] === id0) same++;
      const whole = same === samples;
      if (whole && id0 < 0) continue;
      if (!whole) done.fill(0);
      for (let s = 0; s < samples; s++) {
        let id = id0;
        let covered = samples;
        let sumX = (samples * (factor - 1)) / 2;
        let sumY = sumX;
        if (!whole) {
          id = idOf[first + offsets[s]];
          if (id < 0 || done[s] === 1) continue;
          covered = 1;
          sumX = s % factor;
          sumY = (s - sumX) / factor;
          for (let o = s + 1; o < samples; o++) {
            if (idOf[first + offsets[o]] !== id) continue;
            done[o] = 1;
            covered++;
            const ox = o % factor;
            sumX += ox;
            sumY += (o - ox) / factor;
          }
        }
        const u = x * factor + sumX / covered;
        const v = y * factor + sumY / covered;
        let m = 0;
        while (id >= ends[m]) m++;
        const f = m === 0 ? id : id - ends[m - 1];
        const faces = faceLists[m];
        const a = (starts[m] + faces[f * 3]) * 3;
        const b = (starts[m] + faces[f * 3 + 1]) * 3;
        const c = (starts[m] + faces[f * 3 + 2]) * 3;
        const ax = H[a];
        const ay = H[a + 1];
        const az = H[a + 2];
        const bx = H[b];
        const by = H[b + 1];
        const bz = H[b + 2];
        const cx = H[c];
        const cy = H[c + 1];
        const cz = H[c + 2];
        const e0 = (by * cz - bz * cy) * u + (bz * cx - bx * cz) * v + (bx * cy - by * cx);
        const e1 = (cy * az - cz * ay) * u + (cz * ax - cx * az) * v + (cx * ay - cy * ax);
        const e2 = (ay * bz - az * by) * u + (az * bx - ax * bz) * v + (ax * by - ay * bx);
        const inverse = 1 / (e0 + e1 + e2);
        pixel[n] = p;
        mesh[n] = m;
        face[n] = f;
        coverage[n] = covered / samples;
        barycentric[n * 2] = e0 * inverse;
        barycentric[n * 2 + 1] = e1 * inverse;
        depth[n] = (e0 * az + e1 * bz + e2 * cz) * inverse;
        n++;
        if (whole) break;
      }
    }
  }
  out.count = n;
  return out;
}
