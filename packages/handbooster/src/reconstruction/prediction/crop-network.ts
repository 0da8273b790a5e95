import type { CropNetwork } from '../answer/answer-photo.js';
import type { ReconstructionNetwork } from '../networks/reconstruction-network.js';
import { predictHands } from './predict-hands.js';

/** A network in the engine as one that answers crops. */
export function cropNetwork(network: ReconstructionNetwork): CropNetwork {
  return {
    size: network.inputSize,
    predict: (images) => {
      const { vertices, joints, joints2d } = predictHands(network, images);
      const count = joints.length / 63;
      const part = (values: Float32Array, i: number) => {
        const each = values.length / count;
        return values.slice(i * each, (i + 1) * each);
      };
      return Array.from({ length: count }, (_, i) => ({
        vertices: part(vertices, i),
        joints: part(joints, i),
        joints2d: part(joints2d, i),
      }));
    },
  };
}
