import { ambientLight } from '../rooms/ambient-light.js';
import type { RoomLight } from '../rooms/room-light.js';
import type { SurfacePoint } from '../surfaces/surface.js';
import type { AroundLight } from './around-light.js';

/** Skin lets light creep round into the shade, red the furthest (metres do not matter at this distance). */
const CREEP = [0.42, 0.16, 0.08] as const;
const KEY_BIAS = 0.0035;
/** Points are moved off the surface, so that it does not shade itself. */
const LIFT = 0.0025;

/** Where a pixel meets a surface and from where it looks: one a renderer, used again for every pixel. */
export class ShadedPixel {
  /** The point, metres in the table's frame. */
  x = 0;
  y = 0;
  z = 0;
  /** From the point to the camera, of any length. */
  vx = 0;
  vy = 0;
  vz = 0;
  /** The point's normal in the table's frame. */
  nx = 0;
  ny = 0;
  nz = 0;
  /** How far the sampling pattern of shadows is turned, 0 ... 15. */
  turn = 0;
}

/** Light that leaves a point of a thing towards the camera. */
export class PointShader {
  readonly #light: RoomLight;
  readonly #sky = new Float64Array(3);

  constructor(light: RoomLight) {
    this.#light = light;
  }

  /** `out` gets three numbers from `offset` on. */
  shade(
    point: SurfacePoint,
    around: AroundLight,
    pixel: ShadedPixel,
    out: Float32Array,
    offset: number,
  ): void {
    const light = this.#light;
    const { room } = light;
    const { direction: K, color: keyColor, softness } = room.key;
    let { nx, ny, nz } = pixel;
    const { vx, vy, vz } = pixel;
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
    const { creep, reflectance, roughness } = point;
    const keyCosine = nx * K[0] + ny * K[1] + nz * K[2];
    let visible = 0;
    if (keyCosine > -creep * CREEP[0]) {
      const { x, y, z, turn } = pixel;
      visible = light.keyVisibility(x + nx * LIFT, y + ny * LIFT, z + nz * LIFT, KEY_BIAS, turn);
    }
    let { red, green, blue } = around;
    if (visible > 0) {
      // Light that has crept through skin comes out in the half shade, too, and there it is red.
      const edge = creep > 0 && visible < 1 ? visible ** (1 - 0.35 * creep) : visible;
      red += keyColor[0] * edge * wrapped(keyCosine, CREEP[0] * creep);
      green += keyColor[1] * visible * wrapped(keyCosine, CREEP[1] * creep);
      blue += keyColor[2] * visible * wrapped(keyCosine, CREEP[2] * creep);
    }
    red *= point.red;
    green *= point.green;
    blue *= point.blue;

    const fresnel = reflectance + (1 - roughness) * (1 - reflectance) * fifth(1 - facing);
    const up = 2 * facing * nz - ez;
    const sky = ambientLight(room, 2 * facing * nx - ex, 2 * facing * ny - ey, up, this.#sky);
    const mirror = fresnel * (0.2 + 0.8 * around.open) * (up > 0 ? 1 : 0.4);
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
      const alpha = Math.min(1, roughness * roughness + softness * 0.5);
      const a2 = alpha * alpha;
      const d = half * half * (a2 - 1) + 1;
      const spread = a2 / (d * d);
      const f = reflectance + (1 - reflectance) * fifth(1 - aim);
      const k = alpha * 0.5 + 0.1;
      const geometry = 1 / ((keyCosine * (1 - k) + k) * (facing * (1 - k) + k));
      const glint = 0.25 * spread * f * geometry * keyCosine * visible;
      red += keyColor[0] * glint;
      green += keyColor[1] * glint;
      blue += keyColor[2] * glint;
    }
    out[offset] = red;
    out[offset + 1] = green;
    out[offset + 2] = blue;
  }
}

/** Cosine law with light creeping `w` round the edge, keeping the total. */
function wrapped(cosine: number, w: number): number {
  const c = (cosine + w) / (1 + w);
  return c <= 0 ? 0 : c / (1 + w);
}

function fifth(x: number): number {
  const square = x * x;
  return square * square * x;
}
