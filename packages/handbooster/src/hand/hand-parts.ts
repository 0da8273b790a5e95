import { closeBoundary } from '../geometry/mesh/close-boundary.js';
import type { HandModel } from './model/hand-model.js';

/** Dominant joint (0 ... 15) of each vertex (V). */
export function partOfVertex(model: HandModel): Uint8Array {
  const out = new Uint8Array(model.template.length / 3);
  for (let v = 0; v < out.length; v++) {
    let best = 0;
    for (let joint = 1; joint < 16; joint++) {
      if (model.weights[v * 16 + joint] > model.weights[v * 16 + best]) best = joint;
    }
    out[v] = best;
  }
  return out;
}

/** The model's faces with the wrist's rim closed (MANO: 1538 + 14); its own faces where it has no rim. */
export function closedFaces(model: HandModel): Uint32Array {
  return closeBoundary({ vertices: model.template, faces: model.faces });
}

/** Joints (16, 3) of the template, metres. */
export function restJoints(model: HandModel): Float64Array {
  const out = new Float64Array(48);
  const count = model.template.length / 3;
  for (let joint = 0; joint < 16; joint++) {
    for (let v = 0; v < count; v++) {
      const weight = model.jointRegressor[joint * count + v];
      if (weight === 0) continue;
      for (let k = 0; k < 3; k++) out[3 * joint + k] += weight * model.template[3 * v + k];
    }
  }
  return out;
}
