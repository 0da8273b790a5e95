import { cat, ops, type Tensor } from '@handbooster/torch';
import type { HandLayer } from '../../../hand/hand-layer.js';
import { mobReconLosses } from '../mobrecon/losses.js';
import { axisAngleToMatrices } from '../rotations/axis-angle-to-matrices.js';
import type { H2ONetOutput } from './h2onet.js';

/** What H2ONet is trained towards: metres, the hand model's frame without translation. */
export interface H2ONetTarget {
  /** (B, V, 3) and (B, 21, 3), turned as in the camera. */
  vertices: Tensor;
  joints: Tensor;
  /** The same with the wrist's rotation left out. */
  canonicalVertices: Tensor;
  canonicalJoints: Tensor;
  /** (B, 3, 3) the wrist's rotation. */
  rotation: Tensor;
  /** (B, 21, 2) in units of the crop's side. */
  joints2d: Tensor;
}

/** The terms of H2ONet's loss and their sum. */
export interface H2ONetLosses {
  canonicalVertices: Tensor;
  canonicalJoints: Tensor;
  normal: Tensor;
  edge: Tensor;
  joints2d: Tensor;
  vertices: Tensor;
  joints: Tensor;
  rotation: Tensor;
  total: Tensor;
}

export interface H2ONetLossOptions {
  /** Whether the turned hand and the rotation count: off in the first of the original's two stages. */
  withRotation: boolean;
}

/** One stage, as HandBooster trains it. */
export const H2ONET_LOSS_DEFAULTS: H2ONetLossOptions = { withRotation: true };

/** What H2ONet is to answer for hands of absolute poses (B, 48) and shapes (B, 10). */
export function h2oNetTarget(layer: HandLayer, pose: Tensor, betas: Tensor, joints2d: Tensor): H2ONetTarget {
  const turned = layer.forward(pose, betas);
  const root = pose.slice(1, 0, 3);
  const canonical = layer.forward(cat([ops.zerosLike(root), pose.slice(1, 3, 48)], 1), betas);
  return {
    vertices: turned.vertices,
    joints: turned.joints,
    canonicalVertices: canonical.vertices,
    canonicalJoints: canonical.joints,
    rotation: axisAngleToMatrices(root),
    joints2d,
  };
}

/**
 * H2ONet's loss: MobRecon's terms and the L1 of 3D joints on the unturned hand; L1 of vertices and joints of
 * the turned one, and the mean square of the rotation matrix.
 *
 * @param faces (3 F) int64: all first corners, then all second ones, then all third ones.
 */
export function h2oNetLosses(
  output: H2ONetOutput,
  target: H2ONetTarget,
  faces: Tensor,
  options: Partial<H2ONetLossOptions> = {},
): H2ONetLosses {
  const { withRotation } = { ...H2ONET_LOSS_DEFAULTS, ...options };
  const canonical = mobReconLosses(
    { vertices: output.canonicalVertices, joints2d: output.joints2d },
    { vertices: target.canonicalVertices, joints2d: target.joints2d },
    faces,
  );
  const l1 = (a: Tensor, b: Tensor) => a.sub(b).abs().mean();
  const canonicalJoints = l1(output.canonicalJoints, target.canonicalJoints);
  const vertices = l1(output.vertices, target.vertices);
  const joints = l1(output.joints, target.joints);
  const rotation = ops.mseLoss(output.rotation, target.rotation);
  const unturned = canonical.total.add(canonicalJoints);
  return {
    canonicalVertices: canonical.vertices,
    canonicalJoints,
    normal: canonical.normal,
    edge: canonical.edge,
    joints2d: canonical.joints2d,
    vertices,
    joints,
    rotation,
    total: withRotation ? unturned.add(vertices).add(joints).add(rotation) : unturned,
  };
}
