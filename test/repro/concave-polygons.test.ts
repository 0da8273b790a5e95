import { describe, expect, it } from 'vitest';
import { MeshDistance } from '../../packages/handbooster/src/geometry/distance/mesh-distance.js';
import { signedVolume } from '../../packages/handbooster/src/geometry/mesh/area-and-volume.js';
import { inspectMesh } from '../../packages/handbooster/src/geometry/mesh/inspect-mesh.js';
import { cutPolygon } from '../../packages/handbooster/src/objects/files/cut-polygon.js';
import { parseObj } from '../../packages/handbooster/src/objects/files/parse-obj.js';
import { areaOf } from './support/box-files.js';

/** Outlines in whole centimetres, counter-clockwise, with their areas by counting squares. */
const SHAPES: [string, number[][], number][] = [
  [
    'a U',
    [
      [0, 0],
      [5, 0],
      [5, 4],
      [4, 4],
      [4, 1],
      [1, 1],
      [1, 4],
      [0, 4],
    ],
    11,
  ],
  [
    'a T',
    [
      [0, 3],
      [2, 3],
      [2, 0],
      [3, 0],
      [3, 3],
      [5, 3],
      [5, 4],
      [0, 4],
    ],
    8,
  ],
  [
    'a comb with corners in straight lines',
    [
      [0, 0],
      [1, 0],
      [2, 0],
      [5, 0],
      [5, 3],
      [4, 3],
      [4, 1],
      [3, 1],
      [3, 3],
      [2, 3],
      [2, 1],
      [1, 1],
      [1, 3],
      [0, 3],
      [0, 1],
    ],
    11,
  ],
  [
    'an arrow head',
    [
      [0, 0],
      [4, 2],
      [0, 4],
      [1, 2],
    ],
    6,
  ],
];

/** A bar of an outline, 3 cm high, whose caps are one polygon each; `start` turns the caps' first corner. */
function bar(outline: number[][], start: number, inside: boolean): string {
  const n = outline.length;
  const at = (i: number, top: boolean) => `${(((i % n) + n) % n) + 1 + (top ? n : 0)}`;
  const corner = (i: number, top: boolean) => `${at(i, top)}/${(((i % n) + n) % n) + 1}`;
  const order = outline.map((_, i) => i + start);
  const faces = [order.map((i) => corner(i, true)), order.map((i) => corner(-i, false))];
  for (let i = 0; i < n; i++) faces.push([at(i, false), at(i + 1, false), at(i + 1, true), at(i, true)]);
  const vertices = [0, 3].flatMap((z) => outline.map(([x, y]) => `v ${x / 100} ${y / 100} ${z / 100}`));
  const coordinates = outline.map(([x, y]) => `vt ${x / 8} ${y / 8}`);
  const turned = faces.map((face) => `f ${(inside ? face.reverse() : face).join(' ')}`);
  return [...vertices, ...coordinates, ...turned].join('\n');
}

describe.each(SHAPES)('%s', (_, outline, area) => {
  const around = outline.reduce((sum, [x, y], i) => {
    const [p, q] = outline[(i + 1) % outline.length];
    return sum + Math.hypot(p - x, q - y);
  }, 0);
  it('is a closed solid of the right size from every corner and both ways round', () => {
    for (let start = 0; start < outline.length; start++) {
      for (const inside of [false, true]) {
        const mesh = parseObj(bar(outline, start, inside), 'bar.obj');
        expect(mesh.faces.length / 3).toBe(2 * (outline.length - 2) + 2 * outline.length);
        // Single precision of a few hundredths: 2^-24 of 0.05, over some tens of edges.
        expect(Math.abs(1e4 * areaOf(mesh) - (2 * area + 3 * around))).toBeLessThan(1e-3);
        expect(Math.abs(1e6 * signedVolume(mesh) - (inside ? -3 : 3) * area)).toBeLessThan(1e-3);
        expect(inspectMesh(mesh).openEdges).toBe(0);
      }
    }
  });

  it('carries texture coordinates along', () => {
    const { vertices, faces, uvs } = parseObj(bar(outline, 1, false), 'bar.obj');
    for (let i = 0; i < 3 * 2 * (outline.length - 2); i++) {
      expect(uvs?.[2 * i]).toBeCloseTo((100 * vertices[3 * faces[i]]) / 8, 6);
      expect(uvs?.[2 * i + 1]).toBeCloseTo((100 * vertices[3 * faces[i] + 1]) / 8, 6);
    }
  });
});

it('distances know the notch of a U', () => {
  const distance = new MeshDistance(parseObj(bar(SHAPES[0][1], 3, false), 'u.obj'));
  // The middle of the slot, a centimetre and a half from each wall and from its floor.
  expect(distance.unsigned(0.025, 0.025, 0.015)).toBeCloseTo(0.015, 6);
  expect(distance.isInside(0.025, 0.025, 0.015)).toBe(false);
});

it('cuts polygons in any plane, and convex ones as fans', () => {
  // An L in a slanting plane: its area is that of the flat one over the cosine of the slope.
  const flat = [
    [0, 0],
    [3, 0],
    [3, 1],
    [1, 1],
    [1, 3],
    [0, 3],
  ];
  const points = Float32Array.from(flat.flatMap(([x, y]) => [x, y, 0.75 * x]));
  const faces = Uint32Array.from(cutPolygon(points));
  expect(areaOf({ vertices: points, faces })).toBeCloseTo(5 * 1.25, 5);
  expect(cutPolygon([0, 0, 0, 1, 0, 0, 2, 1, 0, 1, 2, 0, 0, 1, 0])).toEqual([0, 1, 2, 0, 2, 3, 0, 3, 4]);
});
