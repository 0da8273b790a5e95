import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { tableFromIPC, tableToIPC } from 'apache-arrow';
import { asyncBufferFromFile, parquetMetadataAsync } from 'hyparquet';
import * as wasm from 'parquet-wasm/node';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readShards } from '../../packages/handbooster/src/datasets/shards/read-shards.js';
import type { ShardRow } from '../../packages/handbooster/src/datasets/shards/shard-row.js';
import { loadBuiltinHand } from '../../packages/handbooster/src/hand/model/builtin-hand.js';
import { writeShardsFixture } from '../../packages/handbooster/test/fixtures/shards-fixture.js';

// An index that DuckDB, pandas or Arrow wrote again was refused ("make the dataset again"): 64-bit numbers,
// null and ZSTD were not read, and offsets were written as DOUBLE, which Python's seek refuses.
const folder = mkdtempSync(join(tmpdir(), 'parquet-'));
const shards = join(folder, 'shards');
const index = join(shards, 'index.parquet');
let expected: ShardRow[];
let duck: Awaited<ReturnType<DuckDBInstance['connect']>>;
beforeAll(async () => {
  await writeShardsFixture(shards, loadBuiltinHand('right'));
  expected = Array.from((await readShards(shards)).rows);
  duck = await (await DuckDBInstance.create(':memory:')).connect();
});
afterAll(() => {
  duck.closeSync();
  rmSync(folder, { recursive: true });
});

const query = async (sql: string) => (await duck.runAndReadAll(sql)).getRowObjects();

/** Makes an index of the table by a statement of DuckDB and opens it. */
async function rewritten(name: string, select: string, options = '') {
  const to = join(folder, name);
  mkdirSync(to, { recursive: true });
  const path = join(to, 'index.parquet');
  await duck.run(`COPY (${select.replace('TABLE', `'${index}'`)}) TO '${path}' (FORMAT parquet${options})`);
  return readShards(to);
}

describe('our index', () => {
  it('is read by DuckDB, with 64-bit offsets, statistics and dictionaries', async () => {
    const types = await query(`SELECT column_name, column_type FROM (DESCRIBE SELECT * FROM '${index}')`);
    const typeOf = new Map(types.map((row) => [row.column_name, row.column_type]));
    expect(typeOf.get('image_offset')).toBe('BIGINT');
    expect(typeOf.get('label_offset')).toBe('BIGINT');
    expect(typeOf.get('image_length')).toBe('INTEGER');
    expect(typeOf.get('object')).toBe('VARCHAR');
    const rows = await query(`SELECT id, shard, image_offset, label_length FROM '${index}'`);
    expect(rows).toEqual(
      expected.map(({ id, shard, imageOffset, labelLength }) => ({
        ...{ id, shard, image_offset: BigInt(imageOffset), label_length: labelLength },
      })),
    );
    const [{ low, high }] = await query(
      `SELECT stats_min_value AS low, stats_max_value AS high FROM parquet_metadata('${index}') WHERE path_in_schema = 'image_offset'`,
    );
    const offsets = expected.map((row) => row.imageOffset);
    expect([low, high]).toEqual([String(Math.min(...offsets)), String(Math.max(...offsets))]);
  });

  it('is read by Arrow', () => {
    const table = tableFromIPC(wasm.readParquet(readFileSync(index)).intoIPCStream());
    expect(table.numRows).toBe(5);
    const offsets = Array.from(table.getChild('image_offset') ?? []);
    expect(offsets).toEqual(expected.map((row) => BigInt(row.imageOffset)));
    expect(Array.from(table.getChild('object') ?? [])).toEqual(expected.map((row) => row.object));
  });
});

describe('an index that another tool wrote', () => {
  it.each(['ZSTD', 'GZIP', 'BROTLI', 'LZ4', 'LZ4_RAW', 'SNAPPY', 'UNCOMPRESSED'])(
    'of DuckDB, compressed with %s, is read',
    async (codec) => {
      const { rows } = await rewritten(`duck-${codec}`, 'SELECT * FROM TABLE', `, COMPRESSION ${codec}`);
      expect(Array.from(rows)).toEqual(expected);
    },
  );

  it.each([
    ['BROTLI', wasm.Compression.BROTLI],
    ['GZIP', wasm.Compression.GZIP],
    ['ZSTD', wasm.Compression.ZSTD],
    ['LZ4_RAW', wasm.Compression.LZ4_RAW],
  ] as const)('of Arrow, compressed with %s, is read', async (codec, compression) => {
    const to = join(folder, `arrow-${codec}`);
    mkdirSync(to, { recursive: true });
    const table = tableFromIPC(wasm.readParquet(readFileSync(index)).intoIPCStream());
    const properties = new wasm.WriterPropertiesBuilder().setCompression(compression).build();
    const bytes = wasm.writeParquet(wasm.Table.fromIPCStream(tableToIPC(table, 'stream')), properties);
    writeFileSync(join(to, 'index.parquet'), bytes);
    const metadata = await parquetMetadataAsync(await asyncBufferFromFile(join(to, 'index.parquet')));
    expect(metadata.row_groups[0].columns[0].meta_data?.codec).toBe(codec);
    expect(Array.from((await readShards(to)).rows)).toEqual(expected);
  });

  it.each(['BIGINT', 'UBIGINT', 'INTEGER', 'DOUBLE', 'USMALLINT', 'HUGEINT'])(
    'with %s numbers is read',
    async (type) => {
      const numbers = ['image_offset', 'image_length', 'label_offset', 'label_length'];
      const replaced = numbers.map((name) => `${name}::${type} AS ${name}`).join(', ');
      const { rows } = await rewritten(`type-${type}`, `SELECT * REPLACE (${replaced}) FROM TABLE`);
      expect(Array.from(rows)).toEqual(expected);
    },
  );

  it('has null for texts that say nothing, further columns, any order of columns and row groups', async () => {
    const select =
      "SELECT 7 AS score, object, * EXCLUDE (object) REPLACE (nullif(subject, 'subject 1') AS subject) FROM TABLE";
    const { rows } = await rewritten('null', select, ', ROW_GROUP_SIZE 2');
    expect(Array.from(rows, ({ subject }) => subject)).toEqual(
      expected.map(({ subject }) => (subject === 'subject 1' ? '' : subject)),
    );
    expect(Array.from(rows, ({ object }) => object)).toEqual(expected.map(({ object }) => object));
  });

  it.each([
    [
      'SELECT * REPLACE (NULL::BIGINT AS image_offset) FROM TABLE',
      /image_offset: expected a whole number from 0 in row 0, found null/,
    ],
    ['SELECT * REPLACE (-1 AS label_offset) FROM TABLE', /label_offset: expected a whole number .* found -1/],
    [
      'SELECT * REPLACE (0.5::DOUBLE AS image_length) FROM TABLE',
      /image_length: expected a whole number .* found 0\.5/,
    ],
    [
      "SELECT * REPLACE (CASE WHEN id = '000003' THEN NULL ELSE key END AS key) FROM TABLE",
      /key: expected a text in row 3, found null/,
    ],
    [
      'SELECT * EXCLUDE (shard, id) FROM TABLE',
      /expected the columns of an index, found none named id, shard/,
    ],
  ])('is refused by column and row: %s', async (select, message) => {
    await expect(rewritten('refused', select)).rejects.toThrow(message);
  });
});
