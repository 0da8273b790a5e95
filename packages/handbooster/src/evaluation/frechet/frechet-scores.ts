import { inferenceMode, scope, tensor } from '@handbooster/torch';
import { mapConcurrently } from '../../base/threads/map-concurrently.js';
import { cropAndAugment } from '../../datasets/crop/crop-and-augment.js';
import { decodeImage } from '../../datasets/images/decode-image.js';
import { interleaved } from '../../datasets/images/interleave.js';
import type { RealSplit } from '../../datasets/real/real-split.js';
import { networkFeatures } from '../../reconstruction/networks/network-features.js';
import type { ReconstructionNetwork } from '../../reconstruction/networks/reconstruction-network.js';
import { groupOf } from '../../reconstruction/prediction/predict-hands.js';
import { planesOf } from '../../reconstruction/prediction/predict-patches.js';
import { FrechetReference } from './frechet-distance.js';
import { INCEPTION_FEATURES } from './inception/inception-v3.js';
import { inceptionFeatures, loadInception } from './inception/load-inception.js';

/** Frechet distances of sets of images to the real training images. */
export interface FrechetScores {
  /** What it is the distance of: the FID only with Inception's features. */
  name: string;
  rows: { set: string; images: number; distance: number }[];
}

/** Pictures that are decoded at once: enough for the codec's threads, few enough to hold. */
const AT_ONCE = 8;

/** A network that turns pictures into feature vectors. */
export interface FeatureNetwork {
  name: string;
  dimension: number;
  /** (N, dimension) of N square byte images (S, S, 3). */
  features(images: readonly Uint8Array[]): Float32Array;
  dispose(): void;
}

/** The FID's network from a file the user brings. @throws InputError where it is not that file. */
export function inceptionFeatureNetwork(path: string, device = 'cpu'): FeatureNetwork {
  const network = loadInception(path);
  network.to({ device });
  return {
    name: 'FID',
    dimension: INCEPTION_FEATURES,
    features: (images) => inceptionFeatures(network, images),
    dispose: () => network.dispose(),
  };
}

/**
 * A reconstruction network's encoder: what stands in for Inception's features where there are none. It is not
 * the FID.
 */
export function reconstructionFeatureNetwork(network: ReconstructionNetwork, name: string): FeatureNetwork {
  const group = (images: readonly Uint8Array[]) =>
    scope(() =>
      inferenceMode(() => {
        const size = network.inputSize;
        const shape = [images.length, 3, size, size];
        const planes = tensor(planesOf(images, size), { shape, device: network.device });
        return networkFeatures(network, planes).toFloat32();
      }),
    );
  network.eval();
  // All that is computed on the way is held until the group is through: of large pictures few at a time.
  const size = groupOf(network);
  const blank = new Uint8Array(3 * network.inputSize ** 2);
  const { length: dimension } = group([blank]);
  return {
    name: `Fréchet distance on features of ${name}`,
    dimension,
    features(images) {
      const features = new Float32Array(images.length * dimension);
      for (let first = 0; first < images.length; first += size) {
        features.set(group(images.slice(first, first + size)), first * dimension);
      }
      return features;
    },
    dispose: () => {},
  };
}

/**
 * Sets of pictures against a reference. Sets of fewer than two pictures are left out; a picture in several
 * sets is gone through once.
 */
export async function frechetScores(
  network: FeatureNetwork,
  reference: readonly Uint8Array[],
  sets: readonly { set: string; images: readonly Uint8Array[] }[],
): Promise<FrechetScores> {
  const { dimension } = network;
  const real = new FrechetReference(network.features(reference), dimension);
  const compared = sets.filter(({ images }) => images.length > 1);
  const places = new Map<Uint8Array, number>();
  for (const { images } of compared) {
    for (const image of images) if (!places.has(image)) places.set(image, places.size);
  }
  const all = network.features([...places.keys()]);
  const rows = compared.map(({ set, images }) => {
    const features = new Float32Array(images.length * dimension);
    images.forEach((image, i) => {
      const from = dimension * (places.get(image) as number);
      features.set(all.subarray(from, from + dimension), i * dimension);
    });
    return { set, images: images.length, distance: real.distance(features) };
  });
  return { name: network.name, rows };
}

/** Real crops as generated images are: (S, S, 3) bytes; at most `most` of them, evenly spread. */
export async function realCrops(real: RealSplit, size: number, most: number): Promise<Uint8Array[]> {
  const count = most === 0 ? real.length : Math.min(most, real.length);
  const indices = Array.from({ length: count }, (_, i) => Math.floor((i * real.length) / count));
  return mapConcurrently(indices, AT_ONCE, async (index) => {
    // Not by way of the split, which keeps pictures: these are looked at once.
    const sample = real.samples[index];
    const image = await decodeImage(sample.image);
    return interleaved(cropAndAugment(sample, image, { size }).image, size);
  });
}
