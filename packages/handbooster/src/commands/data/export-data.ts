import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { InputError } from '../../base/errors/input-error.js';
import { Interrupted } from '../../base/errors/interrupted.js';
import type { Progress } from '../../base/progress.js';
import { exportDataset } from '../../datasets/export/export-dataset.js';
import type { ExportFormat } from '../../datasets/export/export-task.js';
import type { ExportManifest } from '../../datasets/export/whole-folder.js';
import { handsOfData } from '../../datasets/hands-of-dataset.js';
import type { HandModel } from '../../hand/model/hand-model.js';
import type { ObjectModel } from '../../objects/object-model.js';
import { Run } from '../../pipeline/run/open-run.js';
import { userObjects } from '../../pipeline/run/user-objects.js';

export interface ExportDataOptions {
  format: ExportFormat;
  output: string;
  /** `full` or `crop`; the format's own choice by default. */
  frame?: 'full' | 'crop';
  /** For DexYCB's own toolkit; see `ExportOptions`. */
  toolkit?: boolean;
  /** Hand model and folder of object models, where the source is a folder of shards and not a run. */
  hand?: string;
  objects?: string;
  progress: Progress;
  signal: AbortSignal;
}

/**
 * Writes the synthetic dataset of a run, or a folder of shards, in another dataset's layout.
 *
 * @throws InputError when there is no dataset yet, or it does not fit the format
 */
export async function exportData(source: string, options: ExportDataOptions): Promise<ExportManifest> {
  const { format, frame, output, progress, signal } = options;
  const { shards, hand, objects } = await openSource(resolve(source), options);
  let task: ReturnType<Progress['begin']> | undefined;
  let before = 0;
  const manifest = await exportDataset(shards, resolve(output), hand, objects, {
    format: format,
    frame: frame ?? null,
    toolkit: options.toolkit ?? false,
    signal,
    onProgress: (done, total) => {
      task ??= progress.begin('export', total, 'pictures');
      task.advance(done - before);
      before = done;
    },
  }).catch((error) => {
    if (signal.aborted) throw new Interrupted('stopped on request; the same command goes on from there');
    throw error;
  });
  task?.end(format);
  return manifest;
}

async function openSource(
  source: string,
  options: ExportDataOptions,
): Promise<{ shards: string; hand: HandModel; objects: ObjectModel[] }> {
  const own =
    options.objects === undefined ? null : await userObjects(resolve(options.objects), options.progress.say);
  if (existsSync(join(source, 'config.yaml'))) {
    const run = Run.open(source);
    const shards = run.folder('dataset');
    const hand = options.hand === undefined ? run.hand : handOf(shards, options.hand);
    const objects = own ?? (await run.objects());
    return { shards, hand, objects };
  }
  if (!existsSync(join(source, 'dataset.json'))) {
    throw new InputError(
      `${source}: expected the folder of a run, or of a dataset in shards (dataset.json), found neither`,
    );
  }
  return { shards: source, hand: handOf(source, options.hand ?? null), objects: own ?? [] };
}

function handOf(shards: string, name: string | null): HandModel {
  const { right } = handsOfData(shards, name);
  if (right === undefined) {
    throw new InputError(
      `${shards}: expected the hand model of its labels, found none; set MANO_DIR, or give --hand`,
    );
  }
  return right;
}
