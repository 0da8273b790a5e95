import { ByteWriter, ParquetWriter, schemaFromColumnData, type Writer } from 'hyparquet-writer';
import { HashedOutput } from '../../base/files/hashed-output.js';
import { INDEX_COLUMNS, INDEX_NAMES, snakeCase } from './index-columns.js';
import type { ShardRow } from './shard-row.js';

/** Rows of a row group: what is in memory at a time, in reading as in writing. */
const ROW_GROUP = 4096;

/**
 * Writes `index.parquet` row by row. Row groups go to the disk as they fill, with dictionaries and
 * statistics, compressed with Snappy, which every reader of Parquet has; offsets are 64-bit whole numbers.
 * Equal rows give equal bytes.
 */
export class IndexWriter {
  readonly #output: HashedOutput;
  readonly #parquet: ParquetWriter;
  #rows: ShardRow[] = [];

  constructor(path: string) {
    this.#output = new HashedOutput(path);
    this.#parquet = new ParquetWriter({
      writer: streamingWriter(this.#output),
      schema: schemaFromColumnData({ columnData: columnsOf([]) }),
      createdBy: 'handbooster',
    });
  }

  async add(row: ShardRow): Promise<void> {
    this.#rows.push(row);
    if (this.#rows.length >= ROW_GROUP) await this.#writeGroup();
  }

  /** Ends the file and gives it its name. @returns its SHA-256 in hexadecimal digits. */
  async close(): Promise<string> {
    if (this.#rows.length > 0) await this.#writeGroup();
    await this.#parquet.finish();
    return this.#output.close();
  }

  /** Gives up: nothing stays on the disk. */
  abort(): Promise<void> {
    return this.#output.abort();
  }

  async #writeGroup(): Promise<void> {
    const rows = this.#rows;
    this.#rows = [];
    await this.#parquet.write({ columnData: columnsOf(rows), rowGroupSize: ROW_GROUP });
  }
}

function columnsOf(rows: readonly ShardRow[]) {
  return INDEX_NAMES.map((name) => {
    const type = INDEX_COLUMNS[name];
    const data = rows.map((row) => (type === 'INT64' ? BigInt(row[name]) : row[name]));
    return { name: snakeCase(name), type, data, nullable: false };
  });
}

/** The library's growing buffer, emptied into a file after each row group. */
function streamingWriter(output: HashedOutput): Writer {
  const buffer = new ByteWriter(1 << 16);
  const flush = async () => {
    const bytes = buffer.getBytes().slice();
    buffer.index = 0;
    await output.write(bytes);
  };
  return Object.assign(buffer, { flush, finish: flush });
}
