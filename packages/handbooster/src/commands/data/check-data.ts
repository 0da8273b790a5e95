import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { InputError } from '../../base/errors/input-error.js';
import { stopIfAborted } from '../../base/errors/interrupted.js';
import type { Progress } from '../../base/progress.js';
import { checkDataset } from '../../datasets/check/check-dataset.js';
import { type CheckReport, formatCheckReport } from '../../datasets/check/check-report.js';
import { datasetLayout } from '../../datasets/dataset-layout.js';
import { handsOfData } from '../../datasets/hands-of-dataset.js';

export interface CheckDataOptions {
  /** Hand model to hold labels against; see `handsOfData`. */
  hand?: string;
  /** Looks at every n-th frame of each camera. */
  every?: number;
  /** Examples kept of each kind. */
  examples?: number;
  /** Pictures looked at together. */
  concurrency?: number;
  /** Folder of the pictures of a COCO-style annotation file. */
  images?: string;
  progress: Progress;
  signal?: AbortSignal;
}

export const CHECK_DATA_DEFAULTS = { every: 1, examples: 3, concurrency: 8 } as const;

/** What was found, and whether labels were held against a hand model. */
export interface CheckDataResult {
  report: CheckReport;
  /** Names of the hand models that labels were held against. */
  hands: string[];
}

/** Checks a dataset of any layout that is read here. @throws InputError when there is nothing at `root`. */
export async function checkData(root: string, options: CheckDataOptions): Promise<CheckDataResult> {
  const path = resolve(root);
  if (!existsSync(path)) {
    throw new InputError(`${path}: no such file or folder; expected the root of a dataset`);
  }
  const { every, examples, concurrency } = { ...CHECK_DATA_DEFAULTS, ...options };
  for (const [key, value] of Object.entries({ every, examples, concurrency })) {
    if (!(Number.isInteger(value) && value >= 1)) {
      throw new InputError(`${key}: expected a whole number from 1, found ${value}`);
    }
  }
  const { hand = null, images = null, progress, signal } = options;
  const hands = handsOfData(path, hand);
  let task: ReturnType<Progress['begin']> | null = null;
  let [before, known] = [0, 0];
  const report = await checkDataset(path, {
    hands,
    images: images === null ? null : resolve(images),
    every,
    examples,
    concurrency,
    onProgress: (done, total) => {
      if (signal !== undefined) stopIfAborted(signal);
      // Of several annotation files the next one is counted when it is read: a line of progress each.
      if (total !== known) {
        task?.end();
        task = progress.begin('check', total - before, 'pictures');
        known = total;
      }
      task?.advance(done - before);
      before = done;
    },
  });
  (task as ReturnType<Progress['begin']> | null)?.end(datasetLayout(path) ?? '');
  return { report, hands: Object.values(hands).map(({ name }) => name) };
}

/** The answer as lines of text. */
export function checkDataText({ report, hands }: CheckDataResult): string {
  const without = 'no hand model was at hand: poses were not held against joints (set MANO_DIR, or --hand)\n';
  return formatCheckReport(report) + (hands.length === 0 ? without : '');
}
