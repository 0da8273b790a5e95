import { io } from '@handbooster/torch';
import { z } from 'zod';
import { InputError } from '../errors/input-error.js';
import { parseJson } from './parse-json.js';
import { oneLine, readBytes } from './read-arrays.js';
import { yamlValue } from './yaml-value.js';

/** PyYAML writes tuples with this tag; they are lists. */
const PYTHON_TUPLE = {
  tag: 'tag:yaml.org,2002:python/tuple',
  collection: 'seq' as const,
};

/**
 * Reads a YAML file and checks it against a schema. Lists that Python wrote as tuples are read; other tags
 * are not.
 *
 * @throws {InputError} naming file, field, what was expected and what was found.
 */
export async function readYaml<T>(path: string, schema: z.ZodType<T>): Promise<T> {
  const text = textOf(await readBytes(path), path, 'YAML');
  return checkSchema(yamlValue(text, path, { customTags: [PYTHON_TUPLE], version: '1.2' }), schema, path);
}

/** Reads a JSON file and checks it against a schema; errors as {@link readYaml}. */
export async function readJson<T>(path: string, schema: z.ZodType<T>): Promise<T> {
  const text = textOf(await readBytes(path), path, 'JSON');
  let value: unknown;
  try {
    value = parseJson(text);
  } catch (error) {
    throw new InputError(`${path}: not JSON (${oneLine(error)})`);
  }
  return checkSchema(value, schema, path);
}

/**
 * A text file's content; what is no text, or stands for a file, is named before a parser stumbles over it.
 */
function textOf(bytes: Buffer, path: string, kind: string): string {
  const { name } = io.recogniseFile(bytes);
  if (name === 'text' || name === 'json' || name === 'unknown') return bytes.toString('utf8');
  throw new InputError(`${path}: not ${kind} but ${io.describeFile(bytes)}`);
}

/** A value that passes a schema, or an {@link InputError} about its faults, a message a field. */
export function checkSchema<T>(value: unknown, schema: z.ZodType<T>, path: string): T {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const [first, ...others] = result.error.issues.map((issue) => `${path}: ${describeIssue(value, issue)}`);
  throw new InputError(first, { others });
}

function describeIssue(value: unknown, issue: { path: PropertyKey[]; message: string }): string {
  const field = issue.path.length > 0 ? issue.path.join('.') : 'content';
  let found: unknown = value;
  for (const key of issue.path) found = (found as Record<PropertyKey, unknown> | null | undefined)?.[key];
  const counted = Array.isArray(found) ? `${found.length} items: ` : '';
  const shown = typeof found === 'number' ? String(found) : (JSON.stringify(found) ?? 'nothing');
  return `${field}: ${issue.message}, found ${counted}${shown.length > 80 ? `${shown.slice(0, 77)}...` : shown}`;
}

export { z };
