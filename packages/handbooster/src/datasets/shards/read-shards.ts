import { open } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { InputError } from '../../base/errors/input-error.js';
import { parseJson } from '../../base/files/parse-json.js';
import { oneLine } from '../../base/files/read-arrays.js';
import type { Sample } from '../sample/sample.js';
import { sampleFromJson } from '../sample/sample-json.js';
import { readIndex } from './index-reader.js';
import type { ShardIndex } from './shard-index.js';
import type { ShardRow } from './shard-row.js';
import type { Provenance } from './shard-writer.js';

/** Labelled pictures in WebDataset shards with a Parquet index; each is read by itself, in any order. */
export class ShardDataset {
  readonly folder: string;
  readonly rows: ShardIndex;

  constructor(folder: string, rows: ShardIndex) {
    this.folder = folder;
    this.rows = rows;
  }

  get length(): number {
    return this.rows.length;
  }

  /** What the index says of a picture. */
  row(position: number): ShardRow {
    const row = this.rows.at(position);
    if (row === undefined) {
      throw new RangeError(`expected a position in 0 ... ${this.length - 1}, found ${position}`);
    }
    return row;
  }

  /**
   * A picture's labels and where its image is (`decodeImage` reads it out of the shard).
   *
   * @throws {InputError} naming shard, key and field.
   */
  async load(position: number): Promise<Sample & { provenance: Provenance }> {
    const row = this.row(position);
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

/**
 * Opens a folder that `ShardWriter` wrote, or whose index a Python tool wrote again.
 *
 * @example
 * ```ts
 * import { readShards } from 'handbooster';
 * const shards = await readShards('shards');
 * console.log(shards.length, (await shards.load(4)).hand.side); // 5 right
 * ```
 */
export async function readShards(folder: string): Promise<ShardDataset> {
  return new ShardDataset(resolve(folder), await readIndex(join(resolve(folder), 'index.parquet')));
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
