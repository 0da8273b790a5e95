import { InputError } from 'handbooster';
import { cropCamera, type Sample } from 'handbooster/datasets';
import { decodeHands, type HandModel } from 'handbooster/hand';
import type { LabScene } from '../../api/lab.js';

/**
 * The label of a scene: joints are computed anew from the parameters, so that it is exact.
 *
 * @param size pixels of the picture.
 * @param name of an object by its number.
 * @throws InputError where the hand is not before the camera
 */
export function labLabel(
  scene: LabScene,
  hand: HandModel,
  size: number,
  name: (id: number) => string,
): Pick<Sample, 'camera' | 'hand' | 'joints' | 'objects' | 'grasped'> {
  const parameters = {
    pose: Float32Array.from(scene.pose),
    betas: Float32Array.from(scene.betas),
    translation: Float32Array.from(scene.translation),
  };
  const { joints } = decodeHands(hand, parameters.pose, parameters.betas, parameters.translation);
  for (let i = 2; i < joints.length; i += 3) {
    if (!(joints[i] > 0.05))
      throw new InputError('scene: expected a hand before the camera, found one behind it');
  }
  const { object } = scene;
  return {
    camera: cropCamera(scene.camera, scene.box, size),
    hand: { side: 'right', ...parameters, modelHash: hand.hash },
    joints,
    objects:
      object === null ? [] : [{ id: object.id, name: name(object.id), pose: Float64Array.from(object.pose) }],
    grasped: object === null ? -1 : 0,
  };
}
