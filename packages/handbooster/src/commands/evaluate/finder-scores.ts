import { existsSync, readFileSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { Random, setThreads } from '@handbooster/torch';
import { InputError } from '../../base/errors/input-error.js';
import { stopIfAborted } from '../../base/errors/interrupted.js';
import { parseJson } from '../../base/files/parse-json.js';
import { upperMedian } from '../../base/numbers/median.js';
import type { Progress } from '../../base/progress.js';
import { CAPTURE_SETUP } from '../../capture/plan/capture-plan.js';
import { sampleBox } from '../../datasets/crop/crop-and-augment.js';
import { cutRectangle } from '../../datasets/crop/picture-window.js';
import { DEXYCB_DEFAULT_SETUP } from '../../datasets/dexycb/dexycb-layout.js';
import type { RgbImage } from '../../datasets/images/rgb-image.js';
import { dexYcbSplit } from '../../datasets/real/dexycb-split.js';
import type { LabelledPicture } from '../../datasets/real/real-split.js';
import type { Box } from '../../geometry/camera.js';
import { handByName } from '../../hand/model/hand-by-name.js';
import type { HandModel } from '../../hand/model/hand-model.js';
import { NETWORK_FILE } from '../../pipeline/outputs/trained-network.js';
import { Run } from '../../pipeline/run/open-run.js';
import { prepareForPrediction } from '../../reconstruction/networks/prepare-for-prediction.js';
import type { ReconstructionNetwork } from '../../reconstruction/networks/reconstruction-network.js';
import { answerSpread, STEADY_SPREAD } from '../../reconstruction/photo/answer-spread.js';
import { findHand, overlap } from '../../reconstruction/photo/find-hand.js';
import { predictHands } from '../../reconstruction/prediction/predict-hands.js';
import { loadNetwork } from '../../reconstruction/weights/network-file.js';
import { SHIPPED_NETWORK } from '../../reconstruction/weights/shipped-weights.js';

export interface FinderScoresOptions {
  /** Folder of a run whose capture is finished, or data in DexYCB's layout. */
  data: string;
  /** Weights files; by default those that are shipped, and a run's own. */
  weights?: readonly string[];
  /** The hand they were trained with: `builtin`, `mano` or a path. */
  hand: string;
  /** Of data that is no run; `s0` by default, or a simulated capture's own. */
  setup?: string;
  /** By default all test splits. */
  splits?: readonly string[];
  /** Frames, dealt to the splits. */
  count: number;
  seed?: number;
  progress: Progress;
  signal: AbortSignal;
}

export const FINDER_SCORES_DEFAULTS = { count: 120, seed: 1 } as const;

/** How well one network finds the hand (`findHand`) in the frames of one split, or of all. */
export interface FinderScore {
  weights: string;
  split: string;
  frames: number;
  /** Frames whose box overlaps the true one (intersection over union) by more than this. */
  over30: number;
  over50: number;
  medianOverlap: number;
  /** Of the frames with an overlap above 0.5, those whose answer is called steady. */
  steadyHits: number;
  /** Frames of a right hand where a right hand's answer wanders less, in the true box, than a left one's. */
  sides: number;
  /**
   * Frames that have a part large enough beside the hand, and those of them in which nothing is called
   * steady.
   */
  parts: number;
  refusedParts: number;
}

/** Scores `findHand` on labelled frames, and on the parts of the same frames that show no hand. */
export async function finderScores(options: FinderScoresOptions): Promise<FinderScore[]> {
  const { progress, signal } = options;
  const hand = handByName(options.hand);
  setThreads(1);
  const frames = await drawFrames(options, hand);
  const total = [...frames.values()].reduce((sum, list) => sum + list.length, 0);
  const weights = options.weights ?? defaultWeights(options.data);
  const scores: FinderScore[] = [];
  for (const path of weights) {
    const network = loadNetwork(path, hand);
    prepareForPrediction(network);
    const name = nameOf(path);
    const task = progress.begin(name, total, 'frames');
    const all: Found[] = [];
    try {
      for (const [split, list] of frames) {
        const found: Found[] = [];
        for (const frame of list) {
          stopIfAborted(signal);
          found.push(await score(network, frame));
          task.advance();
        }
        scores.push(summary(name, split, found));
        all.push(...found);
      }
    } finally {
      network.dispose();
    }
    task.end();
    scores.push(summary(name, 'all', all));
  }
  return scores;
}

interface Found {
  overlap: number;
  steady: boolean;
  rightSide: boolean;
  /** Whether the part without a hand was refused; null where the frame has none. */
  refused: boolean | null;
}

async function score(network: ReconstructionNetwork, { sample, image }: LabelledPicture): Promise<Found> {
  const truth = sampleBox(sample) as Box;
  const size = network.inputSize;
  const predict = (crops: Float32Array) => predictHands(network, crops).joints2d;
  const found = await findHand(image, size, false, predict);
  const [right] = await answerSpread(image, [truth], size, false, predict);
  const [left] = await answerSpread(image, [truth], size, true, predict);
  const part = partBeside(image, truth);
  return {
    overlap: overlap(found.box, truth),
    steady: found.spread <= STEADY_SPREAD,
    rightSide: right < left,
    refused: part === null ? null : (await findHand(part, size, false, predict)).spread > STEADY_SPREAD,
  };
}

/** Shorter side of a part that is worth looking at, as a share of the picture's. */
const LEAST_PART = 0.25;

/**
 * The largest of the four parts of a picture that lie beside, above and below a box; null where all are
 * narrow.
 */
function partBeside(picture: RgbImage, [x, y, w, h]: Box): RgbImage | null {
  const { width, height } = picture;
  const [left, top] = [Math.floor(x), Math.floor(y)];
  const [right, bottom] = [Math.ceil(x + w) + 1, Math.ceil(y + h) + 1];
  const least = LEAST_PART * Math.min(width, height);
  const sides: Box[] = [
    [0, 0, left, height],
    [right, 0, width - right, height],
    [0, 0, width, top],
    [0, bottom, width, height - bottom],
  ];
  const [part] = sides
    .filter(([, , columns, rows]) => Math.min(columns, rows) >= least)
    .sort((a, b) => b[2] * b[3] - a[2] * a[3]);
  return part === undefined ? null : cutRectangle(picture, part);
}

function summary(weights: string, split: string, found: readonly Found[]): FinderScore {
  const over = (share: number) => found.filter((one) => one.overlap > share);
  const parts = found.filter(({ refused }) => refused !== null);
  return {
    weights,
    split,
    frames: found.length,
    over30: over(0.3).length,
    over50: over(0.5).length,
    medianOverlap: upperMedian(found.map((one) => one.overlap)) ?? 0,
    steadyHits: over(0.5).filter(({ steady }) => steady).length,
    sides: found.filter(({ rightSide }) => rightSide).length,
    parts: parts.length,
    refusedParts: parts.filter(({ refused }) => refused).length,
  };
}

/** Frames by split, drawn without repetition. */
export async function drawFrames(
  options: FinderScoresOptions,
  hand: HandModel,
): Promise<Map<string, LabelledPicture[]>> {
  const { count, seed = FINDER_SCORES_DEFAULTS.seed } = options;
  const root = resolve(options.data);
  if (!existsSync(root))
    throw new InputError(`${root}: no such folder; expected a run, or data like DexYCB's`);
  const run = isRun(root) ? Run.open(root) : null;
  const setup =
    options.setup ?? (existsSync(join(root, 'capture.json')) ? CAPTURE_SETUP : DEXYCB_DEFAULT_SETUP);
  const splits = options.splits ?? run?.captured.note.tests ?? testSplits(root, setup);
  const frames = new Map<string, LabelledPicture[]>();
  for (const [i, split] of splits.entries()) {
    const set = run === null ? await dexYcbSplit(root, hand, setup, split) : await run.split(split);
    const share = Math.floor(count / splits.length) + Number(i < count % splits.length);
    const order = new Random(seed, 'finder', split).shuffle(Array.from({ length: set.length }, (_, k) => k));
    frames.set(split, await Promise.all(order.slice(0, share).map((index) => set.frame(index))));
  }
  return frames;
}

/** A run's own network is called after its stage, any other after its file. */
function nameOf(path: string): string {
  if (path === SHIPPED_NETWORK) return 'shipped';
  return basename(path) === NETWORK_FILE ? basename(resolve(path, '..')) : basename(path, '.safetensors');
}

function isRun(root: string): boolean {
  return existsSync(join(root, 'config.yaml'));
}

/** A simulated capture names its splits; DexYCB has one for testing. */
function testSplits(root: string, setup: string): string[] {
  const file = join(root, 'splits.json');
  if (!existsSync(file)) return ['test'];
  const splits = parseJson(readFileSync(file, 'utf8')) as Record<string, object>;
  return Object.keys(splits[setup] ?? {}).filter((name) => name.startsWith('test'));
}

function defaultWeights(data: string): string[] {
  const own = join(resolve(data), 'train', NETWORK_FILE);
  return [SHIPPED_NETWORK, own].filter((path) => existsSync(path));
}
