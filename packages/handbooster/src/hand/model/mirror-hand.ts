import { createHandModel } from './create-hand-model.js';
import type { HandModel } from './hand-model.js';

/**
 * The other hand: the model seen in a mirror that turns x round. Then, with `mirrorPose`, every vertex of the
 * mirrored model in the mirrored pose is the mirror image of the model's in its own.
 */
export function mirrorHandModel(model: HandModel, name: string): HandModel {
  const { hash: _, ...arrays } = model;
  const faces = new Uint32Array(model.faces.length);
  for (let f = 0; f < faces.length; f += 3) {
    faces[f] = model.faces[f];
    faces[f + 1] = model.faces[f + 2];
    faces[f + 2] = model.faces[f + 1];
  }
  // Mirroring takes a rotation R to M R M with M = diag(-1, 1, 1): entry (i, k) changes sign once an index is
  // 0.
  const entrySigns = Array.from({ length: 135 }, (_, i) => (((i % 9) % 3 === 0) === i % 9 < 3 ? 1 : -1));
  return createHandModel(
    {
      ...arrays,
      name,
      side: model.side === 'right' ? 'left' : 'right',
      faces,
      template: model.template.map((value, i) => (i % 3 === 0 ? -value : value)),
      shapeDirections: model.shapeDirections.map((value, i) =>
        Math.floor(i / 10) % 3 === 0 ? -value : value,
      ),
      poseDirections: model.poseDirections.map(
        (value, i) => value * (Math.floor(i / 135) % 3 === 0 ? -1 : 1) * entrySigns[i % 135],
      ),
      poseComponents: model.poseComponents.map((value, i) => ((i % 45) % 3 === 0 ? value : -value)),
      poseMean: model.poseMean.map((value, i) => (i % 3 === 0 ? value : -value)),
    },
    name,
  );
}

/**
 * The mirror image (x turned round) of axis-angle vectors (N, 3): y and z change sign. For (B, 48) poses,
 * too.
 */
export function mirrorPose(pose: ArrayLike<number>): Float32Array {
  return Float32Array.from(pose, (value, i) => (i % 3 === 0 ? value : -value));
}

/** The mirror image (x turned round) of points (N, 3): joints, vertices, translations. */
export function mirrorPoints(points: ArrayLike<number>): Float32Array {
  return Float32Array.from(points, (value, i) => (i % 3 === 0 ? -value : value));
}
