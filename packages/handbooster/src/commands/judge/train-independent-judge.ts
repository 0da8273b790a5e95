import { existsSync, mkdirSync, rmSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join, resolve } from 'node:path';
import { setThreads } from '@handbooster/torch';
import { InputError } from '../../base/errors/input-error.js';
import { Interrupted } from '../../base/errors/interrupted.js';
import { writeFileAtomicSync } from '../../base/files/atomic-write.js';
import { readJsonFile } from '../../base/files/read-text-file.js';
import type { Progress } from '../../base/progress.js';
import { HandMetrics } from '../../evaluation/metrics/hand-metrics.js';
import { loadHand } from '../../hand/model/hand-by-name.js';
import { proceduralObjects } from '../../objects/procedural/procedural-objects.js';
import { loadConfig } from '../../pipeline/config/load-config.js';
import { userObjects } from '../../pipeline/run/user-objects.js';
import { NO_PATCHES } from '../../reconstruction/patches/patch-source.js';
import { realPatches } from '../../reconstruction/patches/training-patches.js';
import { predictions } from '../../reconstruction/prediction/predict-patches.js';
import { trainReconstruction } from '../../reconstruction/training/train-reconstruction.js';
import { createNetwork, loadNetwork, saveNetwork } from '../../reconstruction/weights/network-file.js';
import { summariseErrors } from '../../synthesis/filter/error-summary.js';
import type { ReconstructionErrors } from '../../synthesis/filter/reconstruction-errors.js';
import { openJudgeSet, renderJudgeSet } from './judge-renders.js';

export interface IndependentJudgeOptions {
  /** A YAML file or a preset's name: the capture that is to be judged. */
  config: string;
  overrides?: readonly string[];
  /** Where renders and weights go. */
  output: string;
  /** Pictures to render, and images to train for. */
  pictures: number;
  images: number;
  batch: number;
  /** Names people, rooms and grasps of the renders, and the network's first weights. */
  seed: number;
  /** Only render, or only train. */
  only?: 'render' | 'train';
  /** Threads for rendering, the number of cores by default; no result depends on it. */
  workers?: number;
  progress: Progress;
  signal: AbortSignal;
}

export const INDEPENDENT_JUDGE_DEFAULTS = {
  config: 'demo',
  output: 'runs/judge',
  pictures: 6000,
  images: 80_000,
  batch: 32,
  seed: 900_001,
} as const;

export interface IndependentJudge {
  network: string;
  rendered: number;
  images: number;
  /** Median and mean errors on renders it has not seen, millimetres. */
  heldOut: ReturnType<typeof summariseErrors>;
}

type JudgeCard = Omit<IndependentJudge, 'network'> & { pictures: number; seed: number };

export const JUDGE_FILE = 'judge.safetensors';
const SIZE = 64;
const CARD = 'judge.json';

/**
 * Trains a MobRecon-S on renders of the simulator that share neither people nor rooms nor grasps with the
 * capture of a run: a judge of generated images that has seen neither the run's real images nor its filter.
 * Goes on where it stopped.
 */
export async function trainIndependentJudge(options: IndependentJudgeOptions): Promise<IndependentJudge> {
  const { output, pictures, images, batch, seed, only, progress, signal } = options;
  const { workers = availableParallelism() } = options;
  const config = loadConfig(options.config, options.overrides);
  const hand = loadHand(config);
  if (hand.name !== 'builtin-right') {
    throw new InputError('hand.model: the simulator photographs the built-in hand; use builtin');
  }
  if (seed === config.seed) {
    throw new InputError(`seed: ${seed} is that of the run, whose people the judge must not know`);
  }
  setThreads(config.threads);
  const root = resolve(output);
  const renders = join(root, 'renders');
  mkdirSync(root, { recursive: true });
  const before = finishedCard(root, { pictures, images, seed });
  if (before !== null) return before;
  if (only !== 'train') {
    const all = config.data === null ? proceduralObjects() : await userObjects(config.data, progress.say);
    const { width, height } = config.capture;
    await renderJudgeSet(renders, {
      objects: all.slice(0, config.capture.objects),
      seed,
      width,
      height,
      pictures,
      workers,
      progress,
      signal,
    });
  }
  const { training, heldOut } = await openJudgeSet(renders, hand);
  const path = join(root, JUDGE_FILE);
  if (only === 'render') {
    return { network: path, rendered: training.length, images: 0, heldOut: summariseErrors([]) };
  }
  const network = createNetwork('mobrecon-s', hand, SIZE, seed);
  try {
    const folder = join(root, 'training');
    const task = progress.begin('judge', images, 'images');
    let steps = 0;
    const finished = await trainReconstruction({
      network,
      hand,
      real: realPatches(training, SIZE),
      synthetic: NO_PATCHES,
      options: { images, batch, seed },
      folder,
      signal,
      onStep: (step, _, loss) => {
        task.advance((step - steps) * batch);
        steps = step;
        task.note(`loss ${loss.toPrecision(3)}`);
      },
    });
    if (!finished) throw new Interrupted('stopped on request; the same command goes on from there');
    task.end();
    const metrics = new HandMetrics(hand.template.length / 3);
    const errors: ReconstructionErrors[] = [];
    for await (const { predicted, truth } of predictions(network, hand, realPatches(heldOut, SIZE))) {
      errors.push(metrics.add(predicted, truth));
    }
    const facts = { pictures: String(training.length), images: String(images), seed: String(seed) };
    saveNetwork(path, 'mobrecon-s', network, hand, { facts });
    const card = {
      pictures,
      images,
      seed,
      rendered: training.length,
      heldOut: summariseErrors(errors),
    };
    writeFileAtomicSync(join(root, CARD), `${JSON.stringify(card, null, 2)}\n`);
    rmSync(folder, { recursive: true });
    return { ...card, network: path };
  } finally {
    network.dispose();
  }
}

/** The card of a judge that was made from the same numbers before. */
function finishedCard(
  root: string,
  wanted: { pictures: number; images: number; seed: number },
): IndependentJudge | null {
  if (!existsSync(join(root, CARD))) return null;
  const card = readJsonFile(join(root, CARD)) as JudgeCard;
  const same = (Object.keys(wanted) as (keyof typeof wanted)[]).every((key) => card[key] === wanted[key]);
  return same ? { ...card, network: join(root, JUDGE_FILE) } : null;
}

/** The judge in a folder, with what is known of its training. @throws InputError where there is none. */
export function loadIndependentJudge(folder: string, hand: Parameters<typeof loadNetwork>[1]) {
  const path = join(folder, JUDGE_FILE);
  if (!existsSync(path)) {
    throw new InputError(
      `${path}: no such file; train one with: handbooster synthesis train-judge -o ${folder}`,
    );
  }
  const card = readJsonFile(join(folder, CARD)) as JudgeCard;
  return { network: loadNetwork(path, hand), card };
}
