import { loadObjectFolder } from '../../objects/folders/load-object-folder.js';
import type { ObjectModel } from '../../objects/object-model.js';

/**
 * The models of the user's folder that can be read; the others stop no run. What is left out, or looks
 * otherwise than its file says, is said by the stage that reads them first.
 */
export function userObjects(
  directory: string,
  say: (line: string) => void = () => {},
): Promise<ObjectModel[]> {
  return loadObjectFolder(directory, {
    onRefused: (name, error) => say(`objects       ${name} left out: ${error.message}`),
    onNote: (words) => say(`objects       ${words}`),
  });
}
