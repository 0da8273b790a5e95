export * from './dataset-card.js';
export * from './read-shards.js';
export * from './read-tar.js';
export { type Provenance, type ShardRow, ShardWriter, type ShardWriterOptions } from './shard-writer.js';
export * from './tar-writer.js';
