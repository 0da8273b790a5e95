import {
  type Document,
  type DocumentOptions,
  LineCounter,
  type ParseOptions,
  parseDocument,
  type SchemaOptions,
} from 'yaml';
import { InputError } from '../errors/input-error.js';
import { oneLine } from './read-arrays.js';

/** Aliases may repeat what they name so many times: a few lines can stand for more than a memory holds. */
const MOST_ALIASES = 100;

/**
 * What a YAML text says, as plain data.
 *
 * @param name of the text for messages
 * @throws {InputError} for what is no YAML, has unknown tags, or whose aliases grow without measure
 */
export function yamlValue(
  text: string,
  name: string,
  options: ParseOptions & DocumentOptions & SchemaOptions = {},
): unknown {
  const document: Document = parseDocument(text, {
    lineCounter: new LineCounter(),
    logLevel: 'silent',
    ...options,
  });
  const fault = document.errors[0] ?? document.warnings[0];
  if (fault) throw new InputError(`${name}: not the expected YAML (${oneLine(fault)})`);
  try {
    return document.toJS({ maxAliasCount: MOST_ALIASES });
  } catch (error) {
    // An alias of nothing, of itself, or of too much.
    throw new InputError(`${name}: not the expected YAML (${oneLine(error)})`);
  }
}
