export * from './dataset-card.js';
export * from './read-shards.js';
export * from './read-tar.js';
export type { ShardRow } from './shard-row.js';
export { type Provenance, ShardWriter, type ShardWriterOptions } from './shard-writer.js';
export * from './tar-writer.js';
