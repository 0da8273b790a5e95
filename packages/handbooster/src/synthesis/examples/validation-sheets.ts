import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { inferenceMode, scope } from '@handbooster/torch';
import { writeFileAtomic } from '../../base/files/atomic-write.js';
import { middlePositions } from '../../base/numbers/evenly-spread.js';
import type { SceneRenderer } from '../../conditions/maps/condition-pool.js';
import type { SceneBuilder } from '../../conditions/maps/scene-builder.js';
import { cropAndAugment } from '../../datasets/crop/crop-and-augment.js';
import { interleaved } from '../../datasets/images/interleave.js';
import type { RealSplit } from '../../datasets/real/real-split.js';
import { tileSheet } from '../../drawing/tile-sheet.js';
import { bytesOfImages } from '../image-batch.js';
import type { SamplerOptions } from '../samplers/sample.js';
import type { SynthesisModel } from '../synthesis-model.js';
import { type SynthesisCondition, sampleImages } from '../synthesise.js';
import { conditionOfSample } from './synthesis-conditions.js';

/** A held-out picture and its condition. */
export interface ValidationColumn {
  /** (S, S, 3) */
  image: Uint8Array;
  condition: SynthesisCondition;
}

/** Pictures spread over a split, each from a sequence of its own while there are enough. */
export async function validationColumns(
  real: RealSplit,
  scenes: SceneBuilder,
  renderer: SceneRenderer,
  count = 12,
): Promise<ValidationColumn[]> {
  const { size } = renderer;
  const positions = middlePositions(real.length, count);
  return Promise.all(
    positions.map(async (position) => {
      const { sample, image } = await real.frame(position);
      const crop = cropAndAugment(sample, image, { size });
      return {
        image: interleaved(crop.image, size),
        condition: await conditionOfSample(sample, crop.camera, scenes, renderer),
      };
    }),
  );
}

/**
 * Draws a sheet of samples for a step of a training: held-out pictures, their maps, and below them images
 * generated from the maps with the same noise at every step.
 */
export function validationSheets(
  columns: readonly ValidationColumn[],
  folder: string,
  sampler: SamplerOptions,
  seed: number,
  rows = 2,
): (step: number, model: SynthesisModel) => Promise<void> {
  return async (step, model) => {
    const { imageSize: size, conditionMaps } = model.config;
    const conditions = columns.map(({ condition }) => condition);
    const made = Array.from({ length: rows }, (_, row) =>
      scope(() => inferenceMode(() => bytesOfImages(sampleImages(model, conditions, sampler, seed + row)))),
    );
    const maps = conditionMaps.map((name) => conditions.map(({ maps }) => maps[name] as Uint8Array));
    const tiles = [columns.map(({ image }) => image), ...maps, ...made].map((row) =>
      row.map((pixels) => ({ size, pixels })),
    );
    mkdirSync(folder, { recursive: true });
    await writeFileAtomic(
      join(folder, `step-${String(step).padStart(7, '0')}.png`),
      await tileSheet(tiles, size, 2),
    );
  };
}
