import { Option } from 'commander';
import { closestWord } from '../../base/text/closest-word.js';
import { CRITERIA, GRASP_LIMITS, type GraspLimits } from '../../grasps/validation/judge-grasp.js';
import { FlagError } from './flag-error.js';

const NAMES = Object.keys(GRASP_LIMITS) as (keyof GraspLimits)[];

/**
 * `--limit <name=value>`, which may be repeated: limits of a grasp's measures in the unit of the table
 * (volume: cm3).
 */
export function limitFlag(): Option {
  return new Option(
    '--limit <name=value>',
    'another limit, in the table’s unit, for example volume=0.5; may be repeated',
  )
    .argParser((text: string, before: Partial<GraspLimits>) => ({ ...before, ...readLimit(text) }))
    .default({}, 'those the set was made with');
}

/** @throws FlagError for a name that is no criterion's and for a value that is no number */
export function readLimit(text: string): Partial<GraspLimits> {
  const [name, value = '', ...rest] = text.split('=');
  const criterion = NAMES.find((each) => each === name);
  if (criterion === undefined) {
    const meant = closestWord(name, NAMES);
    throw new FlagError(
      `--limit: expected one of ${NAMES.join(', ')}, found "${name}"${meant ? `; did you mean ${meant}?` : ''}`,
    );
  }
  if (value.trim() === '' || rest.length > 0 || !Number.isFinite(Number(value))) {
    throw new FlagError(`--limit: expected ${name}=<number>, found "${text}"`);
  }
  return { [criterion]: Number(value) / CRITERIA[criterion].factor };
}
