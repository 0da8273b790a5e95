import { NETWORK_KINDS } from '../../reconstruction/networks/network-kinds.js';
import { DENOISER_DEFAULTS } from '../../synthesis/network/denoiser-options.js';
import { SYNTHESIS_PRESETS } from '../../synthesis/presets.js';
import type { Config } from '../config/config-schema.js';
import { denoiserPlan } from '../config/denoiser-plan.js';
import { evaluationsPerImage, samplerPlan } from '../config/sampler-plan.js';
import { readyWeights } from '../weights/ready-weights.js';
import { dataSize } from './data-size.js';

/** What a stage has to do under a configuration, in units whose cost was measured. */
export interface StageWork {
  stage: string;
  /** Number of units. */
  units: number;
  /** What a unit is, for people. */
  unit: string;
  /** Which of the machine's speeds its time goes with. */
  speed: 'script' | 'engine';
  /** Whether workers share it. */
  shared: boolean;
}

/** Pictures the demo's sizes are measured at. */
const PIXELS = 320 * 240;
/** Share of the training pictures that the simulated capture's validation split adds. */
const VALIDATION_SHARE = 0.1;

/**
 * Channels of a preset's denoiser over those of the preset `small`; its cost and size go with their square.
 */
export function denoiserWidth(preset: Config['denoiser']['preset']): number {
  const dim = (name: typeof preset) => SYNTHESIS_PRESETS[name].network.dim ?? DENOISER_DEFAULTS.dim;
  return dim(preset) / dim('small');
}

/** Pictures that the simulated capture takes, in pictures of the usual size. */
export function simulatedPictures({ capture }: Config): number {
  const { train, test } = dataSize({ capture });
  const pictures = train * (1 + VALIDATION_SHARE) + test;
  // Half of a picture's cost is in its pixels, half in the people and things that are in it.
  return pictures * (0.5 + (0.5 * capture.width * capture.height) / PIXELS);
}

/**
 * The work of every stage in order. Data that is downloaded counts with the pictures that it is known to
 * have.
 */
export function stageWork(config: Config): StageWork[] {
  const { capture, grasps, conditions, denoiser, train } = config;
  const simulated = capture.source === 'simulated';
  const { train: real, test, objects } = dataSize(config);
  const iterations = grasps.preset === 'paper' ? 10 : 1;
  const count = conditions.count > 0 ? conditions.count : real;
  const size = (denoiser.imageSize / 64) ** 2;
  const network = denoiserWidth(denoiser.preset);
  const sampler = samplerPlan(config);
  const { steps, batchSize, accumulate } = denoiserPlan(config).training;
  const patches = NETWORK_KINDS[train.network].cost;
  const work = (
    stage: string,
    units: number,
    unit: string,
    speed: StageWork['speed'],
    shared = false,
  ): StageWork => ({ stage, units, unit, speed, shared });
  return [
    work('capture', simulated ? simulatedPictures(config) : 0, 'pictures', 'script', true),
    work('grasps', objects * grasps.perObject * iterations, 'tries', 'script', true),
    work('select', objects, 'objects', 'script'),
    work('conditions', count, 'conditions', 'script', true),
    work(
      'denoiser',
      readyWeights(config) === null ? steps * batchSize * accumulate * size * network ** 2 : 0,
      'images',
      'engine',
    ),
    work('synthesise', count * evaluationsPerImage(sampler) * size * network ** 2, 'evaluations', 'engine'),
    work('baseline', train.images * patches, 'patches', 'engine'),
    work('filter', count * patches, 'images', 'engine'),
    work('dataset', count, 'images', 'script'),
    work('train', train.images * patches, 'patches', 'engine'),
    work('evaluate', test * 2 * patches, 'predictions', 'engine'),
    work('report', 1, 'page', 'script'),
  ];
}
