import type { Camera } from '../../geometry/camera.js';
import type { Mesh } from '../../geometry/mesh/mesh.js';
import { GBuffer } from './g-buffer.js';
import { resolvePixels } from './resolve-pixels.js';

export interface RasteriseOptions {
  /**
   * Nothing nearer than this many metres is drawn. Perspective: above 0. Orthographic: any, default
   * -Infinity.
   */
  near?: number;
  /**
   * `back` leaves out faces seen from behind (right for closed meshes); one for all meshes, or one for each.
   */
  cull?: Culling | readonly Culling[];
  /**
   * `orthographic`: u = fx x + cx, v = fy y + cy, with fx and fy in pixels per metre (for shadow maps).
   */
  projection?: 'perspective' | 'orthographic';
  /** Drawn into, and returned; a new one by default. */
  buffer?: GBuffer;
  /** `false` sets only the buffer's `id` and leaves depth, mesh, face and weights as they were. */
  attributes?: boolean;
  /**
   * (H, W) nearness (`GBuffer.nearness`) of what was drawn before, with the same camera: only what is nearer
   * is drawn over it. Pixels where it stays have no id. Default: nothing.
   */
  behind?: Float32Array | null;
  /** `false` skips `barycentric` where only depth, mesh and face are wanted. */
  barycentric?: boolean;
}

export type Culling = 'none' | 'back';

export const RASTERISE_DEFAULTS = {
  near: 0.01,
  cull: 'none',
  projection: 'perspective',
  attributes: true,
  barycentric: true,
} as const;

/**
 * Draws triangle meshes with a z-buffer.
 *
 * @param meshes vertices (V, 3) in the camera's frame, metres (x right, y down, z forward)
 * @param camera pinhole camera; gives the picture's size
 * @returns depth, mesh, face and barycentric weights at each pixel's centre
 *
 * Homogeneous rasterisation (Olano and Greer, "Triangle scan conversion using 2D homogeneous coordinates",
 * 1997): with h_i = K p_i, the weight of corner i at pixel (u, v) is (h_j x h_k) . (u, v, 1) / det up to a
 * common factor 1 / depth, so a face that crosses the near plane needs no clipping into pieces. Edges count
 * as inside both faces that share them, so closed surfaces have no cracks. Everything is evaluated at the
 * pixel and nothing is accumulated along a row, so the result does not depend on where a bounding box begins.
 * At equal depth the earlier face wins.
 */
export function rasterise(meshes: readonly Mesh[], camera: Camera, options: RasteriseOptions = {}): GBuffer {
  const projection = options.projection ?? RASTERISE_DEFAULTS.projection;
  const orthographic = projection === 'orthographic';
  const near = options.near ?? (orthographic ? Number.NEGATIVE_INFINITY : RASTERISE_DEFAULTS.near);
  const cull = options.cull ?? RASTERISE_DEFAULTS.cull;
  if (!orthographic && !(near > 0)) {
    throw new RangeError(`rasterise: near is ${near}, expected metres above 0`);
  }
  if (!(camera.fx > 0) || !(camera.fy > 0)) {
    throw new RangeError(`rasterise: focal lengths are ${camera.fx}, ${camera.fy}, expected above 0`);
  }
  if (meshes.length > 32767) throw new RangeError(`rasterise: ${meshes.length} meshes, at most 32767`);
  const buffer = options.buffer ?? new GBuffer();
  buffer.resize(camera.width, camera.height);
  if (options.behind) buffer.nearness.set(options.behind);
  else buffer.nearness.fill(orthographic ? Number.NEGATIVE_INFINITY : 0);
  buffer.id.fill(-1);
  buffer.bounds.set([buffer.width, -1, buffer.height, -1]);
  let total = 0;
  for (const mesh of meshes) total += mesh.vertices.length / 3;
  buffer.reserveVertices(total);

  let first = 0;
  let firstFace = 0;
  for (let m = 0; m < meshes.length; m++) {
    const culling = typeof cull === 'string' ? cull : (cull[m] ?? 'none');
    project(meshes[m].vertices, camera, orthographic, first, buffer);
    drawFaces(meshes[m], firstFace, first, culling === 'back', near, orthographic, buffer);
    first += meshes[m].vertices.length / 3;
    firstFace += meshes[m].faces.length / 3;
  }
  if (options.attributes ?? RASTERISE_DEFAULTS.attributes) {
    resolvePixels(meshes, orthographic, options.barycentric ?? RASTERISE_DEFAULTS.barycentric, buffer);
  }
  return buffer;
}

