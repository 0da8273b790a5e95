import { existsSync, mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import * as io from '@handbooster/torch/io';
import { InputError } from '../../base/errors/input-error.js';
import { readJsonFile } from '../../base/files/read-text-file.js';
import { checkSchema, z } from '../../base/files/read-yaml.js';
import { ENERGY_TERMS, type GraspOptions, type GraspPreset } from '../grasp-options.js';
import { type GraspLimits, judgeGrasp } from '../validation/judge-grasp.js';
import type { GraspMeasures } from '../validation/measure-grasp.js';
import type { GraspRecord } from './grasp-record.js';

/** What a set of grasps was made from: `set.json`. Everything here decides the bytes, except `perObject`. */
export interface GraspSetManifest {
  format: 'handbooster-grasps';
  version: 1;
  seed: number;
  preset: GraspPreset;
  options: GraspOptions;
  limits: GraspLimits;
  /** Whether the physics test was run. */
  physics: boolean;
  hand: { name: string; hash: string };
  /** Shapes that were drawn from: how many, and a hash of them. */
  shapes: { count: number; hash: string };
  /** Poses that the prior was learnt from, where there were some. */
  poses?: { count: number; hash: string };
  objects: { id: number; name: string; hash: string; repairs: string[] }[];
  /** Objects that could not be used, and why. */
  refused: { name: string; reason: string }[];
  /** Tries for each object. */
  perObject: number;
}

/** Names of `GraspMeasures` in the order of their column. */
const MEASURES: (keyof GraspMeasures)[] = [
  'nearest',
  'depth',
  'volume',
  'selfDepth',
  'touching',
  'opposition',
  'closureResidual',
  'closureEffort',
  'pierced',
];

const MANIFEST = 'set.json';

/** The fields that reading a set needs; the others are only told on. */
const SET = z.looseObject({
  seed: z.number(),
  options: z.looseObject({}),
  limits: z.record(z.string(), z.number()),
  hand: z.object({ name: z.string(), hash: z.string() }),
  // A name is a folder below the set's: it leads to no other place.
  objects: z.array(z.looseObject({ id: z.int(), name: z.string().regex(/^[^/\\\0]+$/), hash: z.string() })),
  refused: z.array(z.object({ name: z.string(), reason: z.string() })),
  perObject: z.int().min(1),
});

/** Numbers of each row of an item's arrays; contacts and pairs have as many as there are. */
const WIDTHS = {
  pose: 48,
  betas: 10,
  translation: 3,
  start: 51,
  contacts: null,
  terms_before: null,
  terms_after: null,
  energy: 2,
  measures: MEASURES.length,
  held_directions: 1,
} as const;

/** Path of an item: grasps `item x chunk` onwards of one object. */
export function itemPath(directory: string, object: string, item: number): string {
  return join(directory, 'items', object, `${String(item).padStart(5, '0')}.npz`);
}

/** Writes the manifest, or checks that the folder's own agrees, so that a run can go on where it stopped. */
export function openGraspFolder(directory: string, manifest: GraspSetManifest): void {
  mkdirSync(directory, { recursive: true });
  mkdirSync(join(directory, 'rest'), { recursive: true });
  for (const { name } of manifest.objects) mkdirSync(join(directory, 'items', name), { recursive: true });
  const path = join(directory, MANIFEST);
  if (existsSync(path)) {
    const { perObject: _before, ...found } = readManifest(directory);
    const { perObject: _now, ...wanted } = manifest;
    const keys = new Set([...Object.keys(wanted), ...Object.keys(found)]);
    for (const key of keys as Set<keyof typeof wanted>) {
      if (JSON.stringify(found[key]) === JSON.stringify(wanted[key])) continue;
      throw new InputError(
        `${path}: the grasps in this folder were made with other ${key}; choose an empty folder or delete this one`,
      );
    }
  }
  io.writeAtomic(path, [new TextEncoder().encode(`${JSON.stringify(manifest, null, 2)}\n`)]);
}

/** Reads and checks `set.json`. */
export function readManifest(directory: string): GraspSetManifest {
  const path = join(directory, MANIFEST);
  if (!existsSync(path))
    throw new InputError(`${directory}: no ${MANIFEST} in this folder; is it a set of grasps?`);
  const found = readJsonFile(path, 'make the set anew') as Partial<GraspSetManifest> | null;
  if (found?.format !== 'handbooster-grasps' || found.version !== 1) {
    throw new InputError(
      `${path}: expected format handbooster-grasps version 1, found ${found?.format} ${found?.version}`,
    );
  }
  checkSchema(found, SET, path);
  return found as GraspSetManifest;
}

/** Writes the grasps of one item, a column each. */
export function writeItem(path: string, records: readonly GraspRecord[]): void {
  const count = records.length;
  const column = (width: number, row: (record: GraspRecord) => ArrayLike<number>): io.ArrayData => {
    const data = new Float32Array(count * width);
    records.forEach((record, i) => {
      data.set(row(record), i * width);
    });
    return { dtype: 'float32', shape: [count, width], data };
  };
  const contacts = new Int32Array(records.flatMap((record) => Array.from(record.contacts)));
  io.writeNpz(
    path,
    new Map<string, io.ArrayData>([
      ['index', { dtype: 'int32', shape: [count], data: Int32Array.from(records, ({ index }) => index) }],
      ['pose', column(48, ({ pose }) => pose)],
      ['betas', column(10, ({ betas }) => betas)],
      ['translation', column(3, ({ translation }) => translation)],
      ['start', column(51, ({ start }) => start)],
      ['contacts', { dtype: 'int32', shape: [count, count ? contacts.length / count : 0], data: contacts }],
      ['terms_before', column(ENERGY_TERMS.length, ({ termsBefore }) => termsBefore)],
      ['terms_after', column(ENERGY_TERMS.length, ({ termsAfter }) => termsAfter)],
      ['energy', column(2, ({ energyBefore, energyAfter }) => [energyBefore, energyAfter])],
      ['measures', column(MEASURES.length, ({ measures }) => MEASURES.map((name) => measures[name]))],
      ['held_directions', column(1, ({ heldDirections }) => [heldDirections ?? -1])],
    ]),
  );
}

/**
 * Reads the grasps of one item; null when the file is not there. A damaged one throws InputError naming it.
 */
export function readItem(
  path: string,
  object: { id: number; name: string },
  seed: number,
  limits: GraspLimits,
): GraspRecord[] | null {
  if (!existsSync(path)) return null;
  let arrays: Map<string, io.ArrayData>;
  try {
    arrays = io.readNpz(path);
  } catch (error) {
    throw new InputError(
      `${path}: cannot be read (${error instanceof Error ? error.message : error}); delete it to have it made anew`,
    );
  }
  const mend = 'delete the file to have it made anew';
  const floats = (name: string) => {
    const array = arrays.get(name);
    if (!array) throw new InputError(`${path}: no array '${name}'; ${mend}`);
    const wanted = name === 'index' || name === 'contacts' ? Int32Array : Float32Array;
    if (!(array.data instanceof wanted))
      throw new InputError(
        `${path}: array '${name}': expected ${wanted.name}, found ${array.dtype}; ${mend}`,
      );
    return array.data as Float32Array;
  };
  const index = floats('index');
  for (const [name, width] of Object.entries(WIDTHS)) {
    const { length } = floats(name);
    const fits = width === null ? length % Math.max(1, index.length) === 0 : length === width * index.length;
    if (!fits)
      throw new InputError(
        `${path}: array '${name}': found ${length} numbers for ${index.length} grasps; ${mend}`,
      );
  }
  const row = <T extends Float32Array | Int32Array>(name: string, i: number): T => {
    const data = floats(name) as T;
    const width = data.length / index.length;
    return data.slice(i * width, (i + 1) * width) as T;
  };
  return Array.from(index, (number, i) => {
    const values = row<Float32Array>('measures', i);
    const measures = Object.fromEntries(
      MEASURES.map((name, k) => [name, values[k]]),
    ) as unknown as GraspMeasures;
    const held = floats('held_directions')[i];
    const heldDirections = held < 0 ? null : held;
    const [energyBefore, energyAfter] = row<Float32Array>('energy', i);
    return {
      id: `${object.name}/${number}`,
      object,
      index: number,
      seed,
      pose: row<Float32Array>('pose', i),
      betas: row<Float32Array>('betas', i),
      translation: row<Float32Array>('translation', i),
      start: row<Float32Array>('start', i),
      contacts: row<Int32Array>('contacts', i),
      termsBefore: row<Float32Array>('terms_before', i),
      termsAfter: row<Float32Array>('terms_after', i),
      energyBefore,
      energyAfter,
      measures,
      heldDirections,
      ...judgeGrasp(measures, heldDirections, limits),
    };
  });
}

/** Item numbers present for an object, ascending. */
export function itemsPresent(directory: string, object: string): number[] {
  const folder = join(directory, 'items', object);
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .filter((name) => /^\d+\.npz$/.test(name))
    .map((name) => Number.parseInt(name, 10))
    .sort((a, b) => a - b);
}
