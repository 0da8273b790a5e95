import { BoundedCache } from '../../base/bounded-cache.js';
import { InputError } from '../../base/errors/input-error.js';
import type { HandModel } from '../../hand/model/hand-model.js';
import { dexYcbSamples } from '../../pipeline/stages/capture/downloaded-data.js';
import { sampleBox } from '../crop/crop-and-augment.js';
import { decodeImage, type RgbImage } from '../images/decode-image.js';
import type { Sample } from '../sample/sample.js';

/** Decoded pictures are kept up to this many bytes. */
const CACHE_BYTES = 2 ** 31;

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
    return RealSet.of(
      await dexYcbSamples(root, { right: hand }, setup, split),
      `${root}: split ${setup}/${split}`,
    );
  }

  /** Of the samples, those whose hand is in the picture. @throws InputError when there is none. */
  static of(samples: readonly Sample[], where: string): RealSet {
    const usable = samples.filter((sample) => sampleBox(sample) !== null);
    if (usable.length === 0) throw new InputError(`${where}: no picture shows a labelled hand`);
    return new RealSet(usable);
  }

  get length(): number {
    return this.samples.length;
  }

  frame(index: number): Promise<Frame> {
    const sample = this.samples[index];
    return this.#frames.get(index, async () => ({ sample, image: await decodeImage(sample.image) }));
  }
}
