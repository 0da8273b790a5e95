import { applyRigid } from '../geometry/rigid-motion.js';
import type { ConditionScene } from '../render/maps/condition-scene.js';
import { GBuffer } from '../render/raster/g-buffer.js';
import { rasterise } from '../render/raster/rasterise.js';

const alone = new GBuffer();
const together = new GBuffer();

/** Share of the hand's pixels in front of all objects, 0 ... 1; null where the hand is not in the picture. */
export function visibleShare({ camera, hand, objects }: ConditionScene): number | null {
  if (hand === null) return null;
  const handMesh = { vertices: hand.vertices, faces: hand.faces };
  const placed = objects.map(({ model, cameraFromObject }) => ({
    vertices: applyRigid(cameraFromObject, model.vertices),
    faces: model.faces,
  }));
  const seen = (buffer: GBuffer) => buffer.mesh.reduce((sum, mesh) => sum + (mesh === 0 ? 1 : 0), 0);
  const options = { barycentric: false };
  const all = seen(rasterise([handMesh], camera, { ...options, buffer: alone }));
  if (all === 0) return null;
  return seen(rasterise([handMesh, ...placed], camera, { ...options, buffer: together })) / all;
}
