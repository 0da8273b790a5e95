import { existsSync, mkdtempSync, readdirSync, rmSync, truncateSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { boxMesh } from '../mesh/solid-mesh.js';
import { cachedSignedDistanceGrid } from './signed-distance-cache.js';

test('a grid is built once, kept by mesh and options, and built anew when its file is damaged', () => {
  const folder = mkdtempSync(join(tmpdir(), 'grids-'));
  const box = boxMesh([0.03, 0.04, 0.05]);
  const options = { cell: 0.01, padding: 0.02 };
  const built = cachedSignedDistanceGrid(box, join(folder, 'new'), options);
  const [name] = readdirSync(join(folder, 'new'));
  const again = cachedSignedDistanceGrid(box, join(folder, 'new'), options);
  expect(again).toEqual(built);
  truncateSync(join(folder, 'new', name), 500);
  expect(cachedSignedDistanceGrid(box, join(folder, 'new'), options)).toEqual(built);
  cachedSignedDistanceGrid(box, join(folder, 'new'), { ...options, cell: 0.012 });
  cachedSignedDistanceGrid(boxMesh([0.03, 0.04, 0.06]), join(folder, 'new'), options);
  expect(readdirSync(join(folder, 'new')).length).toBe(3);
  expect(existsSync(join(folder, 'new', name))).toBe(true);
  rmSync(folder, { recursive: true });
});
