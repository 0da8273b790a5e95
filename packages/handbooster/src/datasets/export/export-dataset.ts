import { createHash } from 'node:crypto';
import { join, resolve } from 'node:path';
import { InputError } from '../../base/errors/input-error.js';
import { writeFileAtomic } from '../../base/files/atomic-write.js';
import { hashArrays } from '../../base/files/hash-arrays.js';
import type { Camera } from '../../geometry/camera.js';
import type { HandModel } from '../../hand/model/hand-model.js';
import type { ObjectModel } from '../../objects/object-model.js';
import { OPEN_DATASET_DEFAULTS } from '../open-dataset.js';
import type { Sample } from '../sample/sample.js';
import { exportCard } from './export-card.js';
import { exportCoco } from './export-coco.js';
import { exportDexYcb } from './export-dexycb.js';
import { exportHo3d } from './export-ho3d.js';
import { hashSample, openExportSource } from './export-source.js';
import { EXPORT_CAMERA, type ExportFormat, type ExportTask } from './export-task.js';
import { type ExportManifest, writeWholeFolder } from './whole-folder.js';

/** Options of {@link exportDataset}. */
export interface ExportOptions {
  format: ExportFormat;
  /**
   * `full`: pictures lie in 640x480 frames of one camera; `crop`: as they are; null for the format's own
   * choice.
   */
  frame: 'full' | 'crop' | null;
  /**
   * DexYCB: for the dataset class of its toolkit as it is: ten subjects, a hundred sequences each, eight
   * cameras.
   */
  toolkit: boolean;
  /**
   * Of a dataset that is not in shards: its split, DexYCB's setup, and the hand that its left hands are read
   * with.
   */
  split: string;
  setup: string;
  left: HandModel | null;
  /** COCO: real pictures to test with, by the split that loaders look for (`val`, `test`). */
  heldOut: Readonly<Record<string, readonly Sample[]>>;
  /** Pictures written together; changes no byte. */
  concurrency: number;
  signal: AbortSignal;
  onProgress: (done: number, total: number) => void;
}

export const EXPORT_DEFAULTS: Omit<ExportOptions, 'format'> = {
  frame: null,
  toolkit: false,
  split: OPEN_DATASET_DEFAULTS.split,
  setup: OPEN_DATASET_DEFAULTS.setup,
  left: null,
  heldOut: {},
  concurrency: 4,
  signal: new AbortController().signal,
  onProgress: () => {},
};

/** Raised when the files of an export change for the same input. */
const VERSION = 4;

const EXPORTERS: Record<ExportFormat, (task: ExportTask) => Promise<Record<string, unknown>>> = {
  dexycb: exportDexYcb,
  coco: exportCoco,
  ho3d: exportHo3d,
};
/** DexYCB's and HO3D's trainers expect 640x480; HandOccNet's reads each picture's size. */
const FRAMES: Record<ExportFormat, 'full' | 'crop'> = { dexycb: 'full', ho3d: 'full', coco: 'crop' };

/**
 * Writes a dataset the way trainers of DexYCB, HO3D or HandOccNet's annotation files read them, with a card
 * that says what it is and under which terms. The source is a dataset in shards, or of any layout that is
 * read. The folder appears whole; equal input gives equal bytes.
 *
 * @param hand the model that the labels belong to.
 * @param objects models of the objects, for segmentation, depth, corners and `models/`; without them the hand
 * alone is drawn.
 * @throws {InputError} for another hand model, a damaged dataset or a folder that is taken.
 *
 * @example
 * ```ts
 * import { exportDataset, loadBuiltinHand } from 'handbooster';
 * const manifest = await exportDataset('shards', 'exported', loadBuiltinHand(), [], { format: 'coco' });
 * console.log(manifest.format); // coco
 * ```
 */
export async function exportDataset(
  root: string,
  folder: string,
  hand: HandModel,
  objects: readonly ObjectModel[],
  options: Partial<ExportOptions> & Pick<ExportOptions, 'format'>,
): Promise<ExportManifest> {
  const {
    format,
    frame: wanted,
    toolkit,
    split,
    setup,
    left,
    heldOut,
    concurrency,
    signal,
    onProgress,
  } = { ...EXPORT_DEFAULTS, ...options };
  if (toolkit && format !== 'dexycb') {
    throw new InputError(`--toolkit: it is DexYCB's: expected --format dexycb, found ${format}`);
  }
  const held = new Map(Object.entries(heldOut).filter(([, samples]) => samples.length > 0));
  if (held.size > 0 && format !== 'coco') {
    throw new InputError(
      `held-out splits are written as annotation files: expected format coco, found ${format}`,
    );
  }
  // Objects of a mirrored picture are mirrored ones, of which the other layouts have no form.
  const wantedHands = { split, setup, left: format === 'coco' ? left : null, concurrency };
  const opened = await openExportSource(resolve(root), hand, wantedHands);
  const { source: dataset, description } = opened;
  const total = [...held.values()].reduce((sum, samples) => sum + samples.length, dataset.length);
  const frame: Camera | null = (wanted ?? FRAMES[format]) === 'full' ? EXPORT_CAMERA : null;
  const key = createHash('sha256')
    .update(JSON.stringify([VERSION, format, frame, toolkit, hand.hash, opened.hash, [...held.keys()]]))
    .update([...held.values()].flat().map(hashSample).join(''))
    .update(
      JSON.stringify(objects.map(({ id, name, vertices, faces }) => [id, name, hashArrays(vertices, faces)])),
    )
    .digest('hex');
  return writeWholeFolder(folder, key, async (partial) => {
    const details = await EXPORTERS[format]({
      dataset,
      split: opened.split,
      heldOut: held,
      hand,
      objects,
      folder: partial,
      frame,
      toolkit,
      concurrency,
      signal,
      onProgress: (done) => onProgress(done, total),
    });
    const about = { format, samples: total, handModel: description.handModel, ...details };
    await writeFileAtomic(
      join(partial, 'README.md'),
      exportCard(description, {
        format,
        count: total,
        frame,
        toolkit,
        splits: [opened.split, ...held.keys()],
      }),
    );
    return about;
  });
}
