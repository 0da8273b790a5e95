import { existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as io from '@handbooster/torch/io';
import { InputError } from '../../base/errors/input-error.js';
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
  let manifest: GraspSetManifest;
  try {
    manifest = JSON.parse(readFileSync(path, 'utf8'));
  } catch (error) {
    throw new InputError(
      `${path}: not JSON (${error instanceof Error ? error.message : error}); make the set anew`,
    );
  }
  if (manifest.format !== 'handbooster-grasps' || manifest.version !== 1) {
    throw new InputError(
      `${path}: expected format handbooster-grasps version 1, found ${manifest.format} ${manifest.version}`,
    );
  }
  return manifest;
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

/** Reads the grasps of one item; null when the file is not there. A damaged one throws InputError naming it. */
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
  const floats = (name: string) => {
    const array = arrays.get(name);
    if (!array) throw new InputError(`${path}: no array '${name}'; delete the file to have it made anew`);
    return array.data as Float32Array;
  };
  const index = floats('index');
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
