import sharp from 'sharp';

/** An RGB image in memory: (height, width, 3), row 0 at the top. */
export interface DecodedRgb {
  width: number;
  height: number;
  pixels: Uint8Array;
}

/**
 * What the decoder only warns of, as spare bytes before a marker, is no fault; a picture that ends early is.
 */
export const DECODER_STRICTNESS = { failOn: 'error', limitInputPixels: 2 ** 28 } as const;

export interface DecodeRgbOptions {
  /**
   * `stored`: the file's numbers as OpenCV's `imread` gives them, whatever colour profile stands beside them,
   * and CMYK by its formula. `srgb`: as they look, profiles applied.
   */
  colors: 'stored' | 'srgb';
  /** Turns the picture as its camera noted. */
  upright: boolean;
  /** What transparent pixels are laid on; `dropped` keeps the colour they hide. */
  transparency: 'dropped' | 'white' | 'black';
  /** Makes pictures smaller until no side is longer, pixels. */
  greatest: number | null;
  /** Largest accepted width x height. */
  maxPixels: number;
}

export const DECODE_RGB_DEFAULTS: DecodeRgbOptions = {
  colors: 'srgb',
  upright: false,
  transparency: 'dropped',
  greatest: null,
  maxPixels: 2 ** 28,
};

/** Pixels that are decoded already, and only to be made smaller or laid on a background. */
export interface RawPixels {
  width: number;
  height: number;
  channels: 1 | 2 | 3 | 4;
  pixels: Uint8Array;
}

/**
 * Decodes a picture of any format of sharp's (JPEG, PNG, WebP, TIFF, AVIF ...) to RGB. Throws sharp's Error.
 *
 * @param source path, or the bytes; `stored` colours of CMYK need these
 */
export async function decodeRgb(
  source: string | Uint8Array | RawPixels,
  options: Partial<DecodeRgbOptions> = {},
): Promise<DecodedRgb> {
  const { colors, upright, transparency, greatest, maxPixels } = { ...DECODE_RGB_DEFAULTS, ...options };
  const stored = colors === 'stored';
  const isCmyk = stored && source instanceof Uint8Array && jpegComponents(source) === 4;
  const strictness = { ...DECODER_STRICTNESS, limitInputPixels: maxPixels, ignoreIcc: stored };
  let image =
    typeof source === 'string' || source instanceof Uint8Array
      ? sharp(source, strictness)
      : sharp(source.pixels, {
          raw: { width: source.width, height: source.height, channels: source.channels },
        });
  if (upright) image = image.rotate();
  if (greatest !== null) {
    image = image.resize({ width: greatest, height: greatest, fit: 'inside', withoutEnlargement: true });
  }
  if (isCmyk) image = image.pipelineColourspace('cmyk').toColourspace('cmyk');
  else {
    image = transparency === 'dropped' ? image.removeAlpha() : image.flatten({ background: transparency });
    image = image.toColourspace('srgb');
  }
  const { data, info } = await image.raw().toBuffer({ resolveWithObject: true });
  const { width, height, channels } = info;
  if (isCmyk) return { width, height, pixels: cmykToRgb(data) };
  if (channels === 3) {
    return { width, height, pixels: new Uint8Array(data.buffer, data.byteOffset, data.byteLength) };
  }
  const pixels = new Uint8Array(width * height * 3);
  const last = channels - 1;
  for (let i = 0; i < width * height; i++) {
    for (let k = 0; k < 3; k++) pixels[i * 3 + k] = data[i * channels + Math.min(k, last)];
  }
  return { width, height, pixels };
}

/** Channels that a JPEG's frame header announces; 0 where there is none before the picture's data. */
function jpegComponents(bytes: Uint8Array): number {
  if (bytes[0] !== 0xff || bytes[1] !== 0xd8) return 0;
  for (let i = 2; i + 9 < bytes.length; ) {
    if (bytes[i] !== 0xff) {
      i++;
      continue;
    }
    const marker = bytes[i + 1];
    const isFrame = marker >= 0xc0 && marker <= 0xcf && marker !== 0xc4 && marker !== 0xc8 && marker !== 0xcc;
    if (isFrame) return bytes[i + 9];
    if (marker === 0xda || marker === 0xd9) return 0;
    const alone = marker === 0xff || marker === 0 || marker === 1 || (marker >= 0xd0 && marker <= 0xd8);
    i += marker === 0xff ? 1 : alone ? 2 : 2 + ((bytes[i + 2] << 8) | bytes[i + 3]);
  }
  return 0;
}

/**
 * As OpenCV's decoder has it (`icvCvt_CMYK2BGR`): the file's numbers are taken for inverted inks, and each of
 * three is lessened by the fourth. The decoder here gives inks, 255 less those numbers.
 */
function cmykToRgb(inks: Uint8Array): Uint8Array {
  const count = inks.length / 4;
  const pixels = new Uint8Array(3 * count);
  for (let i = 0; i < count; i++) {
    const key = 255 - inks[4 * i + 3];
    for (let k = 0; k < 3; k++) pixels[3 * i + k] = key - ((inks[4 * i + k] * key) >> 8);
  }
  return pixels;
}
