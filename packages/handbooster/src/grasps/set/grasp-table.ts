import { rmSync } from 'node:fs';
import { join } from 'node:path';
import * as io from '@handbooster/torch/io';
import { parquetWriteBuffer } from 'hyparquet-writer';
import { ENERGY_TERMS } from '../grasp-options.js';
import type { GraspMeasures } from '../validation/measure-grasp.js';
import type { GraspRecord } from './grasp-record.js';
import type { GraspSet } from './grasp-set.js';

/** The merged file of a complete set, beside `set.json`. */
export const GRASP_TABLE_FILE = 'grasps.parquet';

type Scalar = 'STRING' | 'BOOLEAN' | 'INT32' | 'FLOAT';

interface Column {
  name: string;
  type: Scalar;
  /** A list of numbers in each row. */
  list?: boolean;
  nullable?: boolean;
  value(record: GraspRecord): unknown;
}

/** Names of measures as columns; metres and cubic metres. */
const MEASURE_COLUMNS: Record<keyof GraspMeasures, string> = {
  nearest: 'nearest',
  depth: 'depth',
  volume: 'volume',
  selfDepth: 'self_depth',
  touching: 'touching',
  opposition: 'opposition',
  closureResidual: 'closure_residual',
  closureEffort: 'closure_effort',
  pierced: 'pierced',
};

const snakeCase = (name: string) => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);

const COLUMNS: Column[] = [
  { name: 'id', type: 'STRING', value: ({ id }) => id },
  { name: 'object', type: 'STRING', value: ({ object }) => object.name },
  { name: 'object_id', type: 'INT32', value: ({ object }) => object.id },
  { name: 'index', type: 'INT32', value: ({ index }) => index },
  { name: 'valid', type: 'BOOLEAN', value: ({ valid }) => valid },
  { name: 'holding', type: 'BOOLEAN', value: ({ holding }) => holding },
  {
    name: 'rejected_by',
    type: 'STRING',
    value: ({ rejections }) => rejections.map(({ criterion }) => snakeCase(criterion)).join(','),
  },
  { name: 'held_directions', type: 'INT32', nullable: true, value: ({ heldDirections }) => heldDirections },
  { name: 'energy_before', type: 'FLOAT', value: ({ energyBefore }) => energyBefore },
  { name: 'energy_after', type: 'FLOAT', value: ({ energyAfter }) => energyAfter },
  ...ENERGY_TERMS.flatMap((term, i): Column[] => [
    { name: `${snakeCase(term)}_before`, type: 'FLOAT', value: ({ termsBefore }) => termsBefore[i] },
    { name: `${snakeCase(term)}_after`, type: 'FLOAT', value: ({ termsAfter }) => termsAfter[i] },
  ]),
  ...(Object.keys(MEASURE_COLUMNS) as (keyof GraspMeasures)[]).map(
    (measure): Column => ({
      name: MEASURE_COLUMNS[measure],
      type: measure === 'touching' ? 'INT32' : 'FLOAT',
      value: ({ measures }) => measures[measure],
    }),
  ),
  { name: 'pose', type: 'FLOAT', list: true, value: ({ pose }) => Array.from(pose) },
  { name: 'betas', type: 'FLOAT', list: true, value: ({ betas }) => Array.from(betas) },
  { name: 'translation', type: 'FLOAT', list: true, value: ({ translation }) => Array.from(translation) },
  { name: 'start', type: 'FLOAT', list: true, value: ({ start }) => Array.from(start) },
  { name: 'contacts', type: 'INT32', list: true, value: ({ contacts }) => Array.from(contacts) },
];

/** Whether every try of every object is there, so that nothing is left for other shards or a later run. */
export function isComplete({ manifest, records }: GraspSet): boolean {
  const counts = new Map<string, number>();
  for (const { object } of records) counts.set(object.name, (counts.get(object.name) ?? 0) + 1);
  return manifest.objects.every(({ name }) => counts.get(name) === manifest.perObject);
}

/**
 * A set as one Parquet file: a row a grasp in order of objects and tries; each energy term before and after
 * (unweighted), each measure, the verdict by the set's own limits, and the numbers of the grasp as lists. The
 * manifest is in the file's metadata under `handbooster-grasps`. Equal sets give equal bytes.
 */
export function encodeGraspTable({ manifest, records }: GraspSet): Uint8Array {
  const columnData = COLUMNS.map(({ name, value }) => ({ name, data: records.map(value) }));
  return new Uint8Array(
    parquetWriteBuffer({
      columnData,
      schema: schema(),
      createdBy: 'handbooster',
      kvMetadata: [{ key: manifest.format, value: JSON.stringify(manifest) }],
    }),
  );
}

/**
 * Writes the table of a complete set; removes one that no longer says everything. Returns whether there is
 * one now.
 */
export function updateGraspTable(directory: string, set: GraspSet): boolean {
  const path = join(directory, GRASP_TABLE_FILE);
  const complete = isComplete(set);
  if (complete) io.writeAtomic(path, [encodeGraspTable(set)]);
  else rmSync(path, { force: true });
  return complete;
}

type Schema = NonNullable<Parameters<typeof parquetWriteBuffer>[0]['schema']>;

function schema(): Schema {
  const out: Schema = [{ name: 'root', num_children: COLUMNS.length }];
  for (const { name, type, list, nullable } of COLUMNS) {
    const physical =
      type === 'STRING'
        ? ({ type: 'BYTE_ARRAY', converted_type: 'UTF8' } as const)
        : ({ type } as { type: 'BOOLEAN' | 'INT32' | 'FLOAT' });
    if (list) {
      out.push(
        { name, converted_type: 'LIST', num_children: 1, repetition_type: 'REQUIRED' },
        { name: 'list', num_children: 1, repetition_type: 'REPEATED' },
        { name: 'element', ...physical, repetition_type: 'REQUIRED' },
      );
    } else out.push({ name, ...physical, repetition_type: nullable ? 'OPTIONAL' : 'REQUIRED' });
  }
  return out;
}
