import { describe, expect, it } from 'vitest';
import { boxMesh } from '../../geometry/mesh/solid-mesh.js';
import { NearnessTiles } from './nearness-tiles.js';
import { ShadowMap } from './shadow-map.js';
import { TableLight } from './table-light.js';

describe('NearnessTiles', () => {
  it('bounds all that lies within reach of a point, and no more than two tiles further', () => {
    const size = 37;
    const nearness = Float32Array.from({ length: size * size }, (_, i) =>
      i % 11 === 0 ? Number.NEGATIVE_INFINITY : Math.sin(i * 12.9898) * 4,
    );
    const range = (u: number, v: number, reach: number) => {
      let low = Number.POSITIVE_INFINITY;
      let high = Number.NEGATIVE_INFINITY;
      for (let y = Math.max(0, Math.round(v) - reach); y <= Math.min(size - 1, Math.round(v) + reach); y++) {
        for (
          let x = Math.max(0, Math.round(u) - reach);
          x <= Math.min(size - 1, Math.round(u) + reach);
          x++
        ) {
          low = Math.min(low, nearness[y * size + x]);
          high = Math.max(high, nearness[y * size + x]);
        }
      }
      return { low, high };
    };
    const tiles = new NearnessTiles(size);
    for (const reach of [1, 3, 6]) {
      tiles.update(nearness, reach);
      for (let i = 0; i < 200; i++) {
        const u = ((i * 0.618) % 1) * (size - 1);
        const v = ((i * 0.387) % 1) * (size - 1);
        const tile = tiles.at(u, v);
        const least = range(u, v, reach);
        const most = range(u, v, reach + 8);
        expect(tiles.nearest[tile]).toBeGreaterThanOrEqual(least.high);
        expect(tiles.nearest[tile]).toBeLessThanOrEqual(most.high);
        expect(tiles.farthest[tile]).toBeLessThanOrEqual(least.low);
        expect(tiles.farthest[tile]).toBeGreaterThanOrEqual(most.low);
      }
    }
  });
});

describe('TableLight', () => {
  const box = boxMesh([0.06, 0.06, 0.1]);
  const standing = { ...box, vertices: box.vertices.map((v, i) => (i % 3 === 2 ? v + 0.05 : v)) };
  const map = (direction: number[]) => {
    const length = Math.hypot(...direction);
    return new ShadowMap(
      direction.map((v) => v / length),
      [0, 0, 0.1],
      0.5,
      256,
    );
  };
  const key = { map: map([0.5, 0.2, 1]), softness: 0.05, light: [1, 0.9, 0.8] };
  const around = [
    { map: map([-1, 0, 0.4]), light: [0.2, 0.3, 0.4] },
    { map: map([0, -1, 0.8]), light: [0.1, 0.1, 0.3] },
  ];
  const table = new TableLight({ halfWidth: 0.7, halfDepth: 0.45, key, coarse: 2, around });
  const draw = (casters: (typeof box)[]) => {
    for (const lamp of [key, ...around]) lamp.map.draw(casters);
    table.update(casters);
  };

  it('adds up what each lamp gives to a point, shadows and all', () => {
    draw([standing]);
    const got = new Float64Array(3);
    let shaded = 0;
    // Texels of the coarse grid, where nothing is interpolated.
    for (let iy = 0; iy <= 112; iy += 3) {
      for (let ix = 0; ix <= 174; ix += 3) {
        const x = ix * 0.008 - 0.7;
        const y = iy * 0.008 - 0.45;
        table.at(x, y, got);
        const lit = key.map.softVisibility(x, y, 0, 0.0005, key.softness, 24, 0);
        const expected = [0, 1, 2].map(
          (c) =>
            key.light[c] * lit +
            around.reduce((sum, lamp) => sum + lamp.light[c] * lamp.map.visibility(x, y, 0, 0.0005), 0),
        );
        if (expected[2] < 1.4) shaded++;
        // A point falls beside its texel by float64's rounding alone; the map holds float32.
        expect(got).toBeAllclose(expected, { absolute: 1e-5 });
      }
    }
    expect(shaded).toBeGreaterThan(50);
    // Between them, where the lamp's light is taken from neighbours that agree, and the rest interpolated.
    let apart = 0;
    for (let iy = 1; iy < 225; iy += 2) {
      for (let ix = 1; ix < 350; ix += 2) {
        const [x, y] = [ix * 0.004 - 0.7, iy * 0.004 - 0.45];
        table.at(x, y, got);
        const lit = key.map.softVisibility(x, y, 0, 0.0005, key.softness, 24, 0);
        const rest = around.map((lamp) => lamp.light[2] * lamp.map.visibility(x, y, 0, 0.0005));
        if (Math.abs(got[2] - 0.8 * lit - rest[0] - rest[1]) > 0.25 * 0.4) apart++;
      }
    }
    // Only along the edges of the two hard shadows, about 1 m of them, can a point of the 8 mm grid be on the
    // other side.
    expect(apart).toBeLessThan(1 / 0.008);
  });

  it('is bare again where a shadow was, and outside what is shaded', () => {
    draw([standing]);
    const before = new Float64Array(3);
    table.at(-0.05, -0.02, before);
    expect(before[0]).toBeLessThan(table.open[0] - 0.05);
    const moved = { ...standing, vertices: standing.vertices.map((v, i) => (i % 3 === 0 ? v + 0.3 : v)) };
    draw([moved]);
    const got = new Float64Array(3);
    table.at(-0.05, -0.02, got);
    expect(got).toBeAllclose(Float64Array.from(table.open), { absolute: 1e-6 });
    table.at(0.25, -0.01, got);
    expect(got[0]).toBeLessThan(table.open[0] - 0.05);
  });
});
