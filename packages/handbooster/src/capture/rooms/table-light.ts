import { projectPoints } from '../../geometry/camera.js';
import type { Mesh } from '../../geometry/mesh/mesh.js';
import { applyRigid } from '../../geometry/rigid-motion.js';
import type { RigCamera } from '../plan/camera-rig.js';
import type { RoomView } from './room-view.js';
import type { ShadowMap } from './shadow-map.js';

/** Size of the map of light on the table, texels, and of one texel, metres. */
const TEXEL = 0.004;
/** The lamp's light is looked up at every second texel each way, and between them where it changes. */
const LAMP_STEP = 2;
/** The table throws no shadow into the maps, so its own points need next to no bias. */
const BIAS = 0.0005;
const KEY_TAPS = 24;

/** Where the light of a table comes from. All numbers are irradiance / pi. */
export interface TableLamps {
  halfWidth: number;
  halfDepth: number;
  /** The lamp: (3) light on the table where nothing is in the way. */
  key: { map: ShadowMap; softness: number; light: readonly number[] };
  /** How many texels apart the light from around is gathered; it changes slowly over the table. */
  coarse: number;
  /** Directions from around: (3) light each of them gives the table. */
  around: readonly { map: ShadowMap; light: readonly number[] }[];
}

/** The light that reaches a table top at one moment, for all cameras. */
export class TableLight {
  readonly #lamps: TableLamps;
  readonly #width: number;
  readonly #height: number;
  /** (H, W, 3) light. */
  readonly #map: Float32Array;
  /** (3) light on the bare table. */
  readonly open = new Float64Array(3);
  /** (H, W) share of the lamp's light. */
  readonly #lit: Float32Array;
  readonly #coarse: Float32Array;
  readonly #line: Float64Array;
  /** First and last column, first and last row of texels that may not be bare. */
  readonly #dirty = Int32Array.of(0, -1, 0, -1);

