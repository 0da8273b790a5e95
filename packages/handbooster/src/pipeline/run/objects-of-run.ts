import type { ObjectModel } from '../../objects/object-model.js';
import type { Config } from '../config/config-schema.js';
import type { CapturedData } from '../outputs/captured-data.js';
import { userObjects } from './user-objects.js';

/** The models a run draws: those of the capture, and those the user gave that are not among them. */
export async function runObjects(
  config: Pick<Config, 'data'>,
  captured: CapturedData,
): Promise<ObjectModel[]> {
  const own = await captured.objects();
  if (config.data === null) return own;
  const known = new Set(own.map(({ id }) => id));
  return [...own, ...(await userObjects(config.data)).filter(({ id }) => !known.has(id))];
}
