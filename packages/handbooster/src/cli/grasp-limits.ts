import { InputError } from '../base/errors/input-error.js';
import { closestWord } from '../base/text/closest-word.js';
import { CRITERIA, GRASP_LIMITS, type GraspLimits } from '../grasps/validation/judge-grasp.js';

/** Reads `volume=0.5`: a criterion's name and a limit in the unit of the table (here cm3). */
export function parseLimits(texts: readonly string[]): Partial<GraspLimits> {
  const known = Object.keys(GRASP_LIMITS) as (keyof GraspLimits)[];
  const out: Partial<GraspLimits> = {};
  for (const text of texts) {
    const [name, value] = text.split('=');
    const criterion = known.find((each) => each === name);
    if (criterion === undefined) {
      const meant = closestWord(name, known);
      throw new InputError(
        `limit: expected one of ${known.join(', ')}, found ${name}${meant ? `; did you mean ${meant}?` : ''}`,
      );
    }
    if (value === undefined || value === '' || !Number.isFinite(Number(value)))
      throw new InputError(`limit ${name}: expected ${name}=<number>, found ${text}`);
    out[criterion] = Number(value) / CRITERIA[criterion].factor;
  }
  return out;
}
