import { mapConcurrently } from '../datasets/files/map-concurrently.js';
import { decodeImage, type RgbImage, readDexYcb, type Sample, sampleBox } from '../datasets/index.js';
import { InputError } from '../geometry/input-error.js';
import type { HandModel } from '../hand/index.js';
import { BoundedCache } from './bounded-cache.js';

/** Decoded pictures are kept up to this many bytes. */
const CACHE_BYTES = 2 ** 31;
const CONCURRENCY = 16;

/** A labelled picture in memory. */
export interface Frame {
  sample: Sample;
  image: RgbImage;
}

/** One split of the real data: samples whose hand is in the picture, with their pictures on demand. */
export class RealSet {
  readonly #frames = new BoundedCache<Frame>(CACHE_BYTES, ({ image }) => image.pixels.length);

  constructor(readonly samples: readonly Sample[]) {}

  /** Opens a split of a capture in DexYCB's layout. @throws InputError when no sample is usable. */
  static async open(root: string, hand: HandModel, setup: string, split: string): Promise<RealSet> {
    const reader = await readDexYcb(root, { right: hand }, { setup, split, sides: ['right'] });
    const positions = Array.from({ length: reader.length }, (_, i) => i);
    const loaded = await mapConcurrently(positions, CONCURRENCY, (position) => reader.load(position));
    const samples = loaded.filter((sample) => sample !== null && sampleBox(sample) !== null) as Sample[];
    if (samples.length === 0)
      throw new InputError(`${root}: split ${setup}/${split}: no picture shows a labelled hand`);
    return new RealSet(samples);
  }

  get length(): number {
    return this.samples.length;
  }

  frame(index: number): Promise<Frame> {
    const sample = this.samples[index];
    return this.#frames.get(index, async () => ({ sample, image: await decodeImage(sample.image) }));
  }
}
