import { noGrad, ops, type Tensor } from '@handbooster/torch';
import type { HandLayer } from '../../hand/hand-layer.js';
import { H2ONet, type H2ONetOutput } from '../networks/h2onet/h2onet.js';
import { h2oNetLosses, h2oNetTarget } from '../networks/h2onet/losses.js';
import { HandOccNet, type HandOccNetOutput } from '../networks/handoccnet/handoccnet.js';
import { handOccNetLosses } from '../networks/handoccnet/losses.js';
import { mobReconLosses } from '../networks/mobrecon/losses.js';
import { mobReconSLosses } from '../networks/mobrecon-s/losses.js';
import { MobReconS, type MobReconSOutput } from '../networks/mobrecon-s/mobrecon-s.js';
import type { ReconstructionNetwork, ReconstructionOutput } from '../networks/reconstruction-network.js';

/** The labels of a batch, and what decodes them. */
export interface TrainingLabels {
  /** (B, 48) absolute axis-angle. */
  pose: Tensor;
  /** (B, 10) */
  betas: Tensor;
  /** (B, 21, 2) in units of the crop's side. */
  joints2d: Tensor;
  layer: HandLayer;
  /** (3 F) int64: all first corners, then all second ones, then all third ones. */
  faces: Tensor;
}

/** What is made small: a scalar. */
export type TrainingLoss = (output: ReconstructionOutput, labels: TrainingLabels) => Tensor;

/** The loss that a network is published with; MobRecon's for any other network of vertices. */
export function trainingLossOf(network: ReconstructionNetwork): TrainingLoss {
  if (network instanceof HandOccNet) {
    return (output, { pose, betas, joints2d, layer }) => {
      const target = noGrad(() => {
        const { vertices, joints } = layer.forward(pose, betas);
        // The network's rotations stand before the mean pose, which is what a pose of zeros becomes.
        const mean = layer.absolutePose(ops.zerosLike(pose), { pca: false, flatHandMean: false });
        return { vertices, joints, pose: pose.sub(mean), betas, joints2d };
      });
      return handOccNetLosses(output as HandOccNetOutput, target).total;
    };
  }
  if (network instanceof H2ONet) {
    return (output, { pose, betas, joints2d, layer, faces }) => {
      const target = noGrad(() => h2oNetTarget(layer, pose, betas, joints2d));
      return h2oNetLosses(output as H2ONetOutput, target, faces).total;
    };
  }
  if (network instanceof MobReconS) {
    return (output, labels) => mobReconSLosses(output as MobReconSOutput, labels).total;
  }
  return (output, { pose, betas, joints2d, layer, faces }) => {
    const vertices = noGrad(() => layer.forward(pose, betas).vertices);
    return mobReconLosses(output, { vertices, joints2d }, faces).total;
  };
}
