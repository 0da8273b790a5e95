import { existsSync, mkdirSync, readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { setThreads } from '@handbooster/torch';
import { InputError } from '../../base/errors/input-error.js';
import { writeFileAtomicSync } from '../../base/files/atomic-write.js';
import { readJsonFile } from '../../base/files/read-text-file.js';
import type { Progress } from '../../base/progress.js';
import { handErrors } from '../../evaluation/metrics/hand-metrics.js';
import type { HandModel } from '../../hand/model/hand-model.js';
import { NETWORK_FILE } from '../../pipeline/outputs/trained-network.js';
import { Run } from '../../pipeline/run/open-run.js';
import type { RunStage } from '../../pipeline/run/run-stage.js';
import type { StageName } from '../../pipeline/run/stage-names.js';
import { baselineStage } from '../../pipeline/stages/train/baseline-stage.js';
import { trainStage } from '../../pipeline/stages/train/train-stage.js';
import { prepareForPrediction } from '../../reconstruction/networks/prepare-for-prediction.js';
import { realPatches } from '../../reconstruction/patches/training-patches.js';
import { predictions } from '../../reconstruction/prediction/predict-patches.js';
import { loadNetwork } from '../../reconstruction/weights/network-file.js';

export interface TrainTrialInput {
  /** A run whose stages that the training reads are finished. */
  run: string;
  /** Folder of the trial in the run's `trials`. */
  name: string;
  /** Overrides of the run's configuration, all of `train`. */
  overrides: readonly string[];
  /** With the run's generated images, or on its real ones alone. */
  boosted: boolean;
  /**
   * Another run (of another seed), on whose test splits the network is tried as well; its own run's are left
   * alone.
   */
  other?: string;
  workers: number;
  progress: Progress;
  signal: AbortSignal;
}

export const TRAIN_TRIAL_DEFAULTS = { workers: 1 } as const;

/** Joint errors in millimetres. */
export interface TrialErrors {
  split: string;
  jointError: number;
  alignedJointError: number;
}

export interface Trial {
  name: string;
  boosted: boolean;
  overrides: readonly string[];
  images: number;
  chosenStep: number;
  /** The run's validation split first, then the other capture's test splits. */
  errors: TrialErrors[];
}

const FILE = 'trial.json';

/**
 * Trains a run's network with another recipe beside it, to choose a recipe by: scored on the run's validation
 * split and, where another capture is given, on that one's test splits; never on the run's own test splits. A
 * stopped trial goes on.
 *
 * @throws InputError for an override that the run's other stages depend on.
 */
export async function trainTrial(input: TrainTrialInput): Promise<Trial> {
  const { name, overrides, boosted, workers, progress, signal } = input;
  const strange = overrides.find((override) => !override.startsWith('train.'));
  if (strange !== undefined) {
    throw new InputError(`${strange}: a trial shares the run's other stages; expected keys of train only`);
  }
  const run = Run.open(input.run, overrides);
  const { config, hand } = run;
  setThreads(config.threads);
  const folder = join(run.root, 'trials', name);
  mkdirSync(folder, { recursive: true });
  const stage: RunStage = boosted ? trainStage : baselineStage;
  const inputs = Object.fromEntries(stage.inputs.map((each) => [each, run.folder(each)])) as Record<
    StageName,
    string
  >;
  const context = { config, seed: config.seed, workers, folder, inputs, run, progress, signal };
  const summary = await stage.run(context);
  const sets = [{ data: run, split: run.captured.note.validation }];
  if (input.other !== undefined) {
    const data = Run.open(input.other);
    sets.push(...data.captured.note.tests.map((split) => ({ data, split })));
  }
  const trial: Trial = {
    name,
    boosted,
    overrides,
    images: config.train.images,
    chosenStep: summary.chosenStep as number,
    errors: await errorsOf(join(folder, NETWORK_FILE), hand, config.train.imageSize, sets),
  };
  writeFileAtomicSync(join(folder, FILE), `${JSON.stringify(trial, null, 2)}\n`);
  return trial;
}

async function errorsOf(
  weights: string,
  hand: HandModel,
  size: number,
  sets: readonly { data: Run; split: string }[],
): Promise<TrialErrors[]> {
  const network = loadNetwork(weights, hand);
  prepareForPrediction(network);
  const all: TrialErrors[] = [];
  try {
    for (const { data, split } of sets) {
      const source = realPatches(await data.split(split), size);
      let [jointError, alignedJointError] = [0, 0];
      for await (const { predicted, truth } of predictions(network, hand, source)) {
        const errors = handErrors(predicted, truth);
        jointError += errors.jointError / source.count;
        alignedJointError += errors.alignedJointError / source.count;
      }
      all.push({ split, jointError, alignedJointError });
    }
  } finally {
    network.dispose();
  }
  return all;
}

/** All finished trials of a run, in the order of their names. */
export function readTrials(run: string): Trial[] {
  const folder = join(resolve(run), 'trials');
  return (existsSync(folder) ? readdirSync(folder).sort() : [])
    .map((name) => join(folder, name, FILE))
    .filter((path) => existsSync(path))
    .map((path) => readJsonFile(path) as Trial);
}
