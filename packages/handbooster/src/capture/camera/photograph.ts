import type { Mesh } from '../../geometry/mesh/mesh.js';
import { applyRigid } from '../../geometry/rigid-motion.js';
import { GBuffer } from '../../render/raster/g-buffer.js';
import { rasterise } from '../../render/raster/rasterise.js';
import type { RigCamera } from '../plan/camera-rig.js';
import { ambientLight, type RoomLight } from '../rooms/room-light.js';
import type { RoomView } from '../rooms/room-view.js';
import { type SceneThing, SurfacePoint } from '../surfaces/surface.js';

/** What one camera sees at one moment, before the sensor. The arrays are used again for the next picture. */
export interface Photograph {
  /** (H, W, 3) light. */
  light: Float32Array;
  /** (H, W) metres along the camera's z axis: things, table and room. */
  depth: Float32Array;
  /** (H, W) label of the thing that is seen, 0 for the room. */
  segmentation: Uint8Array;
}

/** Skin lets light creep round into the shade, red the furthest (metres do not matter at this distance). */
const CREEP = [0.42, 0.16, 0.08] as const;
const KEY_BIAS = 0.0035;
const AROUND_BIAS = 0.009;

/** Photographs scenes of one picture size; holds the working memory. */
export class Photographer {
  readonly #buffer = new GBuffer();
  #cameraMeshes: Mesh[] = [];
  #photograph: Photograph = {
    light: new Float32Array(0),
    depth: new Float32Array(0),
    segmentation: new Uint8Array(0),
  };

  /** `light` must have been updated with what throws shadows at this moment. */
  take(things: readonly SceneThing[], light: RoomLight, view: RoomView, rig: RigCamera): Photograph {
    const { camera, cameraFromTable, tableFromCamera: m } = rig;
    const count = camera.width * camera.height;
    if (this.#photograph.depth.length !== count) {
      this.#photograph = {
        light: new Float32Array(count * 3),
        depth: new Float32Array(count),
        segmentation: new Uint8Array(count),
      };
    }
    this.#cameraMeshes = things.map(({ mesh }, i) => {
      const old = this.#cameraMeshes[i]?.vertices;
      const out = old?.length === mesh.vertices.length ? old : new Float32Array(mesh.vertices.length);
      return { vertices: applyRigid(cameraFromTable, mesh.vertices, out), faces: mesh.faces };
    });
    const buffer = rasterise(this.#cameraMeshes, camera, { buffer: this.#buffer });
    const { light: out, depth, segmentation } = this.#photograph;
    const point = new SurfacePoint();
    const tableLight = new Float64Array(3);
    const shaded = new Float64Array(3);
    const shader = new PointShader(light, view.tableColor);
    for (let y = 0, i = 0; y < camera.height; y++) {
      const cy = (y - camera.cy) / camera.fy;
      for (let x = 0; x < camera.width; x++, i++) {
        const cx = (x - camera.cx) / camera.fx;
        const o = i * 3;
        const thing = buffer.mesh[i];
        if (thing < 0 || buffer.depth[i] > view.depth[i]) {
          depth[i] = view.depth[i];
          segmentation[i] = 0;
          if (view.table[i] === 0) {
            out[o] = view.color[o];
            out[o + 1] = view.color[o + 1];
            out[o + 2] = view.color[o + 2];
            continue;
          }
          const z = view.depth[i];
          const px = (m[0] * cx + m[1] * cy + m[2]) * z + m[3];
          const py = (m[4] * cx + m[5] * cy + m[6]) * z + m[7];
          light.onTable(px, py, tableLight);
          out[o] = view.color[o] * tableLight[0] + view.gloss[o];
          out[o + 1] = view.color[o + 1] * tableLight[1] + view.gloss[o + 1];
          out[o + 2] = view.color[o + 2] * tableLight[2] + view.gloss[o + 2];
          continue;
        }
        const z = buffer.depth[i];
        depth[i] = z;
        const { surface, tableFromSurface: r, label } = things[thing];
        segmentation[i] = label;
        surface.at(
          buffer.face[i],
          buffer.barycentric[i * 2],
          buffer.barycentric[i * 2 + 1],
          z / camera.fx,
          point,
        );
        const { nx, ny, nz } = point;
        point.nx = r[0] * nx + r[1] * ny + r[2] * nz;
        point.ny = r[4] * nx + r[5] * ny + r[6] * nz;
        point.nz = r[8] * nx + r[9] * ny + r[10] * nz;
        const px = (m[0] * cx + m[1] * cy + m[2]) * z + m[3];
        const py = (m[4] * cx + m[5] * cy + m[6]) * z + m[7];
        const pz = (m[8] * cx + m[9] * cy + m[10]) * z + m[11];
        // Interleaved over 4x4 pixels: the lens's blur averages the pattern out.
        const turn = ((((x & 3) * 4 + (y & 3)) * 7) % 16) * (Math.PI / 8);
        shader.shade(point, px, py, pz, m[3] - px, m[7] - py, m[11] - pz, turn, shaded);
        out[o] = shaded[0];
        out[o + 1] = shaded[1];
        out[o + 2] = shaded[2];
      }
    }
    return this.#photograph;
  }
}