  constructor(lamps: TableLamps) {
    this.#lamps = lamps;
    this.#width = Math.ceil((2 * lamps.halfWidth) / TEXEL) + 1;
    this.#height = Math.ceil((2 * lamps.halfDepth) / TEXEL) + 1;
    this.#map = new Float32Array(this.#width * this.#height * 3);
    this.#lit = new Float32Array(this.#width * this.#height);
    const across = Math.ceil(this.#width / lamps.coarse) + 1;
    this.#coarse = new Float32Array(across * (Math.ceil(this.#height / lamps.coarse) + 1) * 3);
    this.#line = new Float64Array(across);
    for (const { light } of [lamps.key, ...lamps.around]) {
      for (let c = 0; c < 3; c++) this.open[c] += light[c];
    }
    for (let i = 0; i < this.#map.length; i++) this.#map[i] = this.open[i % 3];
  }

  /** Takes in what throws shadows; the maps must have been drawn with it. */
  update(casters: readonly Mesh[]): void {
    this.#clear();
    const { halfWidth, halfDepth, coarse } = this.#lamps;
    const [lowX, highX, lowY, highY] = this.#shadedBy(casters);
    // Beginning at a texel of both coarse grids, whatever is shaded.
    const step = coarse * LAMP_STEP;
    const whole = (value: number) => Math.floor(value / TEXEL / step) * step;
    const x0 = Math.max(0, whole(lowX + halfWidth));
    const y0 = Math.max(0, whole(lowY + halfDepth));
    const x1 = Math.min(this.#width - 1, Math.ceil((highX + halfWidth) / TEXEL));
    const y1 = Math.min(this.#height - 1, Math.ceil((highY + halfDepth) / TEXEL));
    if (x0 > x1 || y0 > y1) return;
    this.#dirty.set([x0, x1, y0, y1]);
    this.#lightLamp(x0, x1, y0, y1);
    this.#gather(x0, x1, y0, y1);
    this.#combine(x0, x1, y0, y1);
  }

  /** Light at (x, y) metres: `out` gets three numbers from `offset` on. */
  at(x: number, y: number, out: Float64Array | Float32Array, offset = 0): void {
    const map = this.#map;
    const { halfWidth, halfDepth } = this.#lamps;
    const u = Math.min(this.#width - 1.001, Math.max(0, (x + halfWidth) / TEXEL));
    const v = Math.min(this.#height - 1.001, Math.max(0, (y + halfDepth) / TEXEL));
    const iu = u | 0;
    const iv = v | 0;
    const fu = u - iu;
    const fv = v - iv;
    const a = (iv * this.#width + iu) * 3;
    const b = a + this.#width * 3;
    const w0 = (1 - fu) * (1 - fv);
    const w1 = fu * (1 - fv);
    const w2 = (1 - fu) * fv;
    const w3 = fu * fv;
    out[offset] = map[a] * w0 + map[a + 3] * w1 + map[b] * w2 + map[b + 3] * w3;
    out[offset + 1] = map[a + 1] * w0 + map[a + 4] * w1 + map[b + 1] * w2 + map[b + 4] * w3;
    out[offset + 2] = map[a + 2] * w0 + map[a + 5] * w1 + map[b + 2] * w2 + map[b + 5] * w3;
  }

  /**
   * Changes a picture of the bare table to what it shows at this moment.
   *
   * @param view of the room; its `light` is what `out` was before
   * @param covered whether a thing is seen before the room at a pixel
   * @param out (H, W, 3) light
   */
  relight(view: RoomView, rig: RigCamera, covered: (pixel: number) => boolean, out: Float32Array): void {
    const [left, right, top, bottom] = this.#windowOf(rig);
    const { camera, tableFromCamera: m } = rig;
    const { halfWidth, halfDepth } = this.#lamps;
    const map = this.#map;
    const across = this.#width;
    const [red, green, blue] = this.open;
    const [x0, x1, y0, y1] = this.#dirty;
    for (let y = top; y <= bottom; y++) {
      const cy = (y - camera.cy) / camera.fy;
      for (let x = left, i = y * camera.width + left; x <= right; x++, i++) {
        if (view.table[i] === 0) continue;
        const cx = (x - camera.cx) / camera.fx;
        const z = view.depth[i];
        const u = ((m[0] * cx + m[1] * cy + m[2]) * z + m[3] + halfWidth) / TEXEL;
        const v = ((m[4] * cx + m[5] * cy + m[6]) * z + m[7] + halfDepth) / TEXEL;
        if (!(u >= x0 && u < x1 && v >= y0 && v < y1) || covered(i)) continue;
        const iu = u | 0;
        const iv = v | 0;
        const fu = u - iu;
        const fv = v - iv;
        const a = (iv * across + iu) * 3;
        const b = a + across * 3;
        const w0 = (1 - fu) * (1 - fv);
        const w1 = fu * (1 - fv);
        const w2 = (1 - fu) * fv;
        const w3 = fu * fv;
        const o = i * 3;
        const { paint } = view;
        const r = map[a] * w0 + map[a + 3] * w1 + map[b] * w2 + map[b + 3] * w3;
        const g = map[a + 1] * w0 + map[a + 4] * w1 + map[b + 1] * w2 + map[b + 4] * w3;
        const l = map[a + 2] * w0 + map[a + 5] * w1 + map[b + 2] * w2 + map[b + 5] * w3;
        out[o] += paint[o] * (r - red);
        out[o + 1] += paint[o + 1] * (g - green);
        out[o + 2] += paint[o + 2] * (l - blue);
      }
    }
  }

  /** First and last column, first and last row of the picture in which shadows may be seen. */
  #windowOf({ camera, cameraFromTable }: RigCamera): readonly [number, number, number, number] {
    const { width, height } = camera;
    const [x0, x1, y0, y1] = this.#dirty;
    if (x0 > x1) return [0, -1, 0, -1];
    const { halfWidth, halfDepth } = this.#lamps;
    const corners = new Float32Array(12);
    for (let k = 0; k < 4; k++) {
      corners[k * 3] = (k & 1 ? x1 : x0) * TEXEL - halfWidth;
      corners[k * 3 + 1] = (k & 2 ? y1 : y0) * TEXEL - halfDepth;
    }
    applyRigid(cameraFromTable, corners, corners);
    for (let i = 2; i < 12; i += 3) if (corners[i] < 0.01) return [0, width - 1, 0, height - 1];
    const pixels = projectPoints(camera, corners);
    const of = (k: number) => pixels.filter((_, i) => i % 2 === k);
    return [
      Math.max(0, Math.floor(Math.min(...of(0)))),
      Math.min(width - 1, Math.ceil(Math.max(...of(0)))),
      Math.max(0, Math.floor(Math.min(...of(1)))),
      Math.min(height - 1, Math.ceil(Math.max(...of(1)))),
    ];
  }

  /** Where the last moment's shadows fell the table is bare again. */
  #clear(): void {
    const [x0, x1, y0, y1] = this.#dirty;
    const [r, g, b] = this.open;
    for (let y = y0; y <= y1; y++) {
      for (let at = (y * this.#width + x0) * 3, end = at + (x1 - x0) * 3; at <= end; at += 3) {
        this.#map[at] = r;
        this.#map[at + 1] = g;
        this.#map[at + 2] = b;
      }
    }
    this.#dirty.set([0, -1, 0, -1]);
  }

  /**
   * Low and high x, low and high y of what may be shaded: shadows fall within a hand's breadth or two of what
   * throws them: elsewhere the table is bare.
   */
  #shadedBy(casters: readonly Mesh[]): readonly [number, number, number, number] {
    let lowX = Number.POSITIVE_INFINITY;
    let highX = Number.NEGATIVE_INFINITY;
    let lowY = Number.POSITIVE_INFINITY;
    let highY = Number.NEGATIVE_INFINITY;
    for (const { vertices } of casters) {
      for (let i = 0; i < vertices.length; i += 3) {
        const z = vertices[i + 2];
        const reach = z > 0 ? 0.15 + 1.2 * z : 0.15;
        const x = vertices[i];
        const y = vertices[i + 1];
        if (x - reach < lowX) lowX = x - reach;
        if (x + reach > highX) highX = x + reach;
        if (y - reach < lowY) lowY = y - reach;
        if (y + reach > highY) highY = y + reach;
      }
    }
    return [lowX, highX, lowY, highY];
  }

  /** Light from around at the coarse points of these texels. */
  #gather(x0: number, x1: number, y0: number, y1: number): void {
    const { around, halfWidth, halfDepth, coarse: every } = this.#lamps;
    const count = Math.floor((x1 - x0) / every) + 2;
    const rows = Math.floor((y1 - y0) / every) + 2;
    const coarse = this.#coarse;
    const line = this.#line;
    coarse.fill(0, 0, count * rows * 3);
    const step = TEXEL * every;
    for (const { map, light } of around) {
      const [red, green, blue] = light;
      for (let row = 0; row < rows; row++) {
        const y = (y0 + row * every) * TEXEL - halfDepth;
        map.alongTable({ x: x0 * TEXEL - halfWidth, y, step, bias: BIAS }, count, line);
        for (let i = 0, at = row * count * 3; i < count; i++, at += 3) {
          const seen = line[i];
          coarse[at] += red * seen;
          coarse[at + 1] += green * seen;
          coarse[at + 2] += blue * seen;
        }
      }
    }
  }

  /** Share of the lamp's light at each of these texels. */
  #lightLamp(x0: number, x1: number, y0: number, y1: number): void {
    const { key, halfWidth, halfDepth } = this.#lamps;
    const { map, softness } = key;
    const lit = this.#lit;
    const width = this.#width;
    const look = (ix: number, iy: number) =>
      map.softVisibility(ix * TEXEL - halfWidth, iy * TEXEL - halfDepth, 0, BIAS, softness, KEY_TAPS, 0);
    for (let iy = y0; iy <= y1; iy += LAMP_STEP) {
      for (let ix = x0; ix <= x1; ix += LAMP_STEP) lit[iy * width + ix] = look(ix, iy);
    }
    // The texel to the right, the one below and the one between: as their neighbours, where those agree.
    for (let iy = y0; iy <= y1; iy += LAMP_STEP) {
      const below = iy + LAMP_STEP <= y1 ? LAMP_STEP * width : 0;
      for (let ix = x0; ix <= x1; ix += LAMP_STEP) {
        const at = iy * width + ix;
        const right = ix + LAMP_STEP <= x1 ? LAMP_STEP : 0;
        const a = lit[at];
        const same =
          right > 0 &&
          below > 0 &&
          lit[at + right] === a &&
          lit[at + below] === a &&
          lit[at + below + right] === a;
        if (ix < x1) lit[at + 1] = same ? a : look(ix + 1, iy);
        if (iy < y1) lit[at + width] = same ? a : look(ix, iy + 1);
        if (ix < x1 && iy < y1) lit[at + width + 1] = same ? a : look(ix + 1, iy + 1);
      }
    }
  }

  /** Adds up the lamp's light and, between the coarse points, what comes from around. */
  #combine(x0: number, x1: number, y0: number, y1: number): void {
    const { key, coarse: every } = this.#lamps;
    const [red, green, blue] = key.light;
    const count = Math.floor((x1 - x0) / every) + 2;
    const coarse = this.#coarse;
    const map = this.#map;
    const lit = this.#lit;
    for (let iy = y0; iy <= y1; iy++) {
      const down = (iy - y0) % every;
      const row = (iy - y0 - down) / every;
      const fv = down / every;
      for (let ix = x0, i = iy * this.#width + x0; ix <= x1; ix++, i++) {
        const right = (ix - x0) % every;
        const fu = right / every;
        const a = (row * count + (ix - x0 - right) / every) * 3;
        const b = a + count * 3;
        const w0 = (1 - fu) * (1 - fv);
        const w1 = fu * (1 - fv);
        const w2 = (1 - fu) * fv;
        const w3 = fu * fv;
        const at = i * 3;
        map[at] = red * lit[i] + coarse[a] * w0 + coarse[a + 3] * w1 + coarse[b] * w2 + coarse[b + 3] * w3;
        map[at + 1] =
          green * lit[i] + coarse[a + 1] * w0 + coarse[a + 4] * w1 + coarse[b + 1] * w2 + coarse[b + 4] * w3;
        map[at + 2] =
          blue * lit[i] + coarse[a + 2] * w0 + coarse[a + 5] * w1 + coarse[b + 2] * w2 + coarse[b + 5] * w3;
      }
    }
  }
}
