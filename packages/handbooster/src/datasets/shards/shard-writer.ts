import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { parquetWriteBuffer } from 'hyparquet-writer';
import { writeFileAtomicSync } from '../../base/files/atomic-write.js';
import { imageKind } from '../images/decode-image.js';
import type { Sample } from '../sample/sample.js';
import { sampleToJson } from '../sample/sample-json.js';
import { type DatasetDescription, datasetCard } from './dataset-card.js';
import type { ShardRow } from './shard-row.js';
import { TarWriter } from './tar-writer.js';

/** Options of {@link ShardWriter}. */
export interface ShardWriterOptions {
  /** Name of the split, and beginning of the shards' names. */
  split: string;
  /** Pictures in a shard; the last may have fewer. */
  samplesPerShard: number;
}

export const SHARD_WRITER_DEFAULTS: ShardWriterOptions = { split: 'train', samplesPerShard: 512 };

/** More about a picture: how it was made. Goes into its JSON under `provenance`. */
export type Provenance = Record<string, string | number | boolean | null>;

/**
 * Writes labelled pictures as WebDataset shards (tar files of `<key>.jpg`, `<key>.json` and more), with a Parquet index and
 * a dataset card. Equal input gives equal bytes.
 */
export class ShardWriter {
  readonly folder: string;
  readonly #options: ShardWriterOptions;
  readonly #rows: ShardRow[] = [];
  readonly #shards: string[] = [];
  readonly #ids = new Set<string>();
  #tar: TarWriter | null = null;

  constructor(folder: string, options: Partial<ShardWriterOptions> = {}) {
    this.folder = folder;
    this.#options = { ...SHARD_WRITER_DEFAULTS, ...options };
  }

  get length(): number {
    return this.#rows.length;
  }

  /**
   * Appends a picture; in the order of the calls.
   *
   * @param image bytes of a JPEG or PNG, right way round for the labels.
   * @param attachments further files by extension, for example `normal.png`.
   */
  add(
    sample: Sample,
    image: Uint8Array,
    provenance: Provenance = {},
    attachments: Readonly<Record<string, Uint8Array>> = {},
  ): string {
    const { split, samplesPerShard } = this.#options;
    const kind = imageKind(image);
    if (kind === null) throw new TypeError(`sample ${sample.id}: expected the bytes of a JPEG or PNG image`);
    if (this.#ids.has(sample.id)) throw new RangeError(`sample ${sample.id} was added twice`);
    this.#ids.add(sample.id);
    if (this.#tar === null || this.#rows.length % samplesPerShard === 0) {
      this.#tar?.close();
      const shard = `${split}-${String(this.#shards.length).padStart(6, '0')}.tar`;
      this.#shards.push(shard);
      this.#tar = new TarWriter(join(this.folder, shard));
    }
    const key = `${split}-${String(this.#rows.length).padStart(8, '0')}`;
    const picture = this.#tar.add(`${key}.${kind === 'jpeg' ? 'jpg' : 'png'}`, image);
    const label = this.#tar.add(
      `${key}.json`,
      Buffer.from(JSON.stringify({ ...sampleToJson(sample), provenance })),
    );
    for (const extension of Object.keys(attachments).sort()) {
      this.#tar.add(`${key}.${extension}`, attachments[extension]);
    }
    this.#rows.push({
      key,
      id: sample.id,
      split,
      shard: this.#shards[this.#shards.length - 1],
      imageOffset: picture.offset,
      imageLength: picture.length,
      labelOffset: label.offset,
      labelLength: label.length,
      dataset: sample.dataset,
      subject: sample.subject,
      sequence: sample.sequence,
      view: sample.view,
      side: sample.hand.side,
      object: sample.objects[sample.grasped]?.name ?? '',
    });
    return key;
  }

  /** Ends the last shard and writes `index.parquet`, `dataset.json` and the card `README.md`. */
  finish(description: DatasetDescription): void {
    this.#tar?.close();
    this.#tar = null;
    writeFileAtomicSync(join(this.folder, 'index.parquet'), encodeIndex(this.#rows));
    const files = [...this.#shards, 'index.parquet'].map((name) => ({
      name,
      sha256: createHash('sha256')
        .update(readFileSync(join(this.folder, name)))
        .digest('hex'),
    }));
    const summary = { ...description, split: this.#options.split, samples: this.#rows.length, files };
    writeFileAtomicSync(join(this.folder, 'dataset.json'), `${JSON.stringify(summary, null, 2)}\n`);
    writeFileAtomicSync(
      join(this.folder, 'README.md'),
      datasetCard(
        description,
        this.#rows,
        this.#shards.map((name) => basename(name)),
      ),
    );
  }

  /** Gives up: the shard in work is removed, finished ones stay. */
  abort(): void {
    this.#tar?.abort();
    this.#tar = null;
  }
}

/** Columns of the index, by Parquet type. */
export const INDEX_COLUMNS = {
  key: 'STRING',
  id: 'STRING',
  split: 'STRING',
  shard: 'STRING',
  imageOffset: 'DOUBLE',
  imageLength: 'INT32',
  labelOffset: 'DOUBLE',
  labelLength: 'INT32',
  dataset: 'STRING',
  subject: 'STRING',
  sequence: 'STRING',
  view: 'STRING',
  side: 'STRING',
  object: 'STRING',
} as const satisfies Record<keyof ShardRow, string>;

function encodeIndex(rows: readonly ShardRow[]): Uint8Array {
  const columnData = (Object.keys(INDEX_COLUMNS) as (keyof ShardRow)[]).map((name) => ({
    name: snakeCase(name),
    data: rows.map((row) => row[name]),
    type: INDEX_COLUMNS[name],
    nullable: false,
  }));
  return new Uint8Array(parquetWriteBuffer({ columnData, createdBy: 'handbooster' }));
}

/** Column names are in snake case, as data tools have them. */
export const snakeCase = (name: string) => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
