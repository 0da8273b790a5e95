import { HandMetrics } from '../evaluation/index.js';
import type { HandModel } from '../hand/index.js';
import { decodeHands } from '../hand/index.js';
import { type PatchSource, predictHands, type ReconstructionNetwork } from '../reconstruction/index.js';
import type { EdgeCaseJudge, ReconstructedHand } from '../synthesis/index.js';

/** A reconstruction network as the edge-case filter's judge. */
export function networkJudge(network: ReconstructionNetwork, vertexCount: number): EdgeCaseJudge {
  return {
    predict(images) {
      const size = network.inputSize;
      const planes = new Float32Array(images.length * 3 * size * size);
      images.forEach((pixels, i) => {
        const at = i * 3 * size * size;
        for (let p = 0; p < size * size; p++) {
          for (let k = 0; k < 3; k++) planes[at + k * size * size + p] = pixels[3 * p + k] / 255;
        }
      });
      return splitHands(predictHands(network, planes), images.length);
    },
    measure: (predicted, truth) => new HandMetrics(vertexCount).add(predicted, truth),
  };
}

/** Joins of predictions, taken apart again. */
export function splitHands(
  { vertices, joints }: { vertices: Float32Array; joints: Float32Array },
  count: number,
): ReconstructedHand[] {
  const part = (all: Float32Array, i: number) =>
    all.subarray((i * all.length) / count, ((i + 1) * all.length) / count);
  return Array.from({ length: count }, (_, i) => ({ vertices: part(vertices, i), joints: part(joints, i) }));
}

/** Patches are predicted and compared this many at a time. */
const BATCH = 64;

/** A network's prediction and the truth for each patch of a source, in order. */
export async function* predictions(
  network: ReconstructionNetwork,
  hand: HandModel,
  source: PatchSource,
): AsyncGenerator<{ index: number; predicted: ReconstructedHand; truth: ReconstructedHand }> {
  for (let first = 0; first < source.count; first += BATCH) {
    const count = Math.min(BATCH, source.count - first);
    const patches = await Promise.all(Array.from({ length: count }, (_, i) => source.patch(first + i, null)));
    const images = new Float32Array(patches.reduce((sum, { image }) => sum + image.length, 0));
    patches.forEach(({ image }, i) => {
      images.set(image, i * image.length);
    });
    const hands = splitHands(predictHands(network, images), count);
    for (let i = 0; i < count; i++) {
      const { pose, betas } = patches[i];
      yield { index: first + i, predicted: hands[i], truth: decodeHands(hand, pose, betas) };
    }
  }
}
