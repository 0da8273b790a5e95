import { inferenceMode, ops, scope, tensor } from '@handbooster/torch';
import { decodeHands } from '../../hand/decode-hands.js';
import type { HandModel } from '../../hand/model/hand-model.js';
import type { ReconstructedHand } from '../../synthesis/filter/reconstruction-errors.js';
import type { ReconstructionNetwork } from '../networks/reconstruction-network.js';
import type { PatchSource } from '../patches/patch-source.js';
import { predictHands } from './predict-hands.js';

/** (N, 3, size, size) in 0 ... 1 of square (S, S, 3) byte images. */
export function planesOf(images: readonly Uint8Array[], size: number): Float32Array {
  const length = images[0].length;
  const side = Math.sqrt(length / 3);
  const bytes = new Uint8Array(images.length * length);
  images.forEach((image, i) => {
    bytes.set(image, i * length);
  });
  return scope(() =>
    inferenceMode(() => {
      const pixels = tensor(bytes, { shape: [images.length, side, side, 3] }).permute([0, 3, 1, 2]);
      const planes = pixels.to({ dtype: 'float32' }).mul(1 / 255);
      const fitted = side === size ? planes : ops.upsampleBilinear2d(planes, [size, size], false);
      return fitted.contiguous().toFloat32();
    }),
  );
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

/** A patch's truth and what networks make of it, in the networks' order. */
export interface PredictedPatch {
  index: number;
  predicted: ReconstructedHand[];
  truth: ReconstructedHand;
}

/** A network's prediction and the truth for each patch of a source, in order. */
export async function* predictions(
  network: ReconstructionNetwork,
  hand: HandModel,
  source: PatchSource,
): AsyncGenerator<{ index: number; predicted: ReconstructedHand; truth: ReconstructedHand }> {
  for await (const { index, predicted, truth } of predictionsOf([network], hand, source)) {
    yield { index, predicted: predicted[0], truth };
  }
}

/**
 * The same of several networks of one input size: every picture is read once. The next patches are read, by
 * other threads, while these are predicted and compared.
 */
export async function* predictionsOf(
  networks: readonly ReconstructionNetwork[],
  hand: HandModel,
  source: PatchSource,
): AsyncGenerator<PredictedPatch> {
  const load = (first: number) => {
    const count = Math.min(BATCH, source.count - first);
    const patches = Promise.all(Array.from({ length: count }, async (_, i) => source.patch(first + i, null)));
    // What goes wrong is said when the patches are due; by then nobody may want them.
    patches.catch(() => {});
    return patches;
  };
  let next = load(0);
  for (let first = 0; first < source.count; first += BATCH) {
    const patches = await next;
    if (first + BATCH < source.count) next = load(first + BATCH);
    const images = new Float32Array(patches.reduce((sum, { image }) => sum + image.length, 0));
    patches.forEach(({ image }, i) => {
      images.set(image, i * image.length);
    });
    const hands = networks.map((network) => splitHands(predictHands(network, images), patches.length));
    for (let i = 0; i < patches.length; i++) {
      const { pose, betas } = patches[i];
      const truth = decodeHands(hand, pose, betas);
      yield { index: first + i, predicted: hands.map((own) => own[i]), truth };
    }
  }
}
