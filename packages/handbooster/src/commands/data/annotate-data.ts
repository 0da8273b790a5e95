import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { InputError } from '../../base/errors/input-error.js';
import { stopIfAborted } from '../../base/errors/interrupted.js';
import type { Progress } from '../../base/progress.js';
import { mapConcurrently } from '../../base/threads/map-concurrently.js';
import { writeCoco, writeCocoBoxes } from '../../datasets/coco/write-coco.js';
import { datasetLayout } from '../../datasets/dataset-layout.js';
import { DEXYCB_DEFAULT_SETUP } from '../../datasets/dexycb/dexycb-layout.js';
import { handsOfData } from '../../datasets/hands-of-dataset.js';
import { readHo3d } from '../../datasets/ho3d/read-ho3d.js';
import { type OpenedDataset, openDataset } from '../../datasets/open-dataset.js';
import type { Sample } from '../../datasets/sample/sample.js';
import type { HandModels } from '../../hand/model/hand-models.js';

export interface AnnotateDataOptions {
  /** DexYCB's setup. */
  setup: string;
  split: string;
  /** Hand model of the labels; see `handsOfData`. */
  hand?: string;
  /** The file to write. */
  output: string;
  progress: Progress;
  signal: AbortSignal;
}

export const ANNOTATE_DATA_DEFAULTS = { setup: DEXYCB_DEFAULT_SETUP, split: 'train' } as const;

/** Labels read together. */
const GROUP = 64;

/**
 * Writes the annotation file that HandOccNet, H2ONet and HandBooster train from, of a split of raw DexYCB,
 * HO3D, ObMan or MOW. Pictures without a labelled hand are left out, as in the published files.
 *
 * @returns how many hands were written
 * @throws InputError when there is no such split, or a hand model is missing
 */
export async function annotateData(root: string, options: AnnotateDataOptions): Promise<number> {
  const { output, progress, signal } = options;
  const folder = resolve(root);
  if (!existsSync(folder)) throw new InputError(`${folder}: no such folder; expected the root of a dataset`);
  if (datasetLayout(folder) === 'ho3d' && options.split === 'evaluation')
    return annotateBoxes(folder, options);
  const hands = handsOfData(folder, options.hand ?? null);
  const labels = await openLabels(folder, hands, options);
  const task = progress.begin('annotate', labels.length, 'pictures');
  async function* samples(): AsyncGenerator<Sample> {
    for (let first = 0; first < labels.length; first += GROUP) {
      stopIfAborted(signal);
      const positions = Array.from({ length: Math.min(GROUP, labels.length - first) }, (_, i) => first + i);
      const group = await mapConcurrently(positions, 16, (position) => labels.load(position));
      task.advance(positions.length);
      yield* group.filter((sample) => sample !== null);
    }
  }
  const count = await writeCoco(resolve(output), samples(), hands, { imageRoot: labels.imageRoot });
  task.end(`${count} hands`);
  return count;
}

/** HO3D's evaluation split, whose hands are known by root and box only. */
async function annotateBoxes(
  root: string,
  { output, progress, signal }: AnnotateDataOptions,
): Promise<number> {
  const reader = await readHo3d(root, 'evaluation', null);
  const task = progress.begin('annotate', reader.length, 'pictures');
  async function* boxes() {
    for (let position = 0; position < reader.length; position++) {
      stopIfAborted(signal);
      yield await reader.loadEvaluation(position);
      task.advance();
    }
  }
  const count = await writeCocoBoxes(resolve(output), boxes(), { imageRoot: join(root, 'evaluation') });
  task.end(`${count} boxes`);
  return count;
}

/**
 * The labels of a split of raw data.
 * @throws InputError for what has annotations already, or no hand model
 */
function openLabels(
  root: string,
  hands: HandModels,
  { setup, split }: AnnotateDataOptions,
): Promise<OpenedDataset> {
  const layout = datasetLayout(root);
  if (layout === 'shards') {
    throw new InputError(
      `${root}: a dataset in shards is written by: handbooster data export ${root} --format coco`,
    );
  }
  if (layout === 'coco') throw new InputError(`${root}: expected raw data, found an annotation file`);
  if (hands.right === undefined) {
    throw new InputError(
      `${root}: its labels are MANO's: expected a hand model, found none; set MANO_DIR, or give --hand`,
    );
  }
  if (layout === 'ho3d' && split !== 'train') {
    throw new InputError(`--split: expected train or evaluation, found ${split}`);
  }
  return openDataset(root, { hands, setup, split });
}
