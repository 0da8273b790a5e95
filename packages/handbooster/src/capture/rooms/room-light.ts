import type { Mesh } from '../../geometry/mesh/mesh.js';
import type { Room } from './rooms.js';
import { ShadowMap } from './shadow-map.js';

/** Size of the map of light on the table, texels, and of one texel, metres. */
const TABLE_TEXEL = 0.004;
/** Directions from which the room's light is gathered. */
const DIRECTIONS = 20;
const SHADOW_CENTER = [0, -0.02, 0.1] as const;
const SHADOW_RADIUS = 0.5;

/**
 * The light in a room at one moment: a lamp or window with soft shadows, and light from all around that is blocked by
 * whatever stands near (so things rest on the table instead of floating over it). All numbers are irradiance / pi, so
 * that a white surface shows them as they are.
 *
 * Light from around comes from 20 directions with a small shadow map each. Against occlusion found in screen space it
 * knows what the camera does not see, is shared by all cameras of a moment, and has no noise.
 */
export class RoomLight {
  readonly room: Room;
  /** (20, 3) unit vectors up from the table and (20, 3) light from there. */
  readonly directions = new Float64Array(DIRECTIONS * 3);
  readonly radiance = new Float64Array(DIRECTIONS * 3);
  readonly #key: ShadowMap;
  readonly #around: ShadowMap[] = [];
  readonly #tableWidth: number;
  readonly #tableHeight: number;
  /** (H, W, 3) light that reaches the table top. */
  readonly #table: Float32Array;
  readonly #open = new Float64Array(3);

  /** @param detail scales the shadow maps: 1 suits 640x480. */
  constructor(room: Room, detail = 1) {
    this.room = room;
    this.#key = new ShadowMap(room.key.direction, SHADOW_CENTER, SHADOW_RADIUS, Math.round(512 * detail));
    for (let k = 0; k < DIRECTIONS; k++) {
      const z = 0.06 + (0.94 * (k + 0.5)) / DIRECTIONS;
      const r = Math.sqrt(1 - z * z);
      const a = k * Math.PI * (3 - Math.sqrt(5)) + 0.4;
      const direction = [r * Math.cos(a), r * Math.sin(a), z];
      this.directions.set(direction, k * 3);
      const light = ambientLight(room, direction[0], direction[1], direction[2], new Float64Array(3));
      // Solid angle 2 pi / n, divided by pi.
      for (let c = 0; c < 3; c++) this.radiance[k * 3 + c] = (light[c] * 2) / DIRECTIONS;
      this.#around.push(new ShadowMap(direction, SHADOW_CENTER, SHADOW_RADIUS, Math.round(144 * detail)));
    }
    this.#tableWidth = Math.ceil((2 * room.table.halfWidth) / TABLE_TEXEL) + 1;
    this.#tableHeight = Math.ceil((2 * room.table.halfDepth) / TABLE_TEXEL) + 1;
    this.#table = new Float32Array(this.#tableWidth * this.#tableHeight * 3);
    for (let c = 0; c < 3; c++) {
      this.#open[c] = room.key.color[c] * room.key.direction[2];
      for (let k = 0; k < DIRECTIONS; k++)
        this.#open[c] += this.radiance[k * 3 + c] * this.directions[k * 3 + 2];
    }
  }

  /** Light on the bare table. */
  get open(): Float64Array {
    return this.#open;
  }

