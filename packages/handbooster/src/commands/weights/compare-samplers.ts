import { inferenceMode, scope } from '@handbooster/torch';
import type { Progress } from '../../base/progress.js';
import { tileSheet } from '../../drawing/tile-sheet.js';
import { writePicture } from '../../drawing/write-picture.js';
import { featureStatistics, frechetDistance } from '../../evaluation/frechet/frechet-distance.js';
import { evaluationsPerImage, samplerPlan } from '../../pipeline/config/sampler-plan.js';
import type { ValidationColumn } from '../../synthesis/examples/validation-sheets.js';
import { bytesOfImages } from '../../synthesis/image-batch.js';
import { SYNTHESIS_PRESETS } from '../../synthesis/presets.js';
import type { SamplerOptions } from '../../synthesis/samplers/sample.js';
import type { SynthesisModel } from '../../synthesis/synthesis-model.js';
import { sampleImages } from '../../synthesis/synthesise.js';
import { IMAGE_STATISTICS, imageStatistics } from './image-statistics.js';
import { type HeldOutOptions, heldOutColumns } from './open-held-out.js';

/** A sampler's images beside real ones. */
export interface SamplerRow {
  name: string;
  /** Evaluations of the network an image. */
  evaluations: number;
  imagesPerSecond: number;
  /** Frechet distance of `imageStatistics` to the real pictures of the same conditions. */
  distance: number;
  /** Share of images a second over the release's setting. */
  speedup: number;
}

/** Held-out pictures. */
export const COMPARE_SAMPLERS_DEFAULTS = { count: 192 } as const;

const BATCH = 16;
/** Columns of the picture. */
const SHOWN = 10;

/** Number of steps of the methods compared. */
const STEPS = [4, 6, 10, 20, 50];

/**
 * Makes the same held-out conditions with several samplers and numbers of steps, and measures how far their
 * images lie from the real pictures and how fast they come. The last row is the release's setting: 250 steps
 * of DDIM with guidance 3.
 */
export async function compareSamplers(
  options: HeldOutOptions & { /** Some of the images: PNG or WebP. */ output: string; progress: Progress },
): Promise<{ rows: SamplerRow[]; real: number }> {
  const { config, model, columns } = await heldOutColumns(options);
  const preset = samplerPlan(config);
  const release = SYNTHESIS_PRESETS['released-code'].sampler;
  const settings: [string, Required<SamplerOptions>][] = [
    ...STEPS.map((steps): [string, Required<SamplerOptions>] => [
      `${preset.method}, ${steps} steps${preset.eta > 0 ? `, eta ${preset.eta}` : ''}`,
      { ...preset, steps },
    ]),
    ['dpm-solver, 10 steps, eta 0', { ...preset, method: 'dpm-solver', eta: 0, steps: 10 }],
    ['unipc, 10 steps', { ...preset, method: 'unipc', eta: 0, spacing: null, steps: 10 }],
    ['ddim, 250 steps, eta 1', { ...release, guidanceScale: 1 }],
    ['the release: ddim, 250 steps, eta 1, guidance 3', release],
  ];
  const total = settings.reduce((sum, [, sampler]) => sum + evaluationsPerImage(sampler), 0) * columns.length;
  const task = options.progress.begin('samplers', total, 'evaluations');
  const real = statistics(
    columns.map(({ image }) => image),
    model.config.imageSize,
  );
  const made = settings.map(([name, sampler]) => {
    const started = performance.now();
    const images = generate(model, columns, sampler, (count) =>
      task.advance(count * evaluationsPerImage(sampler)),
    );
    const imagesPerSecond = images.length / ((performance.now() - started) / 1000);
    const distance = frechetDistance(statistics(images, model.config.imageSize), real);
    task.note(`${name}: ${distance.toFixed(3)}`);
    return { name, evaluations: evaluationsPerImage(sampler), imagesPerSecond, distance, images };
  });
  task.end();
  const slowest = made.at(-1)!.imagesPerSecond;
  const size = model.config.imageSize;
  const half = (parity: number) => columns.filter((_, i) => i % 2 === parity).map(({ image }) => image);
  const picture = await tileSheet(
    [columns.map(({ image }) => image), ...made.map(({ images }) => images)].map((row) =>
      spread(row, SHOWN).map((pixels) => ({ size, pixels })),
    ),
    size,
    2,
  );
  model.dispose();
  await writePicture(options.output, picture);
  return {
    rows: made.map(({ images: _, ...row }) => ({ ...row, speedup: row.imagesPerSecond / slowest })),
    real: frechetDistance(statistics(half(0), size), statistics(half(1), size)),
  };
}

function generate(
  model: SynthesisModel,
  columns: readonly ValidationColumn[],
  sampler: SamplerOptions,
  advance: (count: number) => void,
): Uint8Array[] {
  const images: Uint8Array[] = [];
  for (let first = 0; first < columns.length; first += BATCH) {
    const conditions = columns.slice(first, first + BATCH).map(({ condition }) => condition);
    images.push(
      ...scope(() => inferenceMode(() => bytesOfImages(sampleImages(model, conditions, sampler, 0)))),
    );
    advance(conditions.length);
  }
  return images;
}

function statistics(images: readonly Uint8Array[], size: number) {
  const features = new Float64Array(images.length * IMAGE_STATISTICS);
  images.forEach((image, i) => {
    features.set(imageStatistics(image, size), i * IMAGE_STATISTICS);
  });
  return featureStatistics(features, IMAGE_STATISTICS);
}

function spread<T>(list: readonly T[], count: number): T[] {
  const shown = Math.min(count, list.length);
  return Array.from({ length: shown }, (_, i) => list[Math.floor(((i + 0.5) * list.length) / shown)]);
}
