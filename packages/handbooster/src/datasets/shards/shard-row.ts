/** A row of `index.parquet`: what to choose pictures by, and where they lie. */
export interface ShardRow {
  key: string;
  id: string;
  split: string;
  shard: string;
  imageOffset: number;
  imageLength: number;
  labelOffset: number;
  labelLength: number;
  dataset: string;
  subject: string;
  sequence: string;
  view: string;
  side: string;
  /** Name of the grasped object, empty without one. */
  object: string;
}