  /** Takes in what throws shadows at this moment; metres in the table's frame. */
  update(casters: readonly Mesh[]): void {
    this.#key.draw(casters);
    for (const map of this.#around) map.draw(casters);
    this.#lightTable(casters);
  }

  /** Share of the lamp's light that reaches a point. */
  keyVisibility(x: number, y: number, z: number, bias: number, turn: number): number {
    return this.#key.softVisibility(x, y, z, bias, this.room.key.softness, 16, turn);
  }

  /** Share of the light of direction k that reaches a point. */
  aroundVisibility(k: number, x: number, y: number, z: number, bias: number): number {
    return this.#around[k].visibility(x, y, z, bias);
  }

  /** Light (3) on the table at (x, y) metres. */
  onTable(x: number, y: number, out: Float64Array): void {
    const { halfWidth, halfDepth } = this.room.table;
    const u = Math.min(this.#tableWidth - 1.001, Math.max(0, (x + halfWidth) / TABLE_TEXEL));
    const v = Math.min(this.#tableHeight - 1.001, Math.max(0, (y + halfDepth) / TABLE_TEXEL));
    const iu = Math.floor(u);
    const iv = Math.floor(v);
    const fu = u - iu;
    const fv = v - iv;
    const a = (iv * this.#tableWidth + iu) * 3;
    const b = a + this.#tableWidth * 3;
    for (let c = 0; c < 3; c++) {
      const top = this.#table[a + c] * (1 - fu) + this.#table[a + 3 + c] * fu;
      const bottom = this.#table[b + c] * (1 - fu) + this.#table[b + 3 + c] * fu;
      out[c] = top * (1 - fv) + bottom * fv;
    }
  }

  #lightTable(casters: readonly Mesh[]): void {
    const { room } = this;
    const { halfWidth, halfDepth } = room.table;
    // Shadows fall within a hand's breadth or two of what throws them: elsewhere the table is bare.
    let lowX = Number.POSITIVE_INFINITY;
    let highX = Number.NEGATIVE_INFINITY;
    let lowY = Number.POSITIVE_INFINITY;
    let highY = Number.NEGATIVE_INFINITY;
    for (const { vertices } of casters) {
      for (let i = 0; i < vertices.length; i += 3) {
        const reach = 0.15 + 1.2 * Math.max(0, vertices[i + 2]);
        if (vertices[i] - reach < lowX) lowX = vertices[i] - reach;
        if (vertices[i] + reach > highX) highX = vertices[i] + reach;
        if (vertices[i + 1] - reach < lowY) lowY = vertices[i + 1] - reach;
        if (vertices[i + 1] + reach > highY) highY = vertices[i + 1] + reach;
      }
    }
    const [kr, kg, kb] = room.key.color;
    const keyCosine = room.key.direction[2];
    for (let iv = 0, at = 0; iv < this.#tableHeight; iv++) {
      const y = iv * TABLE_TEXEL - halfDepth;
      for (let iu = 0; iu < this.#tableWidth; iu++, at += 3) {
        const x = iu * TABLE_TEXEL - halfWidth;
        if (x < lowX || x > highX || y < lowY || y > highY) {
          this.#table[at] = this.#open[0];
          this.#table[at + 1] = this.#open[1];
          this.#table[at + 2] = this.#open[2];
          continue;
        }
        // The table throws no shadow into the maps, so its own points need next to no bias.
        const lit = this.#key.softVisibility(x, y, 0, 0.0005, room.key.softness, 24, 0) * keyCosine;
        let r = kr * lit;
        let g = kg * lit;
        let b = kb * lit;
        for (let k = 0; k < DIRECTIONS; k++) {
          const seen = this.#around[k].visibility(x, y, 0, 0.0005) * this.directions[k * 3 + 2];
          if (seen === 0) continue;
          r += this.radiance[k * 3] * seen;
          g += this.radiance[k * 3 + 1] * seen;
          b += this.radiance[k * 3 + 2] * seen;
        }
        this.#table[at] = r;
        this.#table[at + 1] = g;
        this.#table[at + 2] = b;
      }
    }
  }
}

/** Light (3) from a direction when nothing is in the way; directions below the horizon count as level ones. */
export function ambientLight(room: Room, x: number, y: number, z: number, out: Float64Array): Float64Array {
  const { top, side, brightAzimuth, brightness } = room.ambient;
  const up = Math.max(z, 0);
  const level = Math.sqrt(Math.max(0, 1 - up * up));
  const facing = Math.max(0, x * Math.cos(brightAzimuth) + y * Math.sin(brightAzimuth));
  const lobe = 1 + brightness * facing * facing * level;
  out[0] = (side[0] + (top[0] - side[0]) * up) * lobe;
  out[1] = (side[1] + (top[1] - side[1]) * up) * lobe;
  out[2] = (side[2] + (top[2] - side[2]) * up) * lobe;
  return out;
}
