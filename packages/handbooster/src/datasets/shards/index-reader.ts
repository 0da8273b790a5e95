import { stat } from 'node:fs/promises';
import {
  type AsyncBuffer,
  asyncBufferFromFile,
  type Compressors,
  type FileMetaData,
  parquetMetadataAsync,
  parquetReadObjects,
} from 'hyparquet';
import { compressors } from 'hyparquet-compressors';
import { InputError } from '../../base/errors/input-error.js';
import { oneLine } from '../../base/files/read-arrays.js';
import { unreadable } from '../../base/files/read-text-file.js';
import { INDEX_COLUMNS, INDEX_NAMES, snakeCase } from './index-columns.js';
import { ShardIndex } from './shard-index.js';
import type { ShardRow } from './shard-row.js';

/** Rows taken from the file at a time, whatever the size of its row groups. */
const ROWS = 4096;
/** A page of an index, unpacked. */
const MOST_BYTES = 256e6;

/** Texts that a table may leave empty (null) where they say nothing. */
const MAY_BE_NULL: ReadonlySet<keyof ShardRow> = new Set<keyof ShardRow>([
  ...(['split', 'dataset', 'subject', 'sequence', 'view', 'side', 'object'] as const),
]);

/**
 * Reads an index in pieces, as we or a Python tool wrote it: numbers of any width, whole floats among them;
 * null in columns that only describe; dictionaries; every compression of Parquet but LZO.
 *
 * @throws {InputError} naming column, row, what was expected and what was found; or the compression that is
 * not read.
 */
export async function readIndex(path: string): Promise<ShardIndex> {
  const index = new ShardIndex();
  const file = await openFile(path);
  try {
    const metadata = await parquetMetadataAsync(file);
    checkMetadata(metadata, path);
    const columns = INDEX_NAMES.map(snakeCase);
    const count = Number(metadata.num_rows);
    for (let first = 0; first < count; first += ROWS) {
      const end = Math.min(count, first + ROWS);
      const range = { rowStart: first, rowEnd: end };
      const rows = await parquetReadObjects({ file, metadata, compressors: bounded, columns, ...range });
      if (rows.length !== end - first) throw new Error(`it ends at row ${first + rows.length} of ${count}`);
      for (const [i, entry] of rows.entries()) index.push(toRow(entry, first + i, path));
    }
  } catch (error) {
    // The library reads what the file says it is: damaged pages end in errors of many kinds.
    if (error instanceof InputError) throw error;
    throw new InputError(`${path}: not a Parquet index (${oneLine(error)}); make the dataset again`);
  }
  return index;
}

async function openFile(path: string): Promise<AsyncBuffer> {
  try {
    // What the library opens later has no words for a folder.
    if (!(await stat(path)).isFile()) throw Object.assign(new Error(path), { code: 'EISDIR' });
    return await asyncBufferFromFile(path);
  } catch (error) {
    throw unreadable(path, error);
  }
}

function checkMetadata(metadata: FileMetaData, path: string): void {
  const codecs = metadata.row_groups.flatMap(({ columns }) => columns.map((c) => c.meta_data?.codec));
  const unread = codecs.find(
    (codec) => codec !== undefined && codec !== 'UNCOMPRESSED' && !(codec in compressors),
  );
  if (unread !== undefined) {
    throw new InputError(
      `${path}: compressed with ${unread}, which is not read here; write it with SNAPPY, ZSTD, GZIP, BROTLI or LZ4`,
    );
  }
  const names = new Set(metadata.schema.map(({ name }) => name));
  const lacking = INDEX_NAMES.map(snakeCase).filter((name) => !names.has(name));
  if (lacking.length > 0) {
    throw new InputError(`${path}: expected the columns of an index, found none named ${lacking.join(', ')}`);
  }
  const rows = metadata.row_groups.reduce((sum, group) => sum + Number(group.num_rows), 0);
  if (rows !== Number(metadata.num_rows)) {
    throw new InputError(`${path}: num_rows: expected the row groups' ${rows}, found ${metadata.num_rows}`);
  }
}

/** Decompression that gives up before a page of a few bytes fills the memory. */
const bounded: Compressors = Object.fromEntries(
  Object.entries(compressors).map(([codec, decompress]) => [
    codec,
    (input: Uint8Array, length: number) => {
      if (length > MOST_BYTES) throw new Error(`a page of ${length} bytes; at most ${MOST_BYTES} are read`);
      return decompress(input, length);
    },
  ]),
);

function toRow(entry: Record<string, unknown>, position: number, path: string): ShardRow {
  const row: Partial<Record<keyof ShardRow, string | number>> = {};
  for (const name of INDEX_NAMES) {
    const found = entry[snakeCase(name)];
    const value = INDEX_COLUMNS[name] === 'STRING' ? toText(found, MAY_BE_NULL.has(name)) : toWhole(found);
    if (value === null) {
      const expected = INDEX_COLUMNS[name] === 'STRING' ? 'a text' : 'a whole number from 0';
      throw new InputError(
        `${path}: ${snakeCase(name)}: expected ${expected} in row ${position}, found ${found}`,
      );
    }
    row[name] = value;
  }
  return row as ShardRow;
}

function toText(value: unknown, mayBeNull: boolean): string | null {
  if (typeof value === 'string') return value;
  return mayBeNull && (value === null || value === undefined) ? '' : null;
}

/** A whole number of any type that can be an offset; null for anything else. */
function toWhole(value: unknown): number | null {
  const number = typeof value === 'bigint' ? Number(value) : value;
  return typeof number === 'number' && Number.isSafeInteger(number) && number >= 0 ? number : null;
}
