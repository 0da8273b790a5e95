import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import type { Texture } from 'handbooster/objects';

const LEVEL = 3;

/**
 * A texture without loss and at its full size, gzipped: width and height as 32-bit numbers, then its pixels.
 * No picture format: what a page reads back from a canvas need not be what was in the file.
 */
export function packTexture({ width, height, pixels }: Texture): Promise<Buffer> {
  const head = Buffer.alloc(8);
  head.writeUInt32LE(width, 0);
  head.writeUInt32LE(height, 4);
  return promisify(gzip)(Buffer.concat([head, pixels]), { level: LEVEL });
}
