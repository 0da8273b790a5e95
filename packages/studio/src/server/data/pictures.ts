import { type ImageReference, readImageBytes } from 'handbooster/datasets';
import pLimit from 'p-limit';
import sharp from 'sharp';

/** Thumbnails in memory, bytes. */
const MOST_BYTES = 96 * 2 ** 20;
const AT_ONCE = 3;
const MOST_PIXELS = 64_000_000;

const limit = pLimit(AT_ONCE);

/** Small pictures, made once as long as they fit. */
export class Pictures {
  readonly #kept = new Map<string, Buffer>();
  #bytes = 0;

  /** A WebP of at most `size` pixels a side. @throws InputError where the file is missing or damaged */
  async thumbnail(key: string, image: ImageReference, size: number): Promise<Buffer> {
    const name = `${key} ${size}`;
    const known = this.#kept.get(name);
    if (known !== undefined) {
      this.#kept.delete(name);
      this.#kept.set(name, known);
      return known;
    }
    const made = await limit(async () =>
      (await open(image))
        .resize(size, size, { fit: 'inside', kernel: 'lanczos3' })
        .webp({ quality: 82 })
        .toBuffer(),
    );
    this.#kept.set(name, made);
    this.#bytes += made.length;
    for (const [oldest, bytes] of this.#kept) {
      if (this.#bytes <= MOST_BYTES) break;
      this.#kept.delete(oldest);
      this.#bytes -= bytes.length;
    }
    return made;
  }

  /** The whole picture as its labels see it: mirrored where they were. PNG, without loss. */
  whole(image: ImageReference): Promise<Buffer> {
    return limit(async () => (await open(image)).png({ compressionLevel: 4 }).toBuffer());
  }
}

/** Pixels of a picture as it is stored. */
export async function pictureSize(image: ImageReference): Promise<{ width: number; height: number }> {
  const { width, height } = await sharp(await readImageBytes(image.path, image.range)).metadata();
  return { width, height };
}

/** A map (S, S, 3) as PNG. */
export function encodeMap(pixels: Uint8Array, size: number): Promise<Buffer> {
  return sharp(pixels, { raw: { width: size, height: size, channels: 3 } })
    .png({ compressionLevel: 4 })
    .toBuffer();
}

async function open({ path, range, mirrored }: ImageReference) {
  const image = sharp(await readImageBytes(path, range), { limitInputPixels: MOST_PIXELS });
  return mirrored ? image.flop() : image;
}
