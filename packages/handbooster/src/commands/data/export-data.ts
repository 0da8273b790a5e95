import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { InputError } from '../../base/errors/input-error.js';
import { Interrupted } from '../../base/errors/interrupted.js';
import type { Progress } from '../../base/progress.js';
import { datasetLayout } from '../../datasets/dataset-layout.js';
import { datasetObjects } from '../../datasets/dataset-objects.js';
import { exportDataset } from '../../datasets/export/export-dataset.js';
import type { ExportFormat } from '../../datasets/export/export-task.js';
import type { ExportManifest } from '../../datasets/export/whole-folder.js';
import { handsOfData } from '../../datasets/hands-of-dataset.js';
import { OPEN_DATASET_DEFAULTS } from '../../datasets/open-dataset.js';
import type { Sample } from '../../datasets/sample/sample.js';
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
  /** Of a dataset that is neither a run nor in shards: its split, and DexYCB's setup. */
  split?: string;
  setup?: string;
  /**
   * COCO: whether a run's real test pictures are written too; by default where they are simulated, which all
   * may share.
   */
  tests?: boolean;
  /** Hand model and folder of object models, where the source is no run. */
  hand?: string;
  objects?: string;
  progress: Progress;
  signal: AbortSignal;
}

/**
 * Writes the synthetic dataset of a run, a folder of shards, or a split of a dataset (a capture, say) in
 * another dataset's layout.
 *
 * @throws InputError when there is no dataset yet, or it does not fit the format
 */
export async function exportData(source: string, options: ExportDataOptions): Promise<ExportManifest> {
  const { format, frame, output, progress, signal } = options;
  const { root, hand, left, objects, heldOut } = await openSource(resolve(source), options);
  let task: ReturnType<Progress['begin']> | undefined;
  let before = 0;
  const manifest = await exportDataset(root, resolve(output), hand, objects, {
    format: format,
    frame: frame ?? null,
    toolkit: options.toolkit ?? false,
    split: options.split ?? OPEN_DATASET_DEFAULTS.split,
    setup: options.setup ?? OPEN_DATASET_DEFAULTS.setup,
    left,
    heldOut,
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

interface OpenedSource {
  root: string;
  hand: HandModel;
  left: HandModel | null;
  objects: ObjectModel[];
  heldOut: Record<string, readonly Sample[]>;
}

async function openSource(source: string, options: ExportDataOptions): Promise<OpenedSource> {
  const own =
    options.objects === undefined ? null : await userObjects(resolve(options.objects), options.progress.say);
  if (existsSync(join(source, 'config.yaml'))) {
    const run = Run.open(source);
    const root = run.folder('dataset');
    const hand = options.hand === undefined ? run.hand : handsOf(root, options.hand).right;
    const heldOut = await testsOf(run, options);
    return { root, hand, left: null, objects: own ?? (await run.objects()), heldOut };
  }
  if (datasetLayout(source) === null) {
    throw new InputError(
      `${source}: expected the folder of a run, of a dataset in shards (dataset.json) or of a dataset in another layout, found none of them`,
    );
  }
  const { right, left } = handsOf(source, options.hand ?? null);
  return { root: source, hand: right, left, objects: own ?? (await datasetObjects(source)), heldOut: {} };
}

/** The real pictures that a run held out, by the splits that loaders look for. */
async function testsOf(
  run: Run,
  { format, tests }: ExportDataOptions,
): Promise<Record<string, readonly Sample[]>> {
  if (format !== 'coco') {
    if (tests === true) throw new InputError(`--tests: expected --format coco, found ${format}`);
    return {};
  }
  if (!(tests ?? (run.config.capture.source === 'simulated' && run.isFinished('capture')))) return {};
  const { note } = run.captured;
  const test = new Map<string, Sample>();
  for (const name of note.tests)
    for (const sample of (await run.split(name)).samples) test.set(sample.id, sample);
  return { val: (await run.validationSplit()).samples, test: [...test.values()] };
}

function handsOf(root: string, name: string | null): { right: HandModel; left: HandModel | null } {
  const { right, left } = handsOfData(root, name);
  if (right === undefined) {
    throw new InputError(
      `${root}: expected the hand model of its labels, found none; set MANO_DIR, or give --hand`,
    );
  }
  return { right, left: left ?? null };
}
