import { existsSync } from 'node:fs';
import { join } from 'node:path';
import * as io from '@handbooster/torch/io';
import type { Mesh } from '../../geometry/mesh/mesh.js';
import { dropObject } from '../../objects/resting/drop-object.js';

/**
 * The table in the frame of an object at rest on it: (n, 4) rows (A, B, C, D) with A x + B y + C z + D >= 0
 * above, one for each of `count` drops that came to rest. Kept in `<directory>/rest/<name>.npz` and read from
 * there the next time.
 */
export async function restPlanes(
  object: Mesh & { name: string },
  count: number,
  seed: number,
  directory: string,
): Promise<Float32Array> {
  const path = join(directory, 'rest', `${object.name}.npz`);
  if (existsSync(path)) {
    const planes = io.readNpz(path).get('planes');
    if (planes?.data instanceof Float32Array) return planes.data;
  }
  const poses = await dropObject(object, { count, seed });
  const data = Float32Array.from(poses.filter(({ settled }) => settled).flatMap(({ plane }) => plane));
  io.writeNpz(path, new Map([['planes', { dtype: 'float32', shape: [data.length / 4, 4], data }]]));
  return data;
}
