import { loadObjectFolder } from '../objects/load-object-folder.js';
import type { ObjectModel } from '../objects/object-model.js';
import type { CapturedData } from './captured-data.js';
import type { Config } from './config-schema.js';

/** The models a run draws: those of the capture, and those the user gave that are not among them. */
export async function runObjects(
  config: Pick<Config, 'data'>,
  captured: CapturedData,
): Promise<ObjectModel[]> {
  const own = await captured.objects();
  if (config.data === null) return own;
  const known = new Set(own.map(({ id }) => id));
  return [...own, ...(await loadObjectFolder(config.data)).filter(({ id }) => !known.has(id))];
}