/** Light that leaves a point of a thing towards the camera. */
class PointShader {
  readonly #light: RoomLight;
  readonly #tableColor: readonly number[];
  readonly #below = new Float64Array(3);
  readonly #sky = new Float64Array(3);

  constructor(light: RoomLight, tableColor: readonly number[]) {
    this.#light = light;
    this.#tableColor = tableColor;
  }

  shade(
    point: SurfacePoint,
    px: number,
    py: number,
    pz: number,
    vx: number,
    vy: number,
    vz: number,
    turn: number,
    out: Float64Array,
  ): void {
    const light = this.#light;
    const { room, directions: D, radiance: L } = light;
    const { direction: K, color: keyColor } = room.key;
    let { nx, ny, nz } = point;
    const away = 1 / Math.sqrt(vx * vx + vy * vy + vz * vz);
    const ex = vx * away;
    const ey = vy * away;
    const ez = vz * away;
    let facing = nx * ex + ny * ey + nz * ez;
    if (facing < 0.02) {
      // Interpolated normals may look away at the silhouette: bend them back.
      nx += (0.02 - facing) * ex;
      ny += (0.02 - facing) * ey;
      nz += (0.02 - facing) * ez;
      facing = 0.02;
    }
    // Points are moved off the surface, so that it does not shade itself.
    const keyCosine = nx * K[0] + ny * K[1] + nz * K[2];
    const widest = point.creep * CREEP[0];
    let visible = 0;
    if (keyCosine > -widest) {
      const lift = 0.0025;
      visible = light.keyVisibility(px + nx * lift, py + ny * lift, pz + nz * lift, KEY_BIAS, turn);
    }
    let red = 0;
    let green = 0;
    let blue = 0;
    if (visible > 0) {
      const [w0, w1, w2] = CREEP;
      const c = point.creep;
      // Light that has crept through skin comes out in the half shade, too, and there it is red.
      const edge = c > 0 ? visible ** (1 - 0.35 * c) : visible;
      red = keyColor[0] * edge * wrapped(keyCosine, w0 * c);
      green = keyColor[1] * visible * wrapped(keyCosine, w1 * c);
      blue = keyColor[2] * visible * wrapped(keyCosine, w2 * c);
    }
    const wrap = 0.25 * point.creep;
    const off = 0.004;
    let open = 0;
    let total = 0;
    for (let k = 0; k < D.length; k += 3) {
      const cosine = wrapped(nx * D[k] + ny * D[k + 1] + nz * D[k + 2], wrap);
      if (cosine <= 0) continue;
      total += cosine;
      const seen =
        cosine * light.aroundVisibility(k / 3, px + nx * off, py + ny * off, pz + nz * off, AROUND_BIAS);
      open += seen;
      red += L[k] * seen;
      green += L[k + 1] * seen;
      blue += L[k + 2] * seen;
    }
    const clear = total > 0 ? open / total : 1;
    // From below: what the table throws back.
    const under = (0.5 - 0.5 * nz) * (0.35 + 0.65 * clear);
    light.onTable(px, py, this.#below);
    const dim = 1 / (1 + 0.5 * Math.max(0, pz));
    red += this.#below[0] * this.#tableColor[0] * under * dim;
    green += this.#below[1] * this.#tableColor[1] * under * dim;
    blue += this.#below[2] * this.#tableColor[2] * under * dim;
    red *= point.red;
    green *= point.green;
    blue *= point.blue;

    const grazing = (1 - facing) ** 5;
    const fresnel = point.reflectance + (1 - point.roughness) * (1 - point.reflectance) * grazing;
    const up = 2 * facing * nz - ez;
    const sky = ambientLight(room, 2 * facing * nx - ex, 2 * facing * ny - ey, up, this.#sky);
    const mirror = fresnel * (0.2 + 0.8 * clear) * (up > 0 ? 1 : 0.4);
    red += sky[0] * mirror;
    green += sky[1] * mirror;
    blue += sky[2] * mirror;
    if (visible > 0 && keyCosine > 0) {
      const hx = K[0] + ex;
      const hy = K[1] + ey;
      const hz = K[2] + ez;
      const h = 1 / Math.sqrt(hx * hx + hy * hy + hz * hz);
      const half = Math.max(0, (nx * hx + ny * hy + nz * hz) * h);
      const aim = Math.max(0, (ex * hx + ey * hy + ez * hz) * h);
      // GGX with the size of the lamp added to the roughness.
      const alpha = Math.min(1, point.roughness ** 2 + room.key.softness * 0.5);
      const a2 = alpha * alpha;
      const d = half * half * (a2 - 1) + 1;
      const spread = a2 / (d * d);
      const f = point.reflectance + (1 - point.reflectance) * (1 - aim) ** 5;
      const k = (alpha * 0.5 + 0.1) ** 1;
      const geometry = 1 / ((keyCosine * (1 - k) + k) * (facing * (1 - k) + k));
      const glint = 0.25 * spread * f * geometry * keyCosine * visible;
      red += keyColor[0] * glint;
      green += keyColor[1] * glint;
      blue += keyColor[2] * glint;
    }
    out[0] = red;
    out[1] = green;
    out[2] = blue;
  }
}

/** Cosine law with light creeping `w` round the edge, keeping the total. */
function wrapped(cosine: number, w: number): number {
  const c = (cosine + w) / (1 + w);
  return c <= 0 ? 0 : c / (1 + w);
}
