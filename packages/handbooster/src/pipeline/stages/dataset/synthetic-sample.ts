import type { StoredCondition } from '../../../conditions/creation/condition-files.js';
import { cropCamera } from '../../../datasets/crop/crop-camera.js';
import type { Sample } from '../../../datasets/sample/sample.js';

/** The label of a generated image: the camera is that of the crop, so that joints project into it. */
export function syntheticSample(condition: StoredCondition, path: string, size: number): Sample {
  const { id, subject, hand, joints, objects, grasped, camera, box } = condition;
  return {
    id,
    dataset: 'synthetic',
    subject,
    sequence: condition.kind,
    frame: Number(id),
    view: 'crop',
    image: { path, mirrored: false },
    camera: cropCamera(camera, box, size),
    hand,
    joints,
    objects,
    grasped,
    segmentation: null,
  };
}
