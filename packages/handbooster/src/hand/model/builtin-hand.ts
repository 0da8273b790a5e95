import { float16ToFloat32, readSafetensors } from '@handbooster/torch/io';
import { InputError } from '../../base/errors/input-error.js';
import { packageFile } from '../../base/files/package-file.js';
import { createHandModel } from './create-hand-model.js';
import type { HandModel, HandSide } from './hand-model.js';
import { HAND_PARENTS } from './hand-skeleton.js';
import { mirrorHandModel } from './mirror-hand.js';

const loaded = new Map<HandSide, HandModel>();

/**
 * The hand that ships with HandBooster: 1159 vertices, 2314 faces, closed, derived from the MIT-licensed
 * WebXR generic hand (assets/hand/LICENSE). Axes as MANO's: of the right hand at rest the fingers point along
 * -x, the palm looks along -y, the thumb is at +z; the origin is the middle knuckle, the wrist near (0.09, 0,
 * 0). The left hand is the mirror image in x. Loaded once; callers share the arrays and must not write to
 * them.
 *
 * @example
 * ```ts
 * import { loadBuiltinHand } from 'handbooster';
 * console.log(loadBuiltinHand().faces.length / 3, loadBuiltinHand('left').side); // 2314 left
 * ```
 */
export function loadBuiltinHand(side: HandSide = 'right'): HandModel {
  let model = loaded.get(side);
  if (!model) {
    model = side === 'right' ? readBuiltin() : mirrorHandModel(loadBuiltinHand('right'), 'builtin-left');
    loaded.set(side, model);
  }
  return model;
}

function readBuiltin(): HandModel {
  const path = packageFile('assets/hand/webxr-right.safetensors');
  const tensors = readSafetensors(path);
  const data = <T>(name: string) => {
    const found = tensors.get(name);
    if (!found) throw new InputError(`${path}: no tensor '${name}'; reinstall the package`);
    return found.data as T;
  };
  const template = data<Float32Array>('template');
  const poseDirections = new Float32Array(template.length * 135);
  const rows = data<Uint16Array>('pose_direction_rows');
  const values = float16ToFloat32(data<Uint16Array>('pose_direction_values'));
  for (let i = 0; i < rows.length; i++) {
    const vertex = Math.floor(rows[i] / 15);
    const joint = rows[i] % 15;
    for (let k = 0; k < 27; k++) {
      const at = (3 * vertex + Math.floor(k / 9)) * 135 + joint * 9 + (k % 9);
      poseDirections[at] = values[i * 27 + k];
    }
  }
  return createHandModel(
    {
      name: 'builtin-right',
      side: 'right',
      template,
      faces: Uint32Array.from(data<Uint16Array>('faces')),
      parents: Int32Array.from(HAND_PARENTS),
      weights: data('weights'),
      jointRegressor: data('joint_regressor'),
      shapeDirections: data('shape_directions'),
      poseDirections,
      poseComponents: data('pose_components'),
      poseMean: data('pose_mean'),
      tips: data('tips'),
      provenance: tensors.metadata.provenance,
    },
    path,
  );
}
