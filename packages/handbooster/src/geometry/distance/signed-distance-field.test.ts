import { existsSync, mkdtempSync, readdirSync, rmSync, truncateSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { memory, Random, scope, tensor } from '@handbooster/torch';
import { expect, test } from 'vitest';
import { boxMesh, sphereMesh } from '../mesh/solid-mesh.js';
import { cachedSignedDistanceGrid } from './signed-distance-cache.js';
import { SignedDistanceField } from './signed-distance-field.js';
import { SignedDistanceGrid } from './signed-distance-grid.js';

const grid = SignedDistanceGrid.build(sphereMesh(0.04, 4), { cell: 0.005, padding: 0.02 });
const points = new Random(1, 'field').fillUniform(new Float32Array(4 * 50 * 3), -0.09, 0.09);

test('the field on the engine is the grid in JavaScript, within it and beyond', () => {
  const field = new SignedDistanceField(grid);
  scope(() => {
    const { distances, gradients } = field.sample(tensor(points, { shape: [4, 50, 3] }));
    const plain = grid.sample(points);
    expect(distances.shape).toEqual([4, 50]);
    expect(gradients.shape).toEqual([4, 50, 3]);
    expect(distances.toFloat32()).toBeAllclose(plain.distances, { absolute: 1e-6 });
    expect(gradients.toFloat32()).toBeAllclose(plain.gradients, { absolute: 1e-3 });
  });
  field.dispose();
});

test('its gradients are the finite differences of its distances', () => {
  const field = new SignedDistanceField(grid, { dtype: 'float64' });
  const values = Float64Array.from(points.subarray(0, 300));
  const weights = new Random(2, 'field').fillNormal(new Float64Array(100));
  const loss = (at: Float64Array) =>
    scope(() =>
      field
        .sample(tensor(at, { shape: [100, 3] }))
        .distances.mul(tensor(weights))
        .sum()
        .item(),
    );
  const gradient = scope(() => {
    const p = tensor(values, { shape: [100, 3], requiresGrad: true });
    field.sample(p).distances.mul(tensor(weights)).sum().backward();
    return p.grad?.toNumbers() ?? [];
  });
  const step = 1e-7;
  for (let i = 0; i < 300; i += 7) {
    const [up, down] = [1, -1].map((sign) => {
      const moved = values.slice();
      moved[i] += sign * step;
      return loss(moved);
    });
    expect(gradient[i]).toBeCloseTo((up - down) / (2 * step), 5);
  }
  field.dispose();
});

test('sampling leaves no tensors behind', () => {
  const before = memory().tensors;
  const field = new SignedDistanceField(grid);
  scope(() =>
    field
      .sample(tensor(points, { shape: [200, 3], requiresGrad: true }))
      .distances.sum()
      .backward(),
  );
  field.dispose();
  expect(memory().tensors).toBe(before);
});

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
