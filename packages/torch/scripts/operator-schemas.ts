import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { native } from '../src/native.js';
import { OPERATORS } from './operator-list.js';

const FOLDER = join(dirname(fileURLToPath(import.meta.url)), 'schemas');

/** Every name that the list asks for, with the variant in place. */
export function listedNames(): Set<string> {
  const names = new Set<string>();
  for (const entry of Object.values(OPERATORS).flat()) {
    const name = entry.split(':')[0];
    names.add(name);
    if (!name.endsWith('_')) names.add(`${name}_`);
  }
  return names;
}

/** An argument or result as a schema's text writes it. */
export interface Parameter {
  name: string;
  /** Without aliases and sizes, for example 'Tensor?' or 'int[]'. */
  type: string;
  /** A fixed-size list, to which one number may be repeated. */
  sized: boolean;
  keywordOnly: boolean;
  written: boolean;
  alias: string | null;
  default: string | null;
}

export interface Schema {
  /** With the overload's name, without 'aten::'. */
  name: string;
  text: string;
  parameters: Parameter[];
  results: Parameter[];
}

/** Writes the loaded engine's schemas of the listed operators beside the generator, one file an engine. */
export function dumpSchemas(): string {
  const engine = native();
  const listed = listedNames();
  const lines: string[] = [];
  for (const full of engine.operatorNames().sort()) {
    const [, name] = /^aten::([^.]+)/.exec(full) ?? [];
    if (!name || !listed.has(name)) continue;
    const schema = engine.schema(full);
    if (!schema || /Dimname|Storage|Stream|complex/.test(schema.text)) continue;
    if (schema.arguments.some((argument) => argument.keywordOnly && argument.written)) continue;
    lines.push(schema.text);
  }
  mkdirSync(FOLDER, { recursive: true });
  const [major, minor] = engine.engineInfo().version.split('.');
  const path = join(FOLDER, `${major}.${minor}.txt`);
  writeFileSync(path, `${lines.join('\n')}\n`);
  return path;
}

/** The schemas of every engine that was dumped, by version, the oldest first. */
export function readSchemas(): Map<string, Map<string, Schema>> {
  const files = existsSync(FOLDER) ? readdirSync(FOLDER).filter((name) => name.endsWith('.txt')) : [];
  const order = (file: string) => file.split('.').slice(0, 2).map(Number);
  files.sort((a, b) => order(a)[0] - order(b)[0] || order(a)[1] - order(b)[1]);
  return new Map(
    files.map((file) => {
      const schemas = readFileSync(join(FOLDER, file), 'utf8').trim().split('\n').map(parseSchema);
      return [file.replace('.txt', ''), new Map(schemas.map((schema) => [schema.name, schema]))];
    }),
  );
}

export function parseSchema(text: string): Schema {
  const arrow = text.lastIndexOf(' -> ');
  const open = text.indexOf('(');
  const results = text.slice(arrow + 4);
  let keywordOnly = false;
  const parameters: Parameter[] = [];
  for (const part of splitList(text.slice(open + 1, arrow - 1))) {
    if (part === '*') keywordOnly = true;
    else parameters.push(parseParameter(part, keywordOnly));
  }
  const tuple = results.startsWith('(') ? results.slice(1, -1) : results;
  return {
    name: text.slice('aten::'.length, open),
    text,
    parameters,
    results: splitList(tuple).map((part) => parseParameter(part, false)),
  };
}

function parseParameter(text: string, keywordOnly: boolean): Parameter {
  const [, rawType, name = '', value = null] =
    /^(\S+?(?:\([^)]*\)[^ ]*)?)(?: ([A-Za-z_0-9]+)(?:=(.*))?)?$/s.exec(text) ?? [];
  if (!rawType) throw new Error(`cannot read the parameter '${text}'`);
  const alias = /\(([^)]*)\)/.exec(rawType)?.[1] ?? null;
  const type = rawType.replace(/\([^)]*\)/, '').replace(/SymInt/g, 'int');
  return {
    name,
    type: type.replace(/\[\d+\]/, '[]'),
    sized: /\[\d+\]/.test(type),
    keywordOnly,
    written: alias?.includes('!') ?? false,
    alias: alias?.replace('!', '').split(' ')[0] ?? null,
    default: value,
  };
}

/** Splits at commas that stand in no bracket and no string. */
function splitList(text: string): string[] {
  const parts: string[] = [];
  let depth = 0;
  let quoted = false;
  let start = 0;
  for (let i = 0; i < text.length; i++) {
    const letter = text[i];
    if (letter === '"') quoted = !quoted;
    else if (quoted) continue;
    else if (letter === '(' || letter === '[') depth++;
    else if (letter === ')' || letter === ']') depth--;
    else if (letter === ',' && depth === 0) {
      parts.push(text.slice(start, i).trim());
      start = i + 1;
    }
  }
  const last = text.slice(start).trim();
  return last ? [...parts, last] : parts;
}
