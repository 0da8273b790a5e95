import { TGALoader } from 'three/addons/loaders/TGALoader.js';

/** Bytes of a Targa header. */
const HEADER = 18;
/** Indexed, colour and grey, plain and run-length coded. */
const TYPES = [1, 2, 3, 9, 10, 11];

/** A Targa picture as (height, width, 4) RGBA, row 0 at the top. */
export interface TgaImage {
  width: number;
  height: number;
  pixels: Uint8Array;
}

/**
 * Decodes a Targa (TGA) picture, by three's reader. Null where the bytes are none, which shows only in what
 * the header's numbers are: the format has no mark. Throws Error for one that ends early or of a kind that is
 * not read.
 */
export function decodeTga(bytes: Uint8Array): TgaImage | null {
  if (bytes.length <= HEADER) return null;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const [mapType, type, depth] = [bytes[1], bytes[2], bytes[16]];
  const [width, height] = [view.getUint16(12, true), view.getUint16(14, true)];
  const isTarga = mapType <= 1 && TYPES.includes(type) && [8, 15, 16, 24, 32].includes(depth);
  if (!isTarga || width === 0 || height === 0 || width * height > 2 ** 28) return null;
  const map = mapType === 1 ? view.getUint16(5, true) * (bytes[7] >> 3) : 0;
  const each = depth >> 3;
  // A run of 128 equal pixels is the shortest that run-length coding gets.
  const least = type < 8 ? width * height * each : Math.ceil((width * height) / 128) * (each + 1);
  const found = bytes.length - HEADER - bytes[0] - map;
  if (found < least) throw new Error(`ends early: ${found} bytes of at least ${least}`);
  const buffer = bytes.slice().buffer as ArrayBuffer;
  const pixels = new TGALoader().parse(buffer).data as Uint8Array;
  // Many programs leave the fourth channel empty rather than full.
  const opaque = each === 2 || pixels.every((value, i) => i % 4 !== 3 || value === 0);
  if (opaque) for (let i = 3; i < pixels.length; i += 4) pixels[i] = 255;
  return { width, height, pixels };
}
