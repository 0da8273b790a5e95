import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { InputError } from '../../base/errors/input-error.js';
import { oneLine } from '../../base/files/read-arrays.js';
import { mapConcurrently } from '../../base/threads/map-concurrently.js';
import { MOW_FILE, type MowReader, readMow } from '../mow/read-mow.js';
import { readMowObject } from '../mow/read-mow-object.js';
import { checkHand, checkObjectPose } from './check-hand.js';
import { CHECK_DEFAULTS, type CheckOptions } from './check-options.js';
import { checkPicture } from './check-picture.js';
import { CheckCollector, type CheckReport } from './check-report.js';

/** Walks MOW: annotations, pictures, meshes; with a MANO hand also whether hands are in their pictures. */
export async function checkMow(root: string, options: Partial<CheckOptions> = {}): Promise<CheckReport> {
  const { hands, concurrency, every, examples, onProgress } = { ...CHECK_DEFAULTS, ...options };
  const found = new CheckCollector(root);
  const hand = hands.right?.template.length === 3 * 778 ? hands.right : null;
  let reader: MowReader;
  try {
    const file = join(root, MOW_FILE);
    reader = await readMow(root, hand, (message, entry) => found.add('label wrong', file, message, entry));
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    found.add('annotations', join(root, MOW_FILE), error.message);
    return found.report('MOW', examples);
  }
  const positions = Array.from({ length: Math.ceil(reader.length / every) }, (_, i) => i * every);
  found.pictures = positions.length;
  found.sequences = positions.length;
  let done = 0;
  await mapConcurrently(positions, concurrency, async (position) => {
    await checkItem(reader, position, hand !== null, found);
    onProgress(++done, positions.length);
  });
  return found.report('MOW', examples);
}

async function checkItem(
  reader: MowReader,
  position: number,
  withHand: boolean,
  found: CheckCollector,
): Promise<void> {
  const path = reader.imagePath(position);
  const place = { path, order: position };
  const entry = reader.annotation(position);
  found.hands++;
  await checkPicture(found, path, null, position);
  for (const [name, r, t] of [
    ['R', entry.R, entry.t],
    ['hand_R', entry.hand_R, entry.hand_t],
  ] as const) {
    const pose = [...r.slice(0, 3), t[0], ...r.slice(3, 6), t[1], ...r.slice(6), t[2]];
    // Places have no scale here: only rotations can be told wrong.
    checkObjectPose(
      found,
      place,
      name,
      pose.map((value, i) => (i % 4 === 3 ? 0 : value)),
    );
  }
  const model = reader.modelPath(position);
  if (!existsSync(model)) found.add('object mesh missing', model, 'no such file', position);
  else {
    await readMowObject(reader, position).catch((error) => {
      if (!(error instanceof InputError)) throw error;
      found.add('object mesh damaged', model, oneLine(error), position);
    });
  }
  if (!withHand || !existsSync(path)) return;
  try {
    const sample = await reader.load(position);
    checkHand(found, place, sample.camera, sample.joints, null, { farthest: Number.POSITIVE_INFINITY });
  } catch (error) {
    if (!(error instanceof InputError)) throw error; // a damaged picture was noted above
  }
}
