import type { Random } from '@handbooster/torch';
import type { DrawableLabel } from '../../conditions/maps/scene-builder.js';
import { applyAffine, cropAffine, invertAffine } from '../../datasets/crop/affine.js';
import { type Augmentation, NO_AUGMENTATION } from '../../datasets/crop/augmentation.js';
import { type CroppedSample, sampleBox } from '../../datasets/crop/crop-and-augment.js';
import type { Sample } from '../../datasets/sample/sample.js';
import type { Box } from '../../geometry/camera.js';
import { composeRigid, rigid } from '../../geometry/rigid-motion.js';
import { axisAngleToMatrix } from '../../geometry/rotations.js';

/** How far crops for the denoiser differ from the plain one. */
export interface CropJitter {
  /** Radians about the optical axis, either way. */
  rotation: number;
  /** Of the box: largest factor, and its inverse the least. */
  scale: number;
  /** Of the box's side, either way in x and y. */
  shift: number;
}

/** Small: conditions to synthesise are framed as plain crops are. */
export const CROP_JITTER: CropJitter = { rotation: 0.25, scale: 1.12, shift: 0.06 };

/**
 * Draws until a crop lies wholly in the picture: no generated image shall learn of what is beyond its edge.
 */
const TRIES = 8;

/** A crop of a picture: which box, and how it is turned and scaled. */
export interface Crop {
  box: Box;
  augmentation: Augmentation;
}

/** A crop near the plain one and inside the picture; the plain one where none is found. */
export function drawCrop(sample: Sample, size: number, random: Random, jitter = CROP_JITTER): Crop | null {
  const plain = sampleBox(sample);
  if (plain === null) return null;
  const [x, y, width, height] = plain;
  for (let attempt = 0; attempt < TRIES; attempt++) {
    const moved = (side: number) => random.uniform(-jitter.shift, jitter.shift) * side;
    const box: Box = [x + moved(width), y + moved(height), width, height];
    const scale = jitter.scale ** random.uniform(-1, 1);
    const rotation = random.uniform(-jitter.rotation, jitter.rotation);
    const back = invertAffine(cropAffine(box, size, scale, rotation));
    const corners = applyAffine(back, [0, 0, size, 0, size, size, 0, size]);
    const inside = (at: number) =>
      corners[at] >= -0.5 &&
      corners[at] <= sample.camera.width - 0.5 &&
      corners[at + 1] >= -0.5 &&
      corners[at + 1] <= sample.camera.height - 0.5;
    if ([0, 2, 4, 6].every(inside)) return { box, augmentation: { ...NO_AUGMENTATION, scale, rotation } };
  }
  return { box: plain, augmentation: NO_AUGMENTATION };
}

/**
 * The label that a crop's camera shows where the picture's camera shows the sample's own: all turned about
 * the axis.
 */
export function turnedLabel(sample: Sample, crop: CroppedSample, rotation: number): DrawableLabel {
  const turn = rigid(axisAngleToMatrix([0, 0, -rotation]), [0, 0, 0]);
  const joints = crop.joints.map((value, i) => value + crop.root[i % 3]);
  // Turning moves the wrist; what the model adds to the translation to get there stays, whatever the root's
  // rotation.
  const translation = sample.hand.translation.map((value, i) => value + crop.root[i] - sample.joints[i]);
  return {
    hand: { ...sample.hand, pose: crop.pose, translation },
    joints,
    objects: sample.objects.map((object) => ({ ...object, pose: composeRigid(turn, object.pose) })),
    grasped: sample.grasped,
  };
}
