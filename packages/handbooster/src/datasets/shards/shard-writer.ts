import { join } from 'node:path';
import { writeFileAtomic } from '../../base/files/atomic-write.js';
import { imageKind } from '../images/decode-image.js';
import type { Sample } from '../sample/sample.js';
import { sampleToJson } from '../sample/sample-json.js';
import { DatasetCounts, type DatasetDescription, datasetCard } from './dataset-card.js';
import { IndexWriter } from './index-writer.js';
import { TarWriter } from './tar-writer.js';

/** Options of {@link ShardWriter}. */
export interface ShardWriterOptions {
  /** Name of the split, and beginning of the shards' names. */
  split: string;
  /** The most pictures in a shard. */
  samplesPerShard: number;
  /**
   * How many pictures will be added, so that shards can be even; null where that is not known: all but the
   * last shard are full then.
   */
  samples: number | null;
  /**
   * Where `samples` is known: at least so many shards, for a loader reads one with each of its workers and
   * those without a shard stop it.
   */
  fewestShards: number;
}

export const SHARD_WRITER_DEFAULTS: ShardWriterOptions = {
  split: 'train',
  samplesPerShard: 512,
  samples: null,
  fewestShards: 16,
};

/** More about a picture: how it was made. Goes into its JSON under `provenance`. */
export type Provenance = Record<string, string | number | boolean | null>;

/**
 * Writes labelled pictures as WebDataset shards (tar files of `<key>.jpg`, `<key>.json` and more), with a
 * Parquet index and a dataset card. Everything goes to the disk as it comes: of a picture only its id is
 * kept. Equal input gives equal bytes.
 *
 * @example
 * ```ts
 * import { readFile } from 'node:fs/promises';
 * import { loadBuiltinHand, readShards, ShardWriter } from 'handbooster';
 * const sample = await (await readShards('shards')).load(0);
 * const writer = new ShardWriter('written', { split: 'train' });
 * await writer.add(sample, await readFile('photo.jpg'));
 * const { name, hash } = loadBuiltinHand();
 * const card = { title: 'Mine', summary: 'One picture.', licenses: [], provenance: {} };
 * await writer.finish({ ...card, handModel: { name, hash } });
 * console.log((await readShards('written')).length); // 1
 * ```
 */
export class ShardWriter {
  readonly folder: string;
  readonly #options: ShardWriterOptions;
  readonly #index: IndexWriter;
  readonly #counts = new DatasetCounts();
  readonly #shards: { name: string; sha256: string }[] = [];
  readonly #ids = new Set<string>();
  #tar: TarWriter | null = null;
  /** Pictures before the end of the shard in work. */
  #end = 0;

  constructor(folder: string, options: Partial<ShardWriterOptions> = {}) {
    this.folder = folder;
    this.#options = { ...SHARD_WRITER_DEFAULTS, ...options };
    this.#index = new IndexWriter(join(folder, 'index.parquet'));
  }

  /** Pictures added so far. */
  get length(): number {
    return this.#ids.size;
  }

  /**
   * Appends a picture; in the order of the calls, each after the one before has ended.
   *
   * @param image bytes of a JPEG or PNG, right way round for the labels.
   * @param attachments further files by extension, for example `normal.png`.
   */
  async add(
    sample: Sample,
    image: Uint8Array,
    provenance: Provenance = {},
    attachments: Readonly<Record<string, Uint8Array>> = {},
  ): Promise<string> {
    const { split, samples } = this.#options;
    const kind = imageKind(image);
    if (kind === null) throw new TypeError(`sample ${sample.id}: expected the bytes of a JPEG or PNG image`);
    if (this.#ids.has(sample.id)) throw new RangeError(`sample ${sample.id} was added twice`);
    if (this.length === samples)
      throw new RangeError(`expected ${samples} samples, found one more: ${sample.id}`);
    if (this.length === this.#end) await this.#beginShard();
    const tar = this.#tar as TarWriter;
    const key = `${split}-${String(this.length).padStart(8, '0')}`;
    this.#ids.add(sample.id);
    const picture = await tar.add(`${key}.${kind === 'jpeg' ? 'jpg' : 'png'}`, image);
    const json = JSON.stringify({ ...sampleToJson(sample), provenance });
    const label = await tar.add(`${key}.json`, Buffer.from(json));
    for (const extension of Object.keys(attachments).sort()) {
      await tar.add(`${key}.${extension}`, attachments[extension]);
    }
    const row = {
      key,
      id: sample.id,
      split,
      shard: this.#shardName(this.#shards.length),
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
    };
    await this.#index.add(row);
    this.#counts.add(row);
    return key;
  }

  /** Ends the last shard and writes `index.parquet`, `dataset.json` and the card `README.md`. */
  async finish(description: DatasetDescription): Promise<void> {
    const { split, samples } = this.#options;
    if (samples !== null && samples !== this.length) {
      throw new RangeError(`expected ${samples} samples, found ${this.length}`);
    }
    await this.#endShard();
    const index = { name: 'index.parquet', sha256: await this.#index.close() };
    const files = [...this.#shards, index];
    const summary = { ...description, split, samples: this.length, files };
    await writeFileAtomic(join(this.folder, 'dataset.json'), `${JSON.stringify(summary, null, 2)}\n`);
    const names = this.#shards.map(({ name }) => name);
    await writeFileAtomic(join(this.folder, 'README.md'), datasetCard(description, this.#counts, names));
  }

  /** Gives up: the shard in work is removed, finished ones stay. */
  async abort(): Promise<void> {
    await this.#tar?.abort();
    await this.#index.abort();
    this.#tar = null;
  }

  async #beginShard(): Promise<void> {
    await this.#endShard();
    const number = this.#shards.length;
    this.#end = shardEnd(number, this.#options);
    this.#tar = new TarWriter(join(this.folder, this.#shardName(number)));
  }

  async #endShard(): Promise<void> {
    if (this.#tar === null) return;
    this.#shards.push({ name: this.#shardName(this.#shards.length), sha256: await this.#tar.close() });
    this.#tar = null;
  }

  #shardName(number: number): string {
    return `${this.#options.split}-${String(number).padStart(6, '0')}.tar`;
  }
}

/**
 * How many pictures the shards up to this one hold; of a known number of pictures, shards differ by one at
 * most.
 */
function shardEnd(number: number, { samples, samplesPerShard, fewestShards }: ShardWriterOptions): number {
  if (samples === null) return (number + 1) * samplesPerShard;
  const shards = Math.max(Math.ceil(samples / samplesPerShard), Math.min(samples, fewestShards));
  return Math.floor(((number + 1) * samples) / shards);
}
