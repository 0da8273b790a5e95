import { ops, type Tensor } from '@handbooster/torch';
import { axisAngleToMatrices } from '../rotations/axis-angle-to-matrices.js';
import type { HandOccNetOutput } from './handoccnet.js';

/** What HandOccNet is trained towards. */
export interface HandOccNetTarget {
  /** (B, V, 3) metres, the hand model's frame without translation. */
  vertices: Tensor;
  /** (B, 21, 3) metres, the same frame. */
  joints: Tensor;
  /** (B, 48) axis-angle before the model's mean pose is added: an absolute pose minus the mean. */
  pose: Tensor;
  /** (B, 10) */
  betas: Tensor;
  /** (B, 21, 2) in units of the crop's side. */
  joints2d: Tensor;
}

/** The weighted terms of HandOccNet's loss and their sum. */
export interface HandOccNetLosses {
  vertices: Tensor;
  joints: Tensor;
  pose: Tensor;
  betas: Tensor;
  joints2d: Tensor;
  total: Tensor;
}

/** The release's constants; the `lambda_*` of its configuration are read only where errors are reported. */
export const HANDOCCNET_LOSS_WEIGHTS = {
  vertices: 1e4,
  joints: 1e4,
  pose: 10,
  betas: 0.1,
  joints2d: 100,
} as const;

/** HandOccNet's loss: weighted mean squares of vertices, joints, rotation matrices, shape and 2D joints. */
export function handOccNetLosses(output: HandOccNetOutput, target: HandOccNetTarget): HandOccNetLosses {
  const batch = target.pose.shape[0];
  const rotations = axisAngleToMatrices(target.pose.reshape([batch, 16, 3]));
  const weighted = (weight: number, a: Tensor, b: Tensor) => ops.mseLoss(a, b).mul(weight);
  const weights = HANDOCCNET_LOSS_WEIGHTS;
  const vertices = weighted(weights.vertices, output.vertices, target.vertices);
  const joints = weighted(weights.joints, output.joints, target.joints);
  const pose = weighted(weights.pose, output.rotations, rotations);
  const betas = weighted(weights.betas, output.betas, target.betas);
  const joints2d = weighted(weights.joints2d, output.joints2d, target.joints2d);
  const total = vertices.add(joints).add(pose).add(betas).add(joints2d);
  return { vertices, joints, pose, betas, joints2d, total };
}
