import { open } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { parquetReadObjects } from 'hyparquet';
import { InputError } from '../../base/errors/input-error.js';
import { parseJson } from '../../base/files/parse-json.js';
import { oneLine, readBytes } from '../../base/files/read-arrays.js';
import type { Sample } from '../sample/sample.js';
import { sampleFromJson } from '../sample/sample-json.js';
import type { ShardRow } from './shard-row.js';
import { INDEX_COLUMNS, type Provenance, snakeCase } from './shard-writer.js';

/** Labelled pictures in WebDataset shards with a Parquet index; each is read by itself, in any order. */
export class ShardDataset {
  readonly folder: string;
  readonly rows: readonly ShardRow[];

  constructor(folder: string, rows: readonly ShardRow[]) {
    this.folder = folder;
    this.rows = rows;
  }

  get length(): number {
    return this.rows.length;
  }

  /**
   * A picture's labels and where its image is (`decodeImage` reads it out of the shard).
   *
   * @throws {InputError} naming shard, key and field.
   */
  async load(position: number): Promise<Sample & { provenance: Provenance }> {
    const row = this.rows[position];
    if (row === undefined) {
      throw new RangeError(`expected a position in 0 ... ${this.length - 1}, found ${position}`);
    }
    const path = join(this.folder, row.shard);
    const where = `${path}: ${row.key}.json`;
    const text = await readRange(path, row.labelOffset, row.labelLength);
    let json: { id?: unknown; provenance?: Provenance };
    try {
      json = parseJson(text) as typeof json;
    } catch (error) {
      throw new InputError(`${where}: not JSON (${oneLine(error)}); index and shard do not belong together`);
    }
    const image = {
      path,
      mirrored: false,
      range: { offset: row.imageOffset, length: row.imageLength },
    };
    const sample = sampleFromJson(json, image, where);
    if (sample.id !== row.id) {
      throw new InputError(`${where}: id: expected ${row.id} as in the index, found ${sample.id}`);
    }
    return { ...sample, provenance: json.provenance ?? {} };
  }

  /** All samples in order. */
  async *samples(): AsyncGenerator<Sample & { provenance: Provenance }> {
    for (let position = 0; position < this.length; position++) yield this.load(position);
  }
}

/** Opens a folder that `ShardWriter` wrote. */
export async function readShards(folder: string): Promise<ShardDataset> {
  const path = join(resolve(folder), 'index.parquet');
  const bytes = await readBytes(path);
  let found: Record<string, unknown>[];
  try {
    const file = bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength) as ArrayBuffer;
    found = await parquetReadObjects({ file });
  } catch (error) {
    throw new InputError(`${path}: not a Parquet index (${oneLine(error)}); make the dataset again`);
  }
  const names = Object.keys(INDEX_COLUMNS) as (keyof ShardRow)[];
  const rows = found.map((entry, i) => {
    const row = Object.fromEntries(names.map((name) => [name, entry[snakeCase(name)]]));
    for (const name of names) {
      const expected = INDEX_COLUMNS[name] === 'STRING' ? 'string' : 'number';
      if (typeof row[name] !== expected) {
        throw new InputError(
          `${path}: ${snakeCase(name)}: expected a ${expected} in row ${i}, found ${String(row[name])}`,
        );
      }
    }
    return row as unknown as ShardRow;
  });
  return new ShardDataset(resolve(folder), rows);
}

async function readRange(path: string, offset: number, length: number): Promise<string> {
  const file = await open(path, 'r').catch((error: NodeJS.ErrnoException) => {
    throw new InputError(
      `${path}: ${error.code === 'ENOENT' ? 'shard is missing' : `cannot be opened (${error.code})`}`,
    );
  });
  try {
    const bytes = Buffer.alloc(length);
    const { bytesRead } = await file.read(bytes, 0, length, offset);
    if (bytesRead < length) {
      throw new InputError(
        `${path}: expected ${length} bytes at ${offset}, found ${bytesRead}: the shard is cut`,
      );
    }
    return bytes.toString('utf8');
  } finally {
    await file.close();
  }
}
