import type { Config } from './config-schema.js';

/** A key of the configuration whose value differs. */
export interface ConfigDifference {
  /** For example `grasps.perObject`. */
  key: string;
  before: unknown;
  after: unknown;
}

/** The keys in which two resolved configurations differ, in the order of the second. */
export function configDifferences(before: Config, after: Config): ConfigDifference[] {
  const old = new Map(leaves(before));
  return leaves(after)
    .map(([key, value]) => ({ key, before: old.get(key), after: value }))
    .filter(({ before, after }) => JSON.stringify(before) !== JSON.stringify(after));
}

/** Lists are values: they are compared as a whole. */
function leaves(tree: object, prefix = ''): [string, unknown][] {
  return Object.entries(tree).flatMap(([name, value]): [string, unknown][] => {
    const key = `${prefix}${name}`;
    const section = typeof value === 'object' && value !== null && !Array.isArray(value);
    return section ? leaves(value, `${key}.`) : [[key, value]];
  });
}
