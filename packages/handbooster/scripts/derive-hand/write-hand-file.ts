import { statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type ArrayData, float32ToFloat16, writeSafetensors } from '@handbooster/torch/io';
import type { HandModel } from '../../src/hand/model/hand-model.js';

/**
 * Writes `webxr-right.safetensors` and the licence beside it. The pose directions are nearly empty: only the
 * rows (vertex x 15 + joint) with anything in them are kept, in half precision (a rounding of under a
 * micrometre). Returns the file's size in bytes.
 */
export function writeHandFile(
  folder: string,
  licence: string,
  model: Omit<HandModel, 'hash'>,
  shapeNames: string[],
): number {
  const count = model.template.length / 3;
  const rows: number[] = [];
  const values: number[] = [];
  for (let v = 0; v < count; v++) {
    for (let joint = 0; joint < 15; joint++) {
      const block = [0, 1, 2].flatMap((k) => [
        ...model.poseDirections.subarray((3 * v + k) * 135 + joint * 9, (3 * v + k) * 135 + joint * 9 + 9),
      ]);
      if (!block.some((value) => Math.abs(value) > 1e-6)) continue;
      rows.push(v * 15 + joint);
      values.push(...block);
    }
  }
  const float = (data: Float32Array, shape: number[]) => ({ dtype: 'float32' as const, shape, data });
  const tensors = new Map<string, ArrayData>([
    ['template', float(model.template, [count, 3])],
    ['faces', { dtype: 'uint16', shape: [model.faces.length / 3, 3], data: Uint16Array.from(model.faces) }],
    ['weights', float(model.weights, [count, 16])],
    ['joint_regressor', float(model.jointRegressor, [16, count])],
    ['shape_directions', float(model.shapeDirections, [count, 3, 10])],
    ['pose_direction_rows', { dtype: 'uint16', shape: [rows.length], data: Uint16Array.from(rows) }],
    [
      'pose_direction_values',
      {
        dtype: 'float16',
        shape: [rows.length, 3, 9],
        data: float32ToFloat16(values),
      },
    ],
    ['pose_components', float(model.poseComponents, [45, 45])],
    ['pose_mean', float(model.poseMean, [45])],
    ['tips', { dtype: 'int32', shape: [5], data: model.tips }],
  ]);
  const path = join(folder, 'webxr-right.safetensors');
  writeSafetensors(path, tensors, {
    format: 'handbooster hand model 1',
    name: model.name,
    provenance: model.provenance,
    shape_directions: shapeNames.join(', '),
  });
  writeFileSync(
    join(folder, 'LICENSE'),
    `webxr-right.safetensors is derived, by scripts/derive-hand.ts, from the generic hand of the npm package\n` +
      `@webxr-input-profiles/assets (https://github.com/immersive-web/webxr-input-profiles), whose licence is:\n\n` +
      `${licence.replaceAll('\r\n', '\n').trimEnd()}\n`,
  );
  return statSync(path).size;
}
