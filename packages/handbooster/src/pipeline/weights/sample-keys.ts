import { createHash } from 'node:crypto';
import type { Sample } from '../../datasets/sample/sample.js';

/** Bytes of a key: of a million samples two share one with a chance of 0.2%. */
const KEY_BYTES = 6;
/** Labels are rounded to this before they are hashed: last bits differ between machines. */
const GRAIN = 1e-3;

/**
 * A name of a sample by what it shows: its id, camera, pose and place. Captures of another seed have the same
 * ids, and other pictures.
 *
 * @returns 12 hexadecimal digits
 */
export function sampleKey({ id, camera, hand }: Pick<Sample, 'id' | 'camera' | 'hand'>): string {
  const numbers = [camera.fx, camera.fy, camera.cx, camera.cy, ...hand.pose, ...hand.translation];
  const digest = createHash('sha256').update(id).update('\0');
  digest.update(JSON.stringify(numbers.map((value) => Math.round(value / GRAIN))));
  return digest.digest('hex').slice(0, 2 * KEY_BYTES);
}

/** A set of keys as text: sorted, packed, base64. */
export function packKeys(keys: readonly string[]): string {
  return Buffer.from([...new Set(keys)].sort().join(''), 'hex').toString('base64');
}

/** The keys that `packKeys` packed. */
export function unpackKeys(packed: string): string[] {
  const digits = Buffer.from(packed, 'base64').toString('hex');
  return Array.from({ length: digits.length / (2 * KEY_BYTES) }, (_, i) =>
    digits.slice(2 * KEY_BYTES * i, 2 * KEY_BYTES * (i + 1)),
  );
}
