import type { Caster } from '../surfaces/surface.js';
import { ambientLight } from './ambient-light.js';
import type { Room } from './rooms.js';
import { ShadowMap } from './shadow-map.js';
import { TableLight } from './table-light.js';

/** Directions from which the room's light is gathered. */
const DIRECTIONS = 20;
const SHADOW_CENTER = [0, -0.02, 0.1] as const;
const SHADOW_RADIUS = 0.5;
const KEY_TAPS = 16;
/** (20, 3) unit vectors, spread evenly over the sky. */
const AROUND = Float64Array.from({ length: DIRECTIONS * 3 }, (_, i) => {
  const k = Math.floor(i / 3);
  const z = 0.06 + (0.94 * (k + 0.5)) / DIRECTIONS;
  const r = Math.sqrt(1 - z * z);
  const a = k * Math.PI * (3 - Math.sqrt(5)) + 0.4;
  return [r * Math.cos(a), r * Math.sin(a), z][i % 3];
});

/** Shadow maps of the directions from which light from around comes. @param detail 1 suits 640x480 */
export function aroundMaps(detail: number): ShadowMap[] {
  const size = Math.round(144 * detail);
  return Array.from(
    { length: DIRECTIONS },
    (_, k) => new ShadowMap([...AROUND.subarray(k * 3, k * 3 + 3)], SHADOW_CENTER, SHADOW_RADIUS, size),
  );
}

/**
 * The light in a room at one moment: a lamp or window with soft shadows, and light from all around that is
 * blocked by whatever stands near (so things rest on the table instead of floating over it). All numbers are
 * irradiance / pi, so that a white surface shows them as they are.
 *
 * Light from around comes from 20 directions with a small shadow map each. Against occlusion found in screen
 * space it knows what the camera does not see, is shared by all cameras of a moment, and has no noise.
 */
export class RoomLight {
  readonly room: Room;
  /** (20, 3) unit vectors up from the table and (20, 3) light from there. */
  readonly directions = AROUND;
  readonly radiance = new Float64Array(DIRECTIONS * 3);
  readonly table: TableLight;
  readonly #key: ShadowMap;
  readonly #around: readonly ShadowMap[];

  /**
   * @param detail scales the shadow maps: 1 suits 640x480
   * @param maps of the light from around (`aroundMaps`), if another room's are free to be used again
   */
  constructor(room: Room, detail = 1, maps: readonly ShadowMap[] = aroundMaps(detail)) {
    this.room = room;
    const { key } = room;
    this.#key = new ShadowMap(key.direction, SHADOW_CENTER, SHADOW_RADIUS, Math.round(512 * detail));
    this.#around = maps;
    const light = new Float64Array(3);
    for (let k = 0; k < DIRECTIONS * 3; k += 3) {
      ambientLight(room, AROUND[k], AROUND[k + 1], AROUND[k + 2], light);
      // Solid angle 2 pi / n, divided by pi.
      for (let c = 0; c < 3; c++) this.radiance[k + c] = (light[c] * 2) / DIRECTIONS;
    }
    this.table = new TableLight({
      halfWidth: room.table.halfWidth,
      halfDepth: room.table.halfDepth,
      key: {
        map: this.#key,
        softness: key.softness,
        light: key.color.map((value) => value * key.direction[2]),
      },
      coarse: detail < 0.8 ? 3 : 2,
      around: this.#around.map((map, k) => ({
        map,
        light: [0, 1, 2].map((c) => this.radiance[k * 3 + c] * this.directions[k * 3 + 2]),
      })),
    });
  }

  /** Takes in what throws shadows at this moment; metres in the table's frame. */
  update(casters: readonly Caster[]): void {
    const lamp = casters.map((caster) => caster.lamp);
    const around = casters.map((caster) => caster.around);
    const cull = casters.map((caster) => caster.cull);
    this.#key.draw(lamp, cull);
    for (const map of this.#around) map.draw(around, cull);
    this.table.update(lamp);
  }

  /** Share of the lamp's light that reaches a point. */
  keyVisibility(x: number, y: number, z: number, bias: number, turn: number): number {
    return this.#key.softVisibility(x, y, z, bias, this.room.key.softness, KEY_TAPS, turn);
  }

  /** Share of the light of direction k that reaches a point. */
  aroundVisibility(k: number, x: number, y: number, z: number, bias: number): number {
    return this.#around[k].visibility(x, y, z, bias);
  }
}
