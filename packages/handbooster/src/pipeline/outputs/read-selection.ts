import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { SELECTION_FILE, type Selection } from '../../conditions/selection/selection.js';

/** What the select stage picked. */
export function readSelection(folder: string): Selection {
  return JSON.parse(readFileSync(join(folder, SELECTION_FILE), 'utf8'));
}
