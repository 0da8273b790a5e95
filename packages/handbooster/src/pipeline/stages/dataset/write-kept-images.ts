import { readFile } from 'node:fs/promises';
import { stopIfAborted } from '../../../base/errors/interrupted.js';
import type { Progress } from '../../../base/progress.js';
import type { StoredCondition } from '../../../conditions/creation/condition-files.js';
import type { DatasetDescription } from '../../../datasets/shards/dataset-card.js';
import { ShardWriter } from '../../../datasets/shards/shard-writer.js';
import type { EdgeCaseMeasures } from '../../../synthesis/filter/edge-case-measures.js';
import { imagePath } from '../../../synthesis/generated-images.js';
import { syntheticSample } from './synthetic-sample.js';

export interface WriteKeptImagesInput {
  conditions: readonly StoredCondition[];
  /** What the judge measured of each image, by its id. */
  errors: ReadonlyMap<string, EdgeCaseMeasures>;
  /** Folder of the images, and their pixels across. */
  images: string;
  size: number;
  /** Gets shards, index and card. */
  folder: string;
  description: DatasetDescription;
  progress: Progress;
  signal: AbortSignal;
}

/** Writes images with their labels as WebDataset shards, a Parquet index and a dataset card. */
export async function writeKeptImages(input: WriteKeptImagesInput): Promise<void> {
  const { conditions, errors, images, size, folder, description, progress, signal } = input;
  const writer = new ShardWriter(folder, { split: 'train', samples: conditions.length });
  const task = progress.begin('dataset', conditions.length, 'images');
  try {
    for (const condition of conditions) {
      stopIfAborted(signal);
      const { id, kind, source, reference, visible } = condition;
      const path = imagePath(images, id);
      const provenance = { kind, source, reference, visible, ...errors.get(id) };
      await writer.add(syntheticSample(condition, path, size), await readFile(path), provenance);
      task.advance();
    }
  } catch (error) {
    await writer.abort();
    throw error;
  }
  await writer.finish(description);
  task.end();
}
