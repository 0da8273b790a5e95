import { resolve } from 'node:path';
import { InputError } from '../../base/errors/input-error.js';
import { checkConfig } from './check-config.js';
import type { Config } from './config-schema.js';
import { describeComplaints } from './describe-complaints.js';
import { readConfig } from './load-config.js';

/**
 * A configuration that a run can be made of, or an error with everything that can be known to be wrong with
 * it before any work: all at once, whether the schema refuses it or what is there does not go with it.
 *
 * @param data folder of object models that stands for the configuration's own
 * @throws InputError
 */
export function checkedConfig(
  nameOrPath: string,
  overrides: readonly string[] = [],
  data?: string,
): { config: Config; path: string } {
  const { config, complaints, path } = readConfig(nameOrPath, overrides);
  if (data !== undefined) config.data = resolve(data);
  const refused = new Set(complaints.map(({ key }) => key));
  const all = [...complaints, ...checkConfig(config).filter(({ key }) => !refused.has(key))];
  if (all.length > 0) throw new InputError(describeComplaints(all, path, overrides));
  return { config, path };
}
