import { readFileSync } from 'node:fs';
import * as io from '@handbooster/torch/io';
import { parquetMetadata, parquetReadObjects } from 'hyparquet';
import { parquetWriteBuffer } from 'hyparquet-writer';

/** A point of a map as the file keeps it. */
export interface PoseRow {
  id: string;
  object: string;
  object_id: number;
  real: boolean;
  selected: boolean;
  /** Of a selected grasp (Eq. 6). */
  probability: number | null;
  /** In the object's own unit square. */
  x: number;
  y: number;
  /** Rows of the most alike poses of the same object, nearest first, and how far they are. */
  neighbours: number[];
  distances: number[];
  /** Of a grasp, the row of the most alike real pose of its object, and how far it is. */
  nearest_real: number | null;
  novelty: number | null;
}

export interface PoseMap {
  rows: PoseRow[];
  /** Poses for which there was no room. */
  leftOut: number;
}

type Schema = NonNullable<Parameters<typeof parquetWriteBuffer>[0]['schema']>;
const TEXT = { type: 'BYTE_ARRAY', converted_type: 'UTF8' } as const;
const COLUMNS: Record<keyof PoseRow, { kind: object; form?: 'list' | 'nullable' }> = {
  id: { kind: TEXT },
  object: { kind: TEXT },
  object_id: { kind: { type: 'INT32' } },
  real: { kind: { type: 'BOOLEAN' } },
  selected: { kind: { type: 'BOOLEAN' } },
  probability: { kind: { type: 'DOUBLE' }, form: 'nullable' },
  x: { kind: { type: 'FLOAT' } },
  y: { kind: { type: 'FLOAT' } },
  neighbours: { kind: { type: 'INT32' }, form: 'list' },
  distances: { kind: { type: 'FLOAT' }, form: 'list' },
  nearest_real: { kind: { type: 'INT32' }, form: 'nullable' },
  novelty: { kind: { type: 'FLOAT' }, form: 'nullable' },
};
const NAMES = Object.keys(COLUMNS) as (keyof PoseRow)[];
const LEFT_OUT = 'left-out';

/** Writes a map as a Parquet file, whole or not at all. */
export function writePoseMap(file: string, { rows, leftOut }: PoseMap): void {
  const schema: Schema = [{ name: 'root', num_children: NAMES.length }];
  for (const name of NAMES) {
    const { kind, form } = COLUMNS[name];
    if (form === 'list') {
      schema.push(
        { name, converted_type: 'LIST', num_children: 1, repetition_type: 'REQUIRED' },
        { name: 'list', num_children: 1, repetition_type: 'REPEATED' },
        { name: 'element', ...kind, repetition_type: 'REQUIRED' },
      );
    } else schema.push({ name, ...kind, repetition_type: form === 'nullable' ? 'OPTIONAL' : 'REQUIRED' });
  }
  const bytes = parquetWriteBuffer({
    columnData: NAMES.map((name) => ({ name, data: rows.map((row) => row[name]) })),
    schema,
    createdBy: 'handbooster',
    kvMetadata: [{ key: LEFT_OUT, value: String(leftOut) }],
  });
  io.writeAtomic(file, [new Uint8Array(bytes)]);
}

/** @throws where it is no such file */
export async function readPoseMap(file: string): Promise<PoseMap> {
  const bytes = readFileSync(file);
  const buffer = bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength) as ArrayBuffer;
  const metadata = parquetMetadata(buffer);
  const rows = (await parquetReadObjects({ file: buffer, metadata })) as unknown as PoseRow[];
  const kept = metadata.key_value_metadata?.find(({ key }) => key === LEFT_OUT)?.value;
  return { rows, leftOut: Number(kept ?? 0) };
}
