import { BoundedCache } from '../../base/bounded-cache.js';
import { InputError } from '../../base/errors/input-error.js';
import { sampleBox } from '../crop/crop-and-augment.js';
import { decodeImage } from '../images/decode-image.js';
import type { RgbImage } from '../images/rgb-image.js';
import type { Sample } from '../sample/sample.js';

/** Decoded pictures are kept up to this many bytes. */
const CACHE_BYTES = 2 ** 31;

/** A labelled picture in memory. */
export interface LabelledPicture {
  sample: Sample;
  image: RgbImage;
}

/** One split of the real data: samples whose hand is in the picture, with their pictures on demand. */
export class RealSplit {
  readonly #frames = new BoundedCache<LabelledPicture>(CACHE_BYTES, ({ image }) => image.pixels.length);

  constructor(readonly samples: readonly Sample[]) {}

  /** Of the samples, those whose hand is in the picture. @throws InputError when there is none. */
  static of(samples: readonly Sample[], where: string): RealSplit {
    const usable = samples.filter((sample) => sampleBox(sample) !== null);
    if (usable.length === 0) throw new InputError(`${where}: no picture shows a labelled hand`);
    return new RealSplit(usable);
  }

  get length(): number {
    return this.samples.length;
  }

  frame(index: number): Promise<LabelledPicture> {
    const sample = this.samples[index];
    return this.#frames.get(index, async () => ({ sample, image: await decodeImage(sample.image) }));
  }
}
