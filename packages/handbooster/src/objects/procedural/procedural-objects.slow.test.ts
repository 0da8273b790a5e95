import { describe, expect, it } from 'vitest';
import { boundsOf, signedVolume } from '../../geometry/mesh/area-and-volume.js';
import { meshEdges } from '../../geometry/mesh/edges.js';
import { faceCrossProducts } from '../../geometry/mesh/normals.js';
import { YCB_CLASSES } from '../ycb-classes.js';
import { proceduralObjects } from './procedural-objects.js';

/** Of the YCB object list, millimetres, sorted; handles and bends make some larger than listed. */
const SIZES: Record<string, number[]> = {
  '002_master_chef_can': [102, 102, 140],
  '003_cracker_box': [60, 158, 210],
  '004_sugar_box': [38, 89, 175],
  '005_tomato_soup_can': [66, 66, 101],
  '006_mustard_bottle': [50, 85, 175],
  '007_tuna_fish_can': [33, 85, 85],
  '008_pudding_box': [35, 89, 110],
  '009_gelatin_box': [28, 73, 85],
  '010_potted_meat_can': [50, 82, 97],
  '021_bleach_cleanser': [65, 98, 250],
  '024_bowl': [53, 159, 159],
  '036_wood_block': [85, 85, 200],
  '040_large_marker': [18, 18, 121],
  '061_foam_brick': [50, 50, 75],
};
const GENUS: Record<string, number> = { '025_mug': 1, '019_pitcher_base': 1 };

describe('proceduralObjects', () => {
  const objects = proceduralObjects();

  it('has YCB ids and names, in order', () => {
    expect(objects.length).toBeGreaterThanOrEqual(12);
    for (const { id, name } of objects) expect(YCB_CLASSES[id - 1]).toBe(name);
    const ids = objects.map(({ id }) => id);
    expect(ids).toEqual([...ids].sort((a, b) => a - b));
  });

  it.each(objects.map((object) => [object.name, object] as const))(
    '%s is a solid of true size',
    (name, object) => {
      const { vertices, faces, uvs, texture } = object;
      const edges = meshEdges(faces);
      for (let e = 0; e < edges.forward.length; e++)
        expect([edges.forward[e], edges.backward[e]]).toEqual([1, 1]);
      const euler = vertices.length / 3 - edges.forward.length + faces.length / 3;
      expect(euler).toBe(2 - 2 * (GENUS[name] ?? 0));
      expect(signedVolume(object)).toBeGreaterThan(1e-5);

      const { low, high } = boundsOf(vertices);
      for (let k = 0; k < 3; k++) expect(Math.abs(low[k] + high[k])).toBeLessThan(1e-6);
      const size = high.map((value, k) => (value - low[k]) * 1000).sort((a, b) => a - b);
      if (SIZES[name]) expect(size).toBeAllclose(SIZES[name], { absolute: 1, relative: 0 });

      expect(faces.length / 3).toBeGreaterThan(1000);
      expect(faces.length / 3).toBeLessThan(5000);
      const areas = faceCrossProducts(object);
      const doubled = Array.from({ length: faces.length / 3 }, (_, f) =>
        Math.hypot(...areas.subarray(f * 3, f * 3 + 3)),
      );
      const mean = doubled.reduce((sum, area) => sum + area, 0) / doubled.length;
      expect(Math.min(...doubled)).toBeGreaterThan(mean / 60);
      expect(Math.max(...doubled)).toBeLessThan(mean * 6);

      if (!uvs || !texture) throw new Error('expected a texture');
      expect(uvs.length).toBe(faces.length * 2);
      for (const value of uvs) expect(value >= 0 && value <= 1).toBe(true);
    },
  );

  it('prints labels the right way round: texture coordinates run to the right and up, seen from outside', () => {
    for (const { name, vertices: p, faces, uvs } of objects) {
      let right = 0;
      let wrong = 0;
      for (let f = 0; f < faces.length / 3; f++) {
        const [a, b, c] = [0, 1, 2].map((k) => faces[f * 3 + k] * 3);
        const t = f * 6;
        const uv = uvs as Float32Array;
        const turn =
          (uv[t + 2] - uv[t]) * (uv[t + 5] - uv[t + 1]) - (uv[t + 4] - uv[t]) * (uv[t + 3] - uv[t + 1]);
        // Faces are anticlockwise from outside, so an unmirrored map keeps their corners anticlockwise.
        if (turn > 0) right++;
        else if (turn < 0) wrong++;
        expect(a !== b && b !== c && c !== a).toBe(true);
        expect(Number.isFinite(p[a])).toBe(true);
      }
      expect([name, wrong]).toEqual([name, 0]);
      expect(right).toBeGreaterThan(faces.length / 3 / 2);
    }
  });

  it('stands labels upright: v grows with z on the front of boxes, cans and bottles', () => {
    for (const object of objects.filter(({ name }) => name !== '011_banana' && name !== '024_bowl')) {
      const { vertices: p, faces, uvs } = object;
      const { low, high } = boundsOf(p);
      let agreement = 0;
      for (let f = 0; f < faces.length / 3; f++) {
        const corners = [0, 1, 2].map((k) => faces[f * 3 + k] * 3);
        // Faces at the front, which is -y.
        if (!corners.every((c) => p[c + 1] < low[1] + 0.3 * (high[1] - low[1]))) continue;
        const z = corners.map((c) => p[c + 2]);
        const v = [1, 3, 5].map((k) => (uvs as Float32Array)[f * 6 + k]);
        const slope = (z[1] - z[0]) * (v[1] - v[0]) + (z[2] - z[0]) * (v[2] - v[0]);
        agreement += Math.sign(slope);
      }
      expect([object.name, agreement > 20]).toEqual([object.name, true]);
    }
  });

  it('is made once', () => {
    expect(proceduralObjects()[0]).toBe(objects[0]);
    expect(proceduralObjects()).not.toBe(objects);
  });
});
