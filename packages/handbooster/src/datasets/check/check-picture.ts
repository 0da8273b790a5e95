import { existsSync } from 'node:fs';
import sharp from 'sharp';
import { oneLine } from '../../base/files/read-arrays.js';
import type { Camera } from '../../geometry/camera.js';
import { decodeImage } from '../images/decode-image.js';
import type { CheckCollector } from './check-report.js';

/** Checks that a picture is there, can be read to its end and has its camera's size. */
export async function checkPicture(
  found: CheckCollector,
  path: string,
  camera: Camera | null,
  order: number,
): Promise<void> {
  if (!existsSync(path)) return found.add('image missing', path, 'no such file', order);
  try {
    const { width, height } = await decodeImage(path);
    if (camera !== null && (width !== camera.width || height !== camera.height)) {
      const message = `expected ${camera.width}x${camera.height} as the camera says, found ${width}x${height}`;
      found.add('image size', path, message, order);
    }
  } catch (error) {
    found.add('image unreadable', path, oneLine(error), order);
  }
}

/** Checks that a depth image is a 16-bit (or, `channels` 3, an 8-bit RGB) PNG of its camera's size. */
export async function checkDepth(
  found: CheckCollector,
  path: string,
  camera: Camera | null,
  order: number,
  kind: 'ushort' | 'uchar' = 'ushort',
): Promise<void> {
  if (!existsSync(path)) return found.add('depth missing', path, 'no such file', order);
  try {
    const image = sharp(path, { failOn: 'error' });
    const { width, height, depth } = await image.metadata();
    if (depth !== kind) {
      return found.add(
        'depth unreadable',
        path,
        `expected ${kind === 'ushort' ? 16 : 8} bits, found ${depth}`,
        order,
      );
    }
    if (camera !== null && (width !== camera.width || height !== camera.height)) {
      const message = `expected ${camera.width}x${camera.height} as the camera says, found ${width}x${height}`;
      return found.add('depth size', path, message, order);
    }
    await image.raw().toBuffer();
  } catch (error) {
    found.add('depth unreadable', path, oneLine(error), order);
  }
}
