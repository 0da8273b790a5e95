import type { ShardRow } from './shard-row.js';

/** Columns of `index.parquet` by name, with their Parquet types. */
export const INDEX_COLUMNS = {
  key: 'STRING',
  id: 'STRING',
  split: 'STRING',
  shard: 'STRING',
  imageOffset: 'INT64',
  imageLength: 'INT32',
  labelOffset: 'INT64',
  labelLength: 'INT32',
  dataset: 'STRING',
  subject: 'STRING',
  sequence: 'STRING',
  view: 'STRING',
  side: 'STRING',
  object: 'STRING',
} as const satisfies Record<keyof ShardRow, string>;

export const INDEX_NAMES = Object.keys(INDEX_COLUMNS) as (keyof ShardRow)[];

/** Column names are in snake case, as data tools have them. */
export const snakeCase = (name: string) => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
