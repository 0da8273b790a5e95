import { existsSync, mkdirSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join, resolve } from 'node:path';
import { Random, setThreads } from '@handbooster/torch';
import sharp from 'sharp';
import { writeFileAtomicSync } from '../../base/files/atomic-write.js';
import type { Progress } from '../../base/progress.js';
import { ConditionRenderer } from '../../conditions/maps/condition-renderer.js';
import { cropAndAugment } from '../../datasets/crop/crop-and-augment.js';
import { interleaved } from '../../datasets/images/interleave.js';
import type { RealSplit } from '../../datasets/real/real-split.js';
import { type Tile, tileSheet } from '../../drawing/tile-sheet.js';
import { handOrientation } from '../../hand/hand-orientation.js';
import { runDevice } from '../../pipeline/config/run-device.js';
import { samplerPlan } from '../../pipeline/config/sampler-plan.js';
import { DENOISER_FILE } from '../../pipeline/outputs/trained-denoiser.js';
import { Run } from '../../pipeline/run/open-run.js';
import { runSegmenter } from '../../pipeline/run/segmenter-of-run.js';
import { conditionMask, maskOfScene } from '../../synthesis/examples/segmented-images.js';
import { synthesisCondition } from '../../synthesis/examples/synthesis-conditions.js';
import { loadSynthesisModel } from '../../synthesis/weights/model-file.js';
import { type DiversityMeasure, measureDiversity } from './identity-diversity.js';
import { type MapMeasure, measureMaps } from './map-agreement.js';
import type { MeasureContext, MeasuredCondition, MeasuredPicture } from './measure-context.js';
import { changePicture, measureOrientation, type OrientationMeasure } from './orientation-response.js';

export interface MeasureRunOptions {
  /** Folder of a run whose denoiser is finished. */
  run: string;
  /** Conditions for each of the three measures: orientation, maps, diversity. */
  counts: { orientation: number; maps: number; diversity: number; seeds: number };
  /** `measure` in the run by default. */
  output?: string;
  progress: Progress;
  signal: AbortSignal;
}

export const MEASURE_RUN_DEFAULTS = {
  counts: { orientation: 24, maps: 96, diversity: 8, seeds: 16 },
} as const;

/** What a denoiser makes of what it is given. */
export interface ConditioningMeasures {
  orientation: OrientationMeasure;
  maps: MapMeasure;
  diversity: DiversityMeasure;
}

/** Rows of a picture. */
const SHOWN = 6;

/**
 * Measures whether a run's denoiser does what its conditions say (Sec. 3.2): the orientation moves what the
 * maps do not show, the maps put hand and object in their places, and one condition comes out as many people
 * in many rooms. Writes `measures.json` and pictures.
 */
export async function measureRun(
  options: MeasureRunOptions,
): Promise<ConditioningMeasures & { output: string }> {
  const { counts, progress, signal } = options;
  const run = Run.open(options.run);
  const { root, config } = run;
  const stored = spread(await run.conditions(), counts.maps);
  const output = resolve(options.output ?? join(root, 'measure'));
  mkdirSync(output, { recursive: true });
  setThreads(config.threads);
  const scenes = await run.scenes();
  const model = loadSynthesisModel(run.file('denoiser', DENOISER_FILE));
  const size = model.config.imageSize;
  const train = await run.trainingSplit();
  const inFilter = join(root, 'filter', 'segmenter.safetensors');
  const folder = existsSync(inFilter) ? join(root, 'filter') : output;
  const { seed } = config;
  const workers = availableParallelism();
  const device = runDevice(run.config);
  const told = { train, scenes, size, seed, workers, device, folder, progress, signal };
  const segmenter = await runSegmenter(told);
  const { orientation, maps, diversity, seeds } = counts;
  const images = orientation * 6 + 2 * maps + diversity * seeds;
  const task = progress.begin('measure', images, 'images');
  const renderer = run.renderer(size);
  const plain = new ConditionRenderer(size, size, []);
  const context: MeasureContext = {
    model,
    sampler: samplerPlan(config),
    seed: config.seed,
    group: config.synthesise.group,
    scenes,
    renderer,
    segmenter,
    signal,
    onImages: (count) => task.advance(count),
  };
  try {
    const heldOut = await run.validationSplit();
    const real = await measuredPictures(heldOut, context, Math.max(maps, 2), config.seed);
    const conditions = await Promise.all(
      stored.map(
        async (condition): Promise<MeasuredCondition> => ({
          condition: await synthesisCondition(condition, scenes, renderer),
          mask: conditionMask(condition, scenes, plain),
        }),
      ),
    );
    const turned = await measureOrientation(context, spread(real, orientation));
    const mapMeasure = await measureMaps(context, real, conditions);
    const various = await measureDiversity(context, spread(real, diversity), real, seeds);
    task.end();
    const measures = { orientation: turned.measure, maps: mapMeasure, diversity: various.measure };
    writeFileAtomicSync(join(output, 'measures.json'), `${JSON.stringify(measures, null, 2)}\n`);
    const tile = (pixels: Uint8Array): Tile => ({ size, pixels });
    const shown = spread(real, orientation).slice(0, SHOWN);
    writeFileAtomicSync(
      join(output, 'orientation.webp'),
      await webpSheet(
        shown.map(({ condition }, i) => [
          tile(condition.maps[model.config.conditionMaps.at(-1) as string] as Uint8Array),
          ...turned.rows[i].map(tile),
          tile(changePicture(turned.rows[i][0], turned.rows[i][turned.rows[i].length - 1])),
        ]),
      ),
    );
    writeFileAtomicSync(
      join(output, 'diversity.webp'),
      await webpSheet(
        various.rows
          .slice(0, SHOWN)
          .map((row, i) => [tile(spread(real, diversity)[i].image), ...row.slice(0, 8).map(tile)]),
      ),
    );
    return { ...measures, output };
  } finally {
    model.dispose();
    segmenter.dispose();
  }
}

/** A sheet small enough for a page. */
async function webpSheet(rows: readonly (readonly Tile[])[]): Promise<Buffer> {
  return sharp(await tileSheet(rows))
    .webp({ quality: 85 })
    .toBuffer();
}

/** Held-out pictures with their conditions. */
async function measuredPictures(
  real: RealSplit,
  { scenes, renderer }: MeasureContext,
  count: number,
  seed: number,
): Promise<MeasuredPicture[]> {
  const order = new Random(seed, 'measured-pictures').shuffle(
    Array.from({ length: real.length }, (_, i) => i),
  );
  return Promise.all(
    order.slice(0, count).map(async (index) => {
      const { sample, image } = await real.frame(index);
      const crop = cropAndAugment(sample, image, { size: renderer.size });
      const scene = scenes.scene(sample, crop.camera);
      const { maps } = renderer.render(scene);
      return {
        image: interleaved(crop.image, renderer.size),
        mask: maskOfScene(scene, renderer),
        condition: {
          id: sample.id,
          maps: maps as Record<string, Uint8Array>,
          orientation: handOrientation(sample.hand.pose),
        },
      };
    }),
  );
}

/** `count` entries, evenly spread over a list. */
function spread<T>(list: readonly T[], count: number): T[] {
  const taken = Math.min(count, list.length);
  return Array.from({ length: taken }, (_, i) => list[Math.floor((i * list.length) / taken)]);
}
