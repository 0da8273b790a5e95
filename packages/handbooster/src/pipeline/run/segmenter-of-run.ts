import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { Interrupted } from '../../base/errors/interrupted.js';
import type { Progress } from '../../base/progress.js';
import { ConditionPool } from '../../conditions/maps/condition-pool.js';
import type { SceneBuilder } from '../../conditions/maps/scene-builder.js';
import type { RealSplit } from '../../datasets/real/real-split.js';
import { segmentedImages } from '../../synthesis/examples/segmented-images.js';
import type { Segmenter } from '../../synthesis/segmentation/segmenter.js';
import { loadSegmenter, saveSegmenter } from '../../synthesis/segmentation/segmenter-file.js';
import { trainSegmenter } from '../../synthesis/segmentation/train-segmenter.js';

const FILE = 'segmenter.safetensors';
/** More teach little: they are other frames of the same sequences. */
const MOST_IMAGES = 1600;

export interface RunSegmenterOptions {
  train: RealSplit;
  scenes: SceneBuilder;
  /** Pixels of the generated images. */
  size: number;
  seed: number;
  /** Threads that draw where hand and objects are. */
  workers: number;
  /** Where it is trained and asked. */
  device: string;
  /** Where it is kept; one found there is taken. */
  folder: string;
  progress: Progress;
  signal: AbortSignal;
}

/**
 * The run's segmenter: found in the folder, or trained on the real training images.
 * @throws Interrupted when stopped.
 */
export async function runSegmenter(options: RunSegmenterOptions): Promise<Segmenter> {
  const { train, scenes, size, seed, workers, device, folder, progress, signal } = options;
  const path = join(folder, FILE);
  if (existsSync(path)) {
    const found = loadSegmenter(path);
    found.to({ device });
    return found;
  }
  const renderer = new ConditionPool(size, size, [], workers);
  const images = await segmentedImages(train, scenes, renderer, {
    most: MOST_IMAGES,
    seed,
    ahead: renderer.ahead,
  }).finally(() => renderer.close());
  const task = progress.begin('segmenter', 0, 'steps');
  const segmenter = await trainSegmenter(images, {
    seed,
    device,
    signal,
    onStep: (_, __, loss) => {
      task.advance();
      task.note(`loss ${loss.toPrecision(3)}`);
    },
  });
  if (segmenter === null) throw new Interrupted('stopped on request; the same command goes on from there');
  task.end();
  saveSegmenter(path, segmenter);
  return segmenter;
}
