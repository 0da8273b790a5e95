import {
  axisAngleToMatrix,
  cropCamera,
  type DrawableLabel,
  decodeHands,
  type HandModel,
  jointBox,
  matrixToAxisAngle,
  multiplyMatrices,
  type ObjectModel,
  projectPoints,
  rigid,
  rotateVector,
  shiftInside,
  squareBox,
} from 'handbooster/browser';
import type { LabDescription, LabGrasp, LabScene } from '../../../src/api/lab.js';

/** A hand in the object's frame: z up, metres. */
export interface PosedScene {
  /** (48) */
  pose: Float32Array;
  /** (10) */
  betas: Float32Array;
  /** (3) */
  translation: Float32Array;
}

export function fromGrasp({ pose, betas, translation }: LabGrasp): PosedScene {
  return {
    pose: Float32Array.from(pose),
    betas: Float32Array.from(betas),
    translation: Float32Array.from(translation),
  };
}

/** A flat hand, fingers up; beside an object, where there is one. */
export function openHand(object: ObjectModel | null = null): PosedScene {
  const pose = new Float32Array(48);
  // At rest the fingers point along -x and the palm looks along -y.
  pose.set(matrixToAxisAngle([0, 0, 1, 0, 1, 0, -1, 0, 0]));
  let beside = 0;
  for (let i = 1; i < (object?.vertices.length ?? 0); i += 3) {
    beside = Math.max(beside, (object as ObjectModel).vertices[i]);
  }
  return {
    pose,
    betas: new Float32Array(10),
    translation: Float32Array.of(0, object === null ? 0 : beside + 0.04, 0),
  };
}

/**
 * A scene as a camera sees it: the wrist on its axis, as far away as hands were in the run, and the square
 * about the hand that real pictures are cut to.
 *
 * @param view (9) rotation, camera from object.
 */
export function seenScene(
  { pose, betas, translation }: PosedScene,
  object: ObjectModel | null,
  view: ArrayLike<number>,
  hand: HandModel,
  { camera, depth }: Pick<LabDescription, 'camera' | 'depth'>,
): LabScene {
  const rest = decodeHands(hand, new Float32Array(48), betas).joints.subarray(0, 3);
  // The hand's middle, not its wrist, goes to the picture's.
  const { joints } = decodeHands(hand, pose, betas, translation);
  const middle = rotateVector(view, joints.subarray(27, 30));
  const shift = [-middle[0], -middle[1], depth - middle[2]];
  const root = multiplyMatrices(view, axisAngleToMatrix(pose));
  const seen = Float32Array.from(pose);
  seen.set(matrixToAxisAngle(root));
  const wrist = rotateVector(
    view,
    [0, 1, 2].map((k) => rest[k] + translation[k]),
  );
  const placed = Float32Array.from(rest, (value, k) => wrist[k] + shift[k] - value);
  const moved = decodeHands(hand, seen, betas, placed);
  const square = squareBox(jointBox(projectPoints(camera, moved.joints)), camera.width, camera.height);
  return {
    camera,
    box: [
      ...(square === null
        ? [0, 0, camera.width, camera.width]
        : shiftInside(square, camera.width, camera.height)),
    ] as LabScene['box'],
    pose: Array.from(seen),
    betas: Array.from(betas),
    translation: Array.from(placed),
    object: object === null ? null : { id: object.id, pose: Array.from(rigid(view, shift)) },
  };
}

/** A seen scene as the rasteriser takes it, and the camera of its square. */
export function drawableLabel(scene: LabScene, hand: HandModel, size: number) {
  const parameters = {
    pose: Float32Array.from(scene.pose),
    betas: Float32Array.from(scene.betas),
    translation: Float32Array.from(scene.translation),
  };
  const { joints } = decodeHands(hand, parameters.pose, parameters.betas, parameters.translation);
  const { object } = scene;
  const label: DrawableLabel = {
    hand: { side: 'right', ...parameters, modelHash: hand.hash },
    joints,
    objects: object === null ? [] : [{ id: object.id, name: '', pose: Float64Array.from(object.pose) }],
    grasped: object === null ? -1 : 0,
  };
  return { label, camera: cropCamera(scene.camera, scene.box, size) };
}
