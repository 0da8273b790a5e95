import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { InputError } from '../../base/errors/input-error.js';
import { writeFileAtomic } from '../../base/files/atomic-write.js';
import { hashArrays } from '../../base/files/hash-arrays.js';
import { readJson, z } from '../../base/files/read-yaml.js';
import type { Camera } from '../../geometry/camera.js';
import type { HandModel } from '../../hand/model/hand-model.js';
import type { ObjectModel } from '../../objects/object-model.js';
import type { DatasetDescription } from '../shards/dataset-card.js';
import { readShards } from '../shards/read-shards.js';
import { exportCard } from './export-card.js';
import { exportCoco } from './export-coco.js';
import { exportDexYcb } from './export-dexycb.js';
import { exportHo3d } from './export-ho3d.js';
import { EXPORT_CAMERA, type ExportFormat, type ExportTask } from './export-task.js';
import { type ExportManifest, writeWholeFolder } from './whole-folder.js';

/** Options of {@link exportDataset}. */
export interface ExportOptions {
  format: ExportFormat;
  /** `full`: pictures lie in 640x480 frames of one camera; `crop`: as they are; null for the format's own choice. */
  frame: 'full' | 'crop' | null;
  /** DexYCB: for the dataset class of its toolkit as it is: ten subjects, a hundred sequences each, eight cameras. */
  toolkit: boolean;
  /** Pictures written together; changes no byte. */
  concurrency: number;
  signal: AbortSignal;
  onProgress: (done: number, total: number) => void;
}

export const EXPORT_DEFAULTS: Omit<ExportOptions, 'format'> = {
  frame: null,
  toolkit: false,
  concurrency: 4,
  signal: new AbortController().signal,
  onProgress: () => {},
};

/** Raised when the files of an export change for the same input. */
const VERSION = 3;

const EXPORTERS: Record<ExportFormat, (task: ExportTask) => Promise<Record<string, unknown>>> = {
  dexycb: exportDexYcb,
  coco: exportCoco,
  ho3d: exportHo3d,
};
/** DexYCB's and HO3D's trainers expect 640x480; HandOccNet's reads each picture's size. */
const FRAMES: Record<ExportFormat, 'full' | 'crop'> = { dexycb: 'full', ho3d: 'full', coco: 'crop' };

const DESCRIPTION: z.ZodType<DatasetDescription> = z.object({
  title: z.string(),
  summary: z.string(),
  licenses: z.array(z.string()),
  handModel: z.object({ name: z.string(), hash: z.string() }),
  provenance: z.record(z.string(), z.union([z.string(), z.number()])),
});

/**
 * Writes a dataset in shards the way trainers of DexYCB, HO3D or HandOccNet's annotation files read them, with a card that
 * says what it is and under which terms. The folder appears whole; equal input gives equal bytes.
 *
 * @param hand the model that the labels belong to.
 * @param objects models of the objects, for segmentation, depth, corners and `models/`; without them the hand alone is drawn.
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
  shards: string,
  folder: string,
  hand: HandModel,
  objects: readonly ObjectModel[],
  options: Partial<ExportOptions> & Pick<ExportOptions, 'format'>,
): Promise<ExportManifest> {
  const {
    format,
    frame: wanted,
    toolkit,
    concurrency,
    signal,
    onProgress,
  } = { ...EXPORT_DEFAULTS, ...options };
  if (toolkit && format !== 'dexycb') {
    throw new InputError(`--toolkit: it is DexYCB's: expected --format dexycb, found ${format}`);
  }
  const dataset = await readShards(shards);
  const path = join(shards, 'dataset.json');
  const description = await readJson(path, DESCRIPTION);
  const { handModel } = description;
  if (handModel.hash !== hand.hash) {
    throw new InputError(
      `${path}: the labels belong to hand model ${handModel.name} (${handModel.hash.slice(0, 12)}), ` +
        `found ${hand.name} (${hand.hash.slice(0, 12)}); give that model`,
    );
  }
  if (dataset.length === 0) throw new InputError(`${shards}: expected pictures to write, found none`);
  const frame: Camera | null = (wanted ?? FRAMES[format]) === 'full' ? EXPORT_CAMERA : null;
  const key = createHash('sha256')
    .update(JSON.stringify([VERSION, format, frame, toolkit, hand.hash, await readJson(path, z.unknown())]))
    .update(
      JSON.stringify(objects.map(({ id, name, vertices, faces }) => [id, name, hashArrays(vertices, faces)])),
    )
    .digest('hex');
  return writeWholeFolder(folder, key, async (partial) => {
    const details = await EXPORTERS[format]({
      dataset,
      hand,
      objects,
      folder: partial,
      frame,
      toolkit,
      concurrency,
      signal,
      onProgress: (done) => onProgress(done, dataset.length),
    });
    const about = { format, samples: dataset.length, handModel, ...details };
    await writeFileAtomic(
      join(partial, 'README.md'),
      exportCard(description, format, dataset.length, frame, toolkit),
    );
    return about;
  });
}
