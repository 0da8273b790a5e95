import { inferenceMode, scope } from '@handbooster/torch';
import { tileSheet } from '../../drawing/tile-sheet.js';
import { writePicture } from '../../drawing/write-picture.js';
import { samplerPlan } from '../../pipeline/config/sampler-plan.js';
import { bytesOfImages } from '../../synthesis/image-batch.js';
import { sampleImages } from '../../synthesis/synthesise.js';
import { type HeldOutOptions, heldOutColumns } from './open-held-out.js';

export const SAMPLE_SHEET_DEFAULTS = { count: 12, seeds: 3 } as const;

export interface SampleSheetOptions extends HeldOutOptions {
  /** Images of each condition. */
  seeds: number;
  /** The picture to write: PNG or WebP. */
  output: string;
}

/**
 * Draws a sheet of what a denoiser makes of held-out conditions: the real picture, its maps, and images of
 * the same maps with noise of several seeds.
 */
export async function sampleSheet(options: SampleSheetOptions): Promise<void> {
  const { config, model, columns } = await heldOutColumns(options);
  try {
    const size = model.config.imageSize;
    const conditions = columns.map(({ condition }) => condition);
    const sampler = samplerPlan(config);
    const rows = [
      columns.map(({ image }) => image),
      ...model.config.conditionMaps.map((name) => conditions.map(({ maps }) => maps[name] as Uint8Array)),
      ...Array.from({ length: options.seeds }, (_, seed) =>
        scope(() => inferenceMode(() => bytesOfImages(sampleImages(model, conditions, sampler, seed)))),
      ),
    ];
    const sheet = await tileSheet(
      rows.map((row) => row.map((pixels) => ({ size, pixels }))),
      size,
      2,
    );
    await writePicture(options.output, sheet);
  } finally {
    model.dispose();
  }
}
