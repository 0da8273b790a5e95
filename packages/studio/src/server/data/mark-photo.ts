import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import * as io from '@handbooster/torch/io';
import { InputError } from 'handbooster';

/** What `data annotate --photos` says of each photo, and what it reads: names that are to be left out. */
const CONFIDENCES = 'annotations/photos-confidence.json';
const REJECTED = 'annotations/rejected.txt';

/** Names of photos that were rejected; null where the folder's labels are no photos'. */
export function rejectedPhotos(folder: string): string[] | null {
  if (!existsSync(join(folder, CONFIDENCES))) return null;
  const file = join(folder, REJECTED);
  return existsSync(file)
    ? readFileSync(file, 'utf8')
        .split(/\r?\n/)
        .filter((line) => line !== '')
    : [];
}

/** How sure the labels are, 0 to 1, by the photo's name; none where they are no photos'. */
export function photoConfidences(folder: string): Map<string, number> {
  const file = join(folder, CONFIDENCES);
  if (!existsSync(file)) return new Map();
  const rows: { name: string; confidence: number }[] = JSON.parse(readFileSync(file, 'utf8'));
  return new Map(rows.map(({ name, confidence }) => [name, confidence]));
}

/**
 * Rejects a photo, or takes that back. Other lines stay as they are.
 * @throws InputError where the folder's labels are no photos', or none has this name
 */
export function markPhoto(folder: string, name: string, rejected: boolean): string[] {
  const before = rejectedPhotos(folder);
  if (before === null) {
    throw new InputError(`${folder}: no ${CONFIDENCES}; expected what data annotate --photos has made`);
  }
  if (!photoConfidences(folder).has(name)) {
    throw new InputError(`${join(folder, CONFIDENCES)}: no photo of the name ${name}`);
  }
  const others = before.filter((each) => each !== name);
  const now = rejected ? [...others, name] : others;
  const file = join(folder, REJECTED);
  mkdirSync(dirname(file), { recursive: true });
  io.writeAtomic(file, [new TextEncoder().encode(now.map((each) => `${each}\n`).join(''))]);
  return now;
}
