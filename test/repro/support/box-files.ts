import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll } from 'vitest';
import type { ObjectModel } from '../../../packages/handbooster/src/objects/object-model.js';

/** A folder for one test file, removed after it; files are given by path below it. */
export function filesFolder(name: string): {
  root: string;
  file: (path: string, content: string | Uint8Array) => string;
} {
  const root = mkdtempSync(join(tmpdir(), `${name}-`));
  afterAll(() => rmSync(root, { recursive: true }));
  const file = (path: string, content: string | Uint8Array) => {
    const full = join(root, path);
    mkdirSync(dirname(full), { recursive: true });
    writeFileSync(full, content);
    return full;
  };
  return { root, file };
}

const CORNERS = [0, 1, 2, 3, 4, 5, 6, 7].map((i) => [i & 1, (i >> 1) & 1, i >> 2]);
/** Outward quads, from 1. */
const QUADS = [
  [1, 3, 4, 2],
  [5, 6, 8, 7],
  [1, 2, 6, 5],
  [3, 7, 8, 4],
  [1, 5, 7, 3],
  [2, 4, 8, 6],
];

/** Lines of a box 4 x 5 x 7 cm (166 cm2): vertices, and three quads each under two headings. */
export function boxLines(first: string, second: string, { uv = false, scale = 0.01 } = {}): string[] {
  const corner = (vertex: number, k: number) => (uv ? `${vertex}/${k + 1}` : `${vertex}`);
  const faces = QUADS.map((quad) => `f ${quad.map(corner).join(' ')}`);
  return [
    ...CORNERS.map(([x, y, z]) => `v ${4 * scale * x} ${5 * scale * y} ${7 * scale * z}`),
    ...(uv ? ['vt 0 0', 'vt 1 0', 'vt 1 1', 'vt 0 1'] : []),
    first,
    ...faces.slice(0, 3),
    second,
    ...faces.slice(3),
  ];
}

export const BOX = `${boxLines('', '').join('\n')}\n`;

/** Colours that faces show at their middles, as `r,g,b`, with how many faces show each. */
export function faceColors(model: ObjectModel): Record<string, number> {
  const counts: Record<string, number> = {};
  for (let f = 0; f < model.faces.length / 3; f++) {
    let color = [...model.color].map((value) => Math.round(255 * value));
    if (model.texture !== null && model.uvs !== null) {
      const [u, v] = [0, 1].map((axis) =>
        [0, 1, 2].reduce((sum, k) => sum + (model.uvs as Float32Array)[6 * f + 2 * k + axis] / 3, 0),
      );
      const { width, height, pixels } = model.texture;
      const at = 3 * (Math.floor((1 - v) * height) * width + Math.floor(u * width));
      color = [...pixels.subarray(at, at + 3)];
    }
    counts[String(color)] = (counts[String(color)] ?? 0) + 1;
  }
  return counts;
}

/** Square metres. */
export function areaOf({ vertices, faces }: Pick<ObjectModel, 'vertices' | 'faces'>): number {
  let sum = 0;
  for (let f = 0; f < faces.length; f += 3) {
    const [a, b, c] = [0, 1, 2].map((k) => vertices.subarray(3 * faces[f + k], 3 * faces[f + k] + 3));
    const [u, w] = [b, c].map((p) => p.map((value, k) => value - a[k]));
    sum += Math.hypot(u[1] * w[2] - u[2] * w[1], u[2] * w[0] - u[0] * w[2], u[0] * w[1] - u[1] * w[0]) / 2;
  }
  return sum;
}
