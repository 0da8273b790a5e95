import { join } from 'node:path';
import { readJsonFile } from '../../base/files/read-text-file.js';
import { SELECTION_FILE, type Selection } from '../../conditions/selection/selection.js';

/** What the select stage picked. */
export function readSelection(folder: string): Selection {
  return readJsonFile(join(folder, SELECTION_FILE)) as Selection;
}
