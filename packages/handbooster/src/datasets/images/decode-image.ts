import { open } from 'node:fs/promises';
import { io } from '@handbooster/torch';
import { InputError } from '../../base/errors/input-error.js';
import { decodeRgb } from '../../base/images/decode-rgb.js';
import type { ImageReference } from '../sample/sample.js';
import { mirrorImage } from './mirror-image.js';
import type { RgbImage } from './rgb-image.js';

/** Options of {@link decodeImage}. */
export interface DecodeImageOptions {
  /** Largest accepted width x height: a small file can claim a huge picture. */
  maxPixels: number;
  /** Largest accepted file, bytes. */
  maxBytes: number;
  /** What the labels were made for; a picture of another size is refused. */
  expected?: { width: number; height: number };
}

export const DECODE_IMAGE_DEFAULTS: DecodeImageOptions = { maxPixels: 64_000_000, maxBytes: 256_000_000 };

/**
 * Reads a JPEG or PNG file as RGB; mirrored where the reference says so, so that pixels agree with the
 * labels. Colours are as OpenCV's `imread`, which the published loaders call, gives them: profiles are not
 * applied.
 *
 * @throws {InputError} naming the file: missing, neither JPEG nor PNG, cut short or damaged, too large, or of
 * another size than expected.
 */
export async function decodeImage(
  reference: ImageReference | string,
  options: Partial<DecodeImageOptions> = {},
): Promise<RgbImage> {
  const { path, mirrored, range }: ImageReference =
    typeof reference === 'string' ? { path: reference, mirrored: false } : reference;
  const { maxPixels, maxBytes, expected } = { ...DECODE_IMAGE_DEFAULTS, ...options };
  const bytes = await readImageBytes(path, range, maxBytes);
  const name = range === undefined ? path : `${path} at byte ${range.offset}`;
  const image = await decodeBytes(bytes, name, maxPixels);
  if (expected && (image.width !== expected.width || image.height !== expected.height)) {
    throw new InputError(
      `${name}: image is ${image.width}x${image.height}, expected ${expected.width}x${expected.height} as the camera says`,
    );
  }
  return mirrored ? mirrorImage(image) : image;
}

/** {@link decodeImage} of bytes in memory; `name` is for messages. */
export async function decodeBytes(
  bytes: Uint8Array,
  name: string,
  maxPixels = DECODE_IMAGE_DEFAULTS.maxPixels,
): Promise<RgbImage> {
  if (imageKind(bytes) === null) {
    throw new InputError(`${name}: not a JPEG or PNG image but ${io.describeFile(bytes)}`);
  }
  try {
    return await decodeRgb(bytes, { colors: 'stored', maxPixels });
  } catch (error) {
    if (/pixel limit/.test((error as Error).message)) {
      throw new InputError(
        `${name}: image is larger than the pixel limit, expected at most ${maxPixels} pixels`,
      );
    }
    // The decoder's own words are not passed on: images decoded at the same time share its error buffer.
    throw new InputError(
      `${name}: damaged image, it cannot be decoded to its end; fetch or make the file again`,
    );
  }
}

/** `jpeg` or `png` by the file's first bytes, else null. */
export function imageKind(bytes: Uint8Array): 'jpeg' | 'png' | null {
  if (bytes[0] === 0xff && bytes[1] === 0xd8 && bytes[2] === 0xff) return 'jpeg';
  const png = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a];
  return png.every((byte, i) => bytes[i] === byte) ? 'png' : null;
}

/** The bytes of an image file, or of the part of an archive that an image is. */
export async function readImageBytes(
  path: string,
  range: ImageReference['range'],
  maxBytes: number = DECODE_IMAGE_DEFAULTS.maxBytes,
): Promise<Buffer> {
  let file: Awaited<ReturnType<typeof open>>;
  try {
    file = await open(path, 'r');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new InputError(`${path}: image ${code === 'ENOENT' ? 'is missing' : `cannot be opened (${code})`}`);
  }
  try {
    const length = range?.length ?? (await file.stat()).size;
    if (length > maxBytes) {
      throw new InputError(`${path}: image file of ${length} bytes, expected at most ${maxBytes}`);
    }
    if (range === undefined) return await file.readFile();
    const bytes = Buffer.allocUnsafe(length);
    const { bytesRead } = await file.read(bytes, 0, length, range.offset);
    if (bytesRead < length) {
      throw new InputError(
        `${path}: ends at byte ${range.offset + bytesRead}, expected an image up to byte ${range.offset + length}`,
      );
    }
    return bytes;
  } finally {
    await file.close();
  }
}
