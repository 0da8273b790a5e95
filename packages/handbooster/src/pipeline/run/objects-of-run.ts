import type { ObjectModel } from '../../objects/object-model.js';
import { proceduralObjects } from '../../objects/procedural/procedural-objects.js';
import type { Config } from '../config/config-schema.js';
import type { CapturedData } from '../outputs/captured-data.js';
import { userObjects } from './user-objects.js';

/**
 * The models a run draws: those of the capture, and those the user gave that are not among them. Photos come
 * without any: then the built-in ones are grasped.
 */
export async function runObjects(
  { data }: Pick<Config, 'data'>,
  captured: CapturedData,
): Promise<ObjectModel[]> {
  const own = await captured.objects();
  if (data === null) {
    const { builtinObjects } = captured.note;
    return builtinObjects === undefined ? own : proceduralObjects().slice(0, builtinObjects);
  }
  const known = new Set(own.map(({ id }) => id));
  return [...own, ...(await userObjects(data)).filter(({ id }) => !known.has(id))];
}
