import { existsSync, readdirSync, statSync } from 'node:fs';
import { basename, dirname, extname, isAbsolute, join, resolve } from 'node:path';
import { z } from 'zod';
import { InputError } from '../../base/errors/input-error.js';
import { packageFile } from '../../base/files/package-file.js';
import { readTextFile } from '../../base/files/read-text-file.js';
import { yamlValue } from '../../base/files/yaml-value.js';
import { closestWord } from '../../base/text/closest-word.js';
import { type Config, configSchema } from './config-schema.js';
import { type Complaint, describeComplaints } from './describe-complaints.js';

type Tree = { [key: string]: unknown };

/** Folders with the presets: beside the compiled package when it is installed, else the repository's. */
const PRESET_FOLDERS = ['configs', '../../configs'].map(packageFile);

/**
 * Reads a configuration: a YAML file or a preset's name (`demo`), on top of what it `extends`, with
 * `a.b=value` overrides on top of all. Paths in a file are relative to the file; in overrides, to the working
 * directory.
 *
 * @throws InputError naming file, line and key, what was expected and found, and the key that was probably
 * meant.
 *
 * @example
 * ```ts
 * import { loadConfig } from 'handbooster';
 * const config = loadConfig('smallest', ['seed=3']);
 * console.log(config.seed); // 3
 * ```
 */
export function loadConfig(nameOrPath: string, overrides: readonly string[] = []): Config {
  const { config, complaints, path } = readConfig(nameOrPath, overrides);
  if (complaints.length > 0) throw new InputError(describeComplaints(complaints, path, overrides));
  return config;
}

/** What {@link loadConfig} reads, with what the schema refuses. */
export interface ReadConfig {
  /**
   * With the default in the place of each value that is refused, so that the others can be looked at as well.
   */
  config: Config;
  complaints: Complaint[];
  /** The file. */
  path: string;
}

/** Reads a configuration as {@link loadConfig} does, and gives what is wrong with it instead of throwing. */
export function readConfig(nameOrPath: string, overrides: readonly string[] = []): ReadConfig {
  const path = findConfig(nameOrPath);
  const tree = readTree(path, []);
  for (const override of overrides) applyOverride(tree, override);
  const result = configSchema.safeParse(tree, { reportInput: true });
  if (result.success) return { config: result.data, complaints: [], path };
  const { issues } = result.error;
  for (const issue of issues) leaveOut(tree, issue);
  return { config: configSchema.parse(tree), complaints: issues.flatMap(complaintsOf), path };
}

/** Takes what an issue is about out of the tree. */
function leaveOut(tree: Tree, issue: z.core.$ZodIssue): void {
  const at = issue.path.map(String);
  const keys = issue.code === 'unrecognized_keys' ? issue.keys.map((key) => [...at, key]) : [at.slice(0, 2)];
  for (const [section, key] of keys) {
    const owner = key === undefined ? tree : tree[section];
    if (isTree(owner)) delete owner[key ?? section];
  }
}

/** The file a configuration's name stands for. */
export function findConfig(nameOrPath: string): string {
  if (existsSync(nameOrPath) && statSync(nameOrPath).isFile()) return resolve(nameOrPath);
  const tried = PRESET_FOLDERS.map((folder) => join(folder, `${nameOrPath}.yaml`));
  const found = tried.find((file) => existsSync(file));
  if (found === undefined) {
    const presets = presetNames();
    const meant = closestWord(nameOrPath, presets);
    const hint = meant === null ? '' : `; did you mean ${meant}?`;
    throw new InputError(
      `${nameOrPath}: no such file, and no preset of that name; there are ${presets.join(', ')}${hint}`,
    );
  }
  return found;
}

function findBase(base: string, path: string): string {
  try {
    return findConfig(base);
  } catch (error) {
    throw error instanceof InputError ? new InputError(`${path}: extends: ${error.message}`) : error;
  }
}

/** Names of the presets, in alphabetical order. */
export function presetNames(): string[] {
  const files = PRESET_FOLDERS.filter((folder) => existsSync(folder)).flatMap((folder) =>
    readdirSync(folder),
  );
  const names = files.filter((file) => extname(file) === '.yaml').map((file) => basename(file, '.yaml'));
  return [...new Set(names)].sort();
}

