import { cat, noGrad, ops, type Tensor } from '@handbooster/torch';
import type { HandLayer } from '../../../hand/hand-layer.js';
import { axisAngleToMatrices } from '../rotations/axis-angle-to-matrices.js';
import type { MobReconSOutput } from './mobrecon-s.js';

/** The terms of MobRecon-S's loss and their sum. */
export interface MobReconSLosses {
  canonicalVertices: Tensor;
  canonicalJoints: Tensor;
  vertices: Tensor;
  joints2d: Tensor;
  rotation: Tensor;
  total: Tensor;
}

/** (B, 48) absolute axis-angle, (B, 10), (B, 21, 2) in units of the crop's side. */
export interface MobReconSLabels {
  pose: Tensor;
  betas: Tensor;
  joints2d: Tensor;
  layer: HandLayer;
}

/**
 * MobRecon-S's loss: L1 of vertices before and after the wrist's rotation, of the joints before it and of the
 * 2D joints, and a tenth of the mean square of the rotation matrix. Terms on edges and normals, as MobRecon
 * has them, say nothing about a mesh that the hand model makes.
 */
export function mobReconSLosses(output: MobReconSOutput, labels: MobReconSLabels): MobReconSLosses {
  const truth = truthOf(labels);
  const terms = {
    canonicalVertices: l1(output.canonicalVertices, truth.vertices),
    canonicalJoints: l1(output.canonicalJoints, truth.joints),
    vertices: l1(output.vertices, truth.turned),
    joints2d: l1(output.joints2d, labels.joints2d),
    rotation: ops.mseLoss(output.rotation, truth.rotation).mul(0.1),
  };
  return { ...terms, total: Object.values(terms).reduce((sum, term) => sum.add(term)) };
}

/**
 * The part of the loss that says nothing of how fingers bend: L1 of the 2D joints and of the true vertices
 * turned by the wrist's rotation as it is found, and a tenth of the mean square of the rotation matrix.
 */
export function mobReconSWristLoss(output: MobReconSOutput, labels: MobReconSLabels): Tensor {
  const { vertices, joints, rotation, turned } = truthOf(labels);
  const wrist = joints.slice(1, 0, 1);
  const found = vertices.sub(wrist).matmul(output.rotation.transpose(1, 2)).add(wrist);
  return l1(found, turned)
    .add(l1(output.joints2d, labels.joints2d))
    .add(ops.mseLoss(output.rotation, rotation).mul(0.1));
}

const l1 = (a: Tensor, b: Tensor) => a.sub(b).abs().mean();

/** Hands of the labels before and after the wrist's rotation, without gradients. */
function truthOf(labels: MobReconSLabels) {
  return noGrad(() => {
    const root = labels.pose.slice(1, 0, 3);
    const unturned = cat([ops.zerosLike(root), labels.pose.slice(1, 3, 48)], 1);
    const { vertices, joints } = labels.layer.forward(unturned, labels.betas);
    const rotation = axisAngleToMatrices(root);
    const wrist = joints.slice(1, 0, 1);
    return {
      vertices,
      joints,
      rotation,
      turned: vertices.sub(wrist).matmul(rotation.transpose(1, 2)).add(wrist),
    };
  });
}
