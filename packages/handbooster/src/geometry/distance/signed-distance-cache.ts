import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { FormatError, readSafetensors, writeSafetensors } from '@handbooster/torch/io';
import { hashArrays } from '../../base/files/hash-arrays.js';
import type { Mesh } from '../mesh/mesh.js';
import {
  SIGNED_DISTANCE_GRID_DEFAULTS,
  SignedDistanceGrid,
  type SignedDistanceGridOptions,
} from './signed-distance-grid.js';

/** Raised when grids come out otherwise than before, so that old files are not taken for new ones. */
const VERSION = 1;

/**
 * The grid of a mesh from `folder`, built and written there the first time. The file is named by a hash of
 * vertices, faces and options; writing is atomic, so many processes may share a folder, and a damaged file is
 * built anew. A folder that cannot be written costs time, not the grid.
 */
export function cachedSignedDistanceGrid(
  mesh: Mesh,
  folder: string,
  options: Partial<SignedDistanceGridOptions> = {},
): SignedDistanceGrid {
  const full = { ...SIGNED_DISTANCE_GRID_DEFAULTS, ...options };
  const key = hashArrays(
    mesh.vertices,
    mesh.faces,
    Float64Array.of(VERSION, full.cell, full.padding, full.maximumNodes),
  );
  const path = join(folder, `distance-${key.slice(0, 32)}.safetensors`);
  if (existsSync(path)) {
    const found = readGrid(path);
    if (found) return found;
  }
  const grid = SignedDistanceGrid.build(mesh, full);
  try {
    mkdirSync(folder, { recursive: true });
    writeSafetensors(
      path,
      new Map([
        ['origin', { dtype: 'float64' as const, shape: [3], data: Float64Array.from(grid.origin) }],
        ['cell', { dtype: 'float64' as const, shape: [1], data: Float64Array.of(grid.cell) }],
        ['values', { dtype: 'float32' as const, shape: [...grid.size], data: grid.values }],
      ]),
    );
  } catch (error) {
    if (
      !['EACCES', 'EPERM', 'EROFS', 'ENOSPC', 'ENOTDIR'].includes((error as NodeJS.ErrnoException).code ?? '')
    )
      throw error;
  }
  return grid;
}

function readGrid(path: string): SignedDistanceGrid | null {
  try {
    const tensors = readSafetensors(path);
    const [origin, cell, values] = ['origin', 'cell', 'values'].map((name) => tensors.get(name));
    if (!origin || !cell || !values || values.shape.length !== 3) return null;
    const [x, y, z] = origin.data as Float64Array;
    const size = values.shape as [number, number, number];
    return new SignedDistanceGrid([x, y, z], Number(cell.data[0]), size, values.data as Float32Array);
  } catch (error) {
    if (error instanceof FormatError) return null;
    throw error;
  }
}