const PATH_KEYS = [
  ['data'],
  ['capture', 'root'],
  ['denoiser', 'weights'],
  ['filter', 'network'],
  ['evaluate', 'inception'],
  ['synthesise', 'styleImage'],
];

function readTree(path: string, seen: readonly string[]): Tree {
  if (seen.includes(path)) throw new InputError(`${path}: extends: goes round in a circle`);
  const tree = yamlValue(readTextFile(path), path) ?? {};
  if (typeof tree !== 'object' || Array.isArray(tree)) {
    throw new InputError(
      `${path}: expected keys and values, found ${Array.isArray(tree) ? 'a list' : typeof tree}`,
    );
  }
  const { extends: base, ...own } = tree as Tree;
  for (const keys of PATH_KEYS) makePathAbsolute(own, keys, dirname(path));
  if (base === undefined) return own;
  if (typeof base !== 'string') throw new InputError(`${path}: extends: expected a preset or a file`);
  const beside = resolve(dirname(path), base);
  return merge(readTree(existsSync(beside) ? beside : findBase(base, path), [...seen, path]), own);
}

function makePathAbsolute(tree: Tree, [key, ...rest]: string[], folder: string): void {
  const value = tree[key];
  if (rest.length > 0) {
    if (typeof value === 'object' && value !== null) makePathAbsolute(value as Tree, rest, folder);
  } else if (typeof value === 'string' && !isAbsolute(value) && value !== 'shipped') {
    tree[key] = resolve(folder, value);
  }
}

function merge(base: Tree, own: Tree): Tree {
  const result = { ...base };
  for (const [key, value] of Object.entries(own)) {
    const before = result[key];
    const nested = isTree(before) && isTree(value);
    result[key] = nested ? merge(before, value) : value;
  }
  return result;
}

function isTree(value: unknown): value is Tree {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function applyOverride(tree: Tree, override: string): void {
  const at = override.indexOf('=');
  if (at < 1)
    throw new InputError(`override "${override}": expected key=value, for example grasps.perObject=200`);
  const keys = override.slice(0, at).split('.');
  const last = keys.pop() as string;
  let node = tree;
  for (const key of keys) {
    if (!isTree(node[key])) node[key] = {};
    node = node[key] as Tree;
  }
  node[last] = yamlValue(override.slice(at + 1), `override "${override}"`);
}

function complaintsOf(issue: z.core.$ZodIssue): Complaint[] {
  if (issue.code !== 'unrecognized_keys') {
    return [{ key: issue.path.join('.') || 'the configuration', message: expectedAndFound(issue) }];
  }
  const known = knownKeys(issue.path);
  return issue.keys.map((key) => {
    const name = [...issue.path, key].join('.');
    const meant = closestWord(key, known);
    const hint =
      meant === null
        ? `known keys: ${known.join(', ')}`
        : `did you mean "${[...issue.path, meant].join('.')}"?`;
    return { key: name, message: `unknown key; ${hint}` };
  });
}

/** An issue in the words that all complaints have: what was expected, what was found. */
function expectedAndFound(issue: z.core.$ZodIssue): string {
  const found = `found ${JSON.stringify(issue.input)}`;
  if (issue.code === 'too_small' && issue.origin !== 'array') {
    return `expected ${issue.inclusive ? 'at least' : 'more than'} ${issue.minimum}, ${found}`;
  }
  if (issue.code === 'too_big' && issue.origin !== 'array') {
    return `expected ${issue.inclusive ? 'at most' : 'less than'} ${issue.maximum}, ${found}`;
  }
  if (issue.code === 'invalid_type') return `expected ${issue.expected}, ${found}`;
  if (issue.code === 'invalid_value') return `expected ${issue.values.join(', ')}, ${found}`;
  return `${issue.message}, ${found}`;
}

function knownKeys(path: readonly PropertyKey[]): string[] {
  let schema = z.toJSONSchema(configSchema, { io: 'input' }) as { properties?: Record<string, object> };
  for (const key of path) schema = (schema.properties?.[String(key)] ?? {}) as typeof schema;
  return Object.keys(schema.properties ?? {});
}