/** Homogeneous pixel coordinates K p, and pixels. */
function project(
  vertices: Float32Array,
  camera: Camera,
  orthographic: boolean,
  first: number,
  buffer: GBuffer,
): void {
  const { fx, fy, cx, cy } = camera;
  const { homogeneous, projected } = buffer;
  const count = vertices.length / 3;
  let h = first * 3;
  let p = first * 2;
  for (let i = 0, v = 0; i < count; i++, v += 3, h += 3, p += 2) {
    const z = vertices[v + 2];
    const w = orthographic ? 1 : z;
    const x = fx * vertices[v] + cx * w;
    const y = fy * vertices[v + 1] + cy * w;
    homogeneous[h] = x;
    homogeneous[h + 1] = y;
    homogeneous[h + 2] = w;
    projected[p] = x / w;
    projected[p + 1] = y / w;
  }
}

/** Bounding boxes are grown by this many pixels, far above the rounding of a projection. */
const SLACK = 1e-6;
/** Past every picture. */
const FAR = 1e9;

function drawFaces(
  mesh: Mesh,
  firstFace: number,
  first: number,
  cullBack: boolean,
  near: number,
  orthographic: boolean,
  buffer: GBuffer,
): void {
  const { faces, vertices } = mesh;
  const { homogeneous: H, projected: P, nearness, id, width, height } = buffer;
  const greatest = orthographic ? -near : 1 / near;
  const clipped = new Float64Array(4);
  let [leftmost, rightmost, topmost, lowest] = buffer.bounds;
  const faceCount = faces.length / 3;
  for (let f = 0, c = 0; f < faceCount; f++, c += 3) {
    const i0 = first + faces[c];
    const i1 = first + faces[c + 1];
    const i2 = first + faces[c + 2];
    const a = i0 * 3;
    const b = i1 * 3;
    const d = i2 * 3;
    const w0 = H[a + 2];
    const w1 = H[b + 2];
    const w2 = H[d + 2];
    let limited = orthographic && greatest < Number.POSITIVE_INFINITY;
    let lowX: number;
    let highX: number;
    let lowY: number;
    let highY: number;
    if (orthographic || (w0 >= near && w1 >= near && w2 >= near)) {
      const u0 = P[i0 * 2];
      const u1 = P[i1 * 2];
      const u2 = P[i2 * 2];
      const v0 = P[i0 * 2 + 1];
      const v1 = P[i1 * 2 + 1];
      const v2 = P[i2 * 2 + 1];
      // Faces plainly turned away are left out early; the determinant below decides on those seen from the
      // side.
      if (cullBack && (u1 - u0) * (v2 - v0) - (u2 - u0) * (v1 - v0) > 1e-6) continue;
      lowX = Math.min(u0, u1, u2);
      highX = Math.max(u0, u1, u2);
      lowY = Math.min(v0, v1, v2);
      highY = Math.max(v0, v1, v2);
    } else if (w0 >= near || w1 >= near || w2 >= near) {
      limited = true;
      boundsInFront(H, a, b, d, near, clipped);
      lowX = clipped[0];
      highX = clipped[1];
      lowY = clipped[2];
      highY = clipped[3];
    } else {
      continue;
    }
    // False for NaN, too.
    const inPicture = highX + SLACK >= 0 && lowX - SLACK <= width - 1;
    if (!(inPicture && highY + SLACK >= 0 && lowY - SLACK <= height - 1)) continue;
    const x0 = lowX - SLACK <= 0 ? 0 : Math.ceil(lowX - SLACK) | 0;
    const x1 = highX + SLACK >= width - 1 ? width - 1 : Math.floor(highX + SLACK) | 0;
    const y0 = lowY - SLACK <= 0 ? 0 : Math.ceil(lowY - SLACK) | 0;
    const y1 = highY + SLACK >= height - 1 ? height - 1 : Math.floor(highY + SLACK) | 0;
    if (x0 > x1 || y0 > y1) continue;

    const ax = H[a];
    const ay = H[a + 1];
    const bx = H[b];
    const by = H[b + 1];
    const dx = H[d];
    const dy = H[d + 1];
    let A0 = by * w2 - w1 * dy;
    let B0 = w1 * dx - bx * w2;
    let C0 = bx * dy - by * dx;
    const determinant = ax * A0 + ay * B0 + w0 * C0;
    // The camera is in front of a face when the determinant is negative.
    if (determinant === 0 || (cullBack && determinant > 0)) continue;
    let A1 = dy * w0 - w2 * ay;
    let B1 = w2 * ax - dx * w0;
    let C1 = dx * ay - dy * ax;
    let A2 = ay * w1 - w0 * by;
    let B2 = w0 * bx - ax * w1;
    let C2 = ax * by - ay * bx;
    let KA: number;
    let KB: number;
    let KC: number;
    if (orthographic) {
      const z0 = -vertices[faces[c] * 3 + 2] / determinant;
      const z1 = -vertices[faces[c + 1] * 3 + 2] / determinant;
      const z2 = -vertices[faces[c + 2] * 3 + 2] / determinant;
      KA = A0 * z0 + A1 * z1 + A2 * z2;
      KB = B0 * z0 + B1 * z1 + B2 * z2;
      KC = C0 * z0 + C1 * z1 + C2 * z2;
    } else {
      const inverse = 1 / determinant;
      KA = (A0 + A1 + A2) * inverse;
      KB = (B0 + B1 + B2) * inverse;
      KC = (C0 + C1 + C2) * inverse;
    }
    if (determinant < 0) {
      A0 = -A0;
      B0 = -B0;
      C0 = -C0;
      A1 = -A1;
      B1 = -B1;
      C1 = -C1;
      A2 = -A2;
      B2 = -B2;
      C2 = -C2;
    }
    if (x0 < leftmost) leftmost = x0;
    if (x1 > rightmost) rightmost = x1;
    if (y0 < topmost) topmost = y0;
    if (y1 > lowest) lowest = y1;
    // A pixel on an edge belongs to both faces: the tolerance is the rounding of the lines above and below,
    // so that a pixel's centre that falls on an edge or a corner is never lost between faces (about 1e-9
    // pixels wide).
    const size =
      Math.abs(ax) + Math.abs(ay) + Math.abs(bx) + Math.abs(by) + Math.abs(dx) + Math.abs(dy) + w0 + w1 + w2;
    const least = -1e-15 * size * size;
    // Each edge limits a row from the left or from the right, where it crosses it: x = P y + Q, in doubt by
    // the rounding of all this. Two of them bound a run from one side, one from the other; a level edge
    // bounds none, and three may bound from one side where a corner is behind the camera.
    const I0 = A0 === 0 ? 0 : 1 / A0;
    const I1 = A1 === 0 ? 0 : 1 / A1;
    const I2 = A2 === 0 ? 0 : 1 / A2;
    const doubt = SLACK - 16 * least * (Math.abs(I0) + Math.abs(I1) + Math.abs(I2));
    const unsure = A0 === 0 || A1 === 0 || A2 === 0 || (A0 > 0 === A1 > 0 && A0 > 0 === A2 > 0);
    let leftP = 0;
    let leftQ = -FAR;
    let leftP2 = 0;
    let leftQ2 = -FAR;
    let rightP = 0;
    let rightQ = FAR;
    let rightP2 = 0;
    let rightQ2 = FAR;
    if (A0 > 0) {
      leftP = -B0 * I0;
      leftQ = -C0 * I0;
    } else if (A0 < 0) {
      rightP = -B0 * I0;
      rightQ = -C0 * I0;
    }
    if (A1 > 0) {
      leftP2 = -B1 * I1;
      leftQ2 = -C1 * I1;
    } else if (A1 < 0) {
      rightP2 = -B1 * I1;
      rightQ2 = -C1 * I1;
    }
    if (A2 > 0) {
      if (A0 > 0) {
        leftP2 = -B2 * I2;
        leftQ2 = -C2 * I2;
      } else {
        leftP = -B2 * I2;
        leftQ = -C2 * I2;
      }
    } else if (A2 < 0) {
      if (A0 < 0) {
        rightP2 = -B2 * I2;
        rightQ2 = -C2 * I2;
      } else {
        rightP = -B2 * I2;
        rightQ = -C2 * I2;
      }
    }
    for (let y = y0; y <= y1; y++) {
      const left = Math.max(leftP * y + leftQ, leftP2 * y + leftQ2) - doubt;
      const right = Math.min(rightP * y + rightQ, rightP2 * y + rightQ2) + doubt;
      if (left > x1 || right < x0) continue;
      let x = left > x0 ? Math.ceil(left) | 0 : x0;
      let end = right < x1 ? Math.floor(right) | 0 : x1;
      if (x > end) continue;
      if (unsure || !(x - left > 2 * doubt && right - end > 2 * doubt)) {
        // A pixel's centre close to an edge: the edge functions decide. What is inside is one run of pixels
        // also for them, for rounded products and sums are still monotonous.
        const r0 = B0 * y + C0;
        const r1 = B1 * y + C1;
        const r2 = B2 * y + C2;
        while (x <= end && !(A0 * x + r0 >= least && A1 * x + r1 >= least && A2 * x + r2 >= least)) x++;
        while (x < end && !(A0 * end + r0 >= least && A1 * end + r1 >= least && A2 * end + r2 >= least))
          end--;
      }
      const rk = KB * y + KC;
      for (let i = y * width + x, last = y * width + end; i <= last; i++, x++) {
        const key = KA * x + rk;
        if (key > nearness[i] && (!limited || key <= greatest)) {
          nearness[i] = key;
          id[i] = firstFace + f;
        }
      }
    }
  }
  buffer.bounds.set([leftmost, rightmost, topmost, lowest]);
}

/** Pixel bounds of the part of a face with w >= near; out = low x, high x, low y, high y. */
function boundsInFront(
  H: Float64Array,
  a: number,
  b: number,
  d: number,
  near: number,
  out: Float64Array,
): void {
  out[0] = out[2] = Number.POSITIVE_INFINITY;
  out[1] = out[3] = Number.NEGATIVE_INFINITY;
  const corners = [a, b, d];
  for (let i = 0; i < 3; i++) {
    const p = corners[i];
    const q = corners[(i + 1) % 3];
    if (H[p + 2] >= near) grow(out, H[p] / H[p + 2], H[p + 1] / H[p + 2]);
    if (H[p + 2] >= near !== H[q + 2] >= near) {
      const t = (near - H[p + 2]) / (H[q + 2] - H[p + 2]);
      grow(out, (H[p] + t * (H[q] - H[p])) / near, (H[p + 1] + t * (H[q + 1] - H[p + 1])) / near);
    }
  }
}

function grow(bounds: Float64Array, x: number, y: number): void {
  if (x < bounds[0]) bounds[0] = x;
  if (x > bounds[1]) bounds[1] = x;
  if (y < bounds[2]) bounds[2] = y;
  if (y > bounds[3]) bounds[3] = y;
}
