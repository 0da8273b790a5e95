import { inferenceMode, scope, type Tensor, tensor } from '@handbooster/torch';
import type { ReconstructionNetwork } from '../networks/reconstruction-network.js';

/**
 * Predicted hands: vertices (B, V, 3) and joints (B, 21, 3) in metres, joints2d (B, 21, 2) in units of the
 * crop's side.
 */
export interface PredictedHands {
  vertices: Float32Array;
  joints: Float32Array;
  joints2d: Float32Array;
}

/**
 * Images a forward pass takes; fixed for a network, so that a prediction does not depend on how many were
 * asked for at once. Fewer of larger pictures: a processor is busy with those anyway, and a single photo is
 * not to cost as much as 32.
 */
export function groupOf({ inputSize }: ReconstructionNetwork): number {
  if (inputSize <= 64) return 32;
  return inputSize <= 128 ? 8 : 1;
}

/**
 * Runs a network on crops (B, 3, S, S) in 0 ... 1. The network is put in evaluation mode. The last group is
 * filled up with zeros, so that an image's bytes do not depend on how many follow it.
 *
 * @example
 * ```ts
 * import { createNetwork, loadBuiltinHand, predictHands } from 'handbooster';
 * const network = createNetwork('mobrecon-s', loadBuiltinHand(), 64);
 * const { joints } = predictHands(network, new Float32Array(2 * 3 * 64 * 64));
 * console.log(joints.length / 3); // 42
 * ```
 */
export function predictHands(network: ReconstructionNetwork, images: Float32Array): PredictedHands {
  const size = 3 * network.inputSize ** 2;
  const count = images.length / size;
  if (!Number.isInteger(count)) {
    throw new RangeError(
      `predictHands: expected images of ${size} numbers each, found ${images.length} numbers`,
    );
  }
  network.eval();
  const { device } = network;
  const groupSize = groupOf(network);
  const parts: PredictedHands[] = [];
  for (let first = 0; first < count; first += groupSize) {
    const group = new Float32Array(groupSize * size);
    group.set(images.subarray(first * size, Math.min(count, first + groupSize) * size));
    const inGroup = Math.min(groupSize, count - first);
    const shape = [groupSize, 3, network.inputSize, network.inputSize];
    parts.push(
      scope(() =>
        inferenceMode(() => {
          const output = network.forward(tensor(group, { shape, device }));
          const take = (x: Tensor) => x.slice(0, 0, inGroup).toFloat32();
          return {
            vertices: take(output.vertices),
            joints: take(output.joints),
            joints2d: take(output.joints2d),
          };
        }),
      ),
    );
  }
  const join = (name: keyof PredictedHands) => concatenate(parts.map((part) => part[name]));
  return { vertices: join('vertices'), joints: join('joints'), joints2d: join('joints2d') };
}

function concatenate(arrays: Float32Array[]): Float32Array {
  const result = new Float32Array(arrays.reduce((sum, array) => sum + array.length, 0));
  let at = 0;
  for (const array of arrays) {
    result.set(array, at);
    at += array.length;
  }
  return result;
}
