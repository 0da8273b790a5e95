import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { writeFileAtomicSync } from '../../base/files/atomic-write.js';
import { closedFaces } from '../../hand/hand-parts.js';
import { handByName } from '../../hand/model/hand-by-name.js';
import { packHand } from '../../hand/model/packed-hand.js';
import { landmarkModels } from '../../reconstruction/landmarks/landmark-models.js';

/**
 * Writes what `createTracker` fetches: `palms.onnx`, `landmarks.onnx` and `hand.json` (its mesh closed).
 *
 * @returns files with their bytes. @throws InputError where the package with the weights is missing.
 */
export function exportTracker(folder: string, hand: string): { path: string; bytes: number }[] {
  const { palms, landmarks } = landmarkModels();
  const model = handByName(hand);
  const packed = JSON.stringify(packHand({ ...model, faces: closedFaces(model) }));
  mkdirSync(folder, { recursive: true });
  return Object.entries({
    'palms.onnx': palms,
    'landmarks.onnx': landmarks,
    'hand.json': new TextEncoder().encode(packed),
  }).map(([name, content]) => {
    const path = join(folder, name);
    writeFileAtomicSync(path, content);
    return { path, bytes: content.byteLength };
  });
}
