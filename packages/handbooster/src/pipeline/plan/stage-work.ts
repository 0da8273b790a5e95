import { NETWORK_KINDS } from '../../reconstruction/networks/network-kinds.js';
import { DENOISER_DEFAULTS } from '../../synthesis/network/denoiser-options.js';
import { SYNTHESIS_PRESETS } from '../../synthesis/presets.js';
import type { Config } from '../config/config-schema.js';
import { evaluationsPerImage, samplerPlan } from '../config/sampler-plan.js';
import { readyWeights } from '../weights/ready-weights.js';

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
const TEST_SPLITS = 5;

/** Channels of a preset's denoiser; its cost goes with their square. */
function widthOf(preset: Config['denoiser']['preset']): number {
  return SYNTHESIS_PRESETS[preset].network.dim ?? DENOISER_DEFAULTS.dim;
}

/**
 * The work of every stage in order. Stages that read data of the user's own have as many units as they turn
 * out to have.
 */
export function stageWork(config: Config): StageWork[] {
  const { capture, grasps, conditions, denoiser, train } = config;
  const simulated = capture.source === 'simulated';
  const pictures = capture.trainFrames * (1 + VALIDATION_SHARE) + TEST_SPLITS * capture.testFrames;
  // Half of a picture's cost is in its pixels, half in the people and things that are in it.
  const picture = 0.5 + (0.5 * capture.width * capture.height) / PIXELS;
  const { objects } = capture;
  const iterations = grasps.preset === 'paper' ? 10 : 1;
  const count = conditions.count > 0 ? conditions.count : capture.trainFrames;
  const size = (denoiser.imageSize / 64) ** 2;
  const network = widthOf(denoiser.preset) / widthOf('small');
  const sampler = samplerPlan(config);
  const patches = NETWORK_KINDS[train.network].cost;
  const work = (
    stage: string,
    units: number,
    unit: string,
    speed: StageWork['speed'],
    shared = false,
  ): StageWork => ({ stage, units, unit, speed, shared });
  return [
    work('capture', simulated ? pictures * picture : 0, 'pictures', 'script', true),
    work('grasps', objects * grasps.perObject * iterations, 'tries', 'script', true),
    work('select', objects, 'objects', 'script'),
    work('conditions', count, 'conditions', 'script', true),
    work(
      'denoiser',
      readyWeights(config) === null ? denoiser.images * size * network ** 2 : 0,
      'images',
      'engine',
    ),
    work('synthesise', count * evaluationsPerImage(sampler) * size * network ** 2, 'evaluations', 'engine'),
    work('baseline', train.images * patches, 'patches', 'engine'),
    work('filter', count * patches, 'images', 'engine'),
    work('dataset', count, 'images', 'script'),
    work('train', train.images * patches, 'patches', 'engine'),
    work('evaluate', TEST_SPLITS * capture.testFrames * 2 * patches, 'predictions', 'engine'),
    work('report', 1, 'page', 'script'),
  ];
}
