import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { writeFileAtomicSync } from '../../base/files/atomic-write.js';
import { handByName } from '../../hand/model/hand-by-name.js';
import { trackerFiles } from './tracker-files.js';

/**
 * Writes what `createTracker` fetches: `palms.onnx`, `landmarks.onnx` and `hand.json` (its mesh closed).
 *
 * @returns files with their bytes. @throws InputError where the package with the weights is missing.
 */
export function exportTracker(folder: string, hand: string): { path: string; bytes: number }[] {
  const files = trackerFiles(handByName(hand));
  mkdirSync(folder, { recursive: true });
  return Object.entries(files).map(([name, content]) => {
    const path = join(folder, name);
    writeFileAtomicSync(path, content);
    return { path, bytes: content.byteLength };
  });
}
