import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { stopIfAborted } from '../../../base/errors/interrupted.js';
import type { Progress } from '../../../base/progress.js';
import { SceneBuilder } from '../../../conditions/maps/scene-builder.js';
import type { RealSplit } from '../../../datasets/real/real-split.js';
import type { HandGeometry } from '../../../evaluation/metrics/hand-metrics.js';
import type { HandModel } from '../../../hand/model/hand-model.js';
import type { ObjectModel } from '../../../objects/object-model.js';
import type { ReconstructionNetwork } from '../../../reconstruction/networks/reconstruction-network.js';
import { realPatches } from '../../../reconstruction/patches/training-patches.js';
import { predictionsOf } from '../../../reconstruction/prediction/predict-patches.js';
import { type EvaluationRow, type MethodScores, worstCaseFile } from '../../outputs/scores.js';
import { WorstCases, worstCaseSheet } from '../../pages/worst-cases.js';
import { MethodScorer } from './method-scorer.js';
import { sampleFacts } from './sample-facts.js';

/** A network with the way it was trained. */
export interface ScoredNetwork {
  method: EvaluationRow['method'];
  network: ReconstructionNetwork;
}

export interface ScoreNetworksInput {
  /** Test splits by name, opened one after the other. */
  tests: readonly string[];
  open(split: string): Promise<RealSplit>;
  networks: readonly ScoredNetwork[];
  /** What a network that has learned nothing would say. */
  mean: HandGeometry;
  hand: HandModel;
  objects: readonly ObjectModel[];
  /** Pixels of the networks' input. */
  imageSize: number;
  /** Whether alignment may mirror. */
  reflection: 'allowed' | 'refused';
  /** Gets a gallery of the last network's largest errors on each split. */
  folder: string;
  progress: Progress;
  signal: AbortSignal;
}

/** Scores networks on each test split, beside predicting the training set's mean hand (Sec. 4.1). */
export async function scoreNetworks(input: ScoreNetworksInput): Promise<MethodScores> {
  const { tests, progress } = input;
  const scores: MethodScores = { rows: [], curves: [], samples: [] };
  const scenes = new SceneBuilder(input.hand, input.objects);
  const task = progress.begin('evaluate', tests.length, 'splits');
  for (const split of tests) await scoreSplit(split, scenes, scores, input, () => task.advance());
  task.end();
  return scores;
}

async function scoreSplit(
  split: string,
  scenes: SceneBuilder,
  scores: MethodScores,
  input: ScoreNetworksInput,
  onScored: () => void,
): Promise<void> {
  const { networks, mean, hand, imageSize, reflection, folder, signal } = input;
  const set = await input.open(split);
  const facts = set.samples.map((sample) => sampleFacts(sample, split, scenes));
  const vertices = hand.template.length / 3;
  const methods: EvaluationRow['method'][] = ['mean hand', ...networks.map(({ method }) => method)];
  const scorers = methods.map(
    (method) => new MethodScorer(scores, split, method, facts, vertices, reflection),
  );
  const worst = new WorstCases();
  const source = realPatches(set, imageSize);
  const all = networks.map(({ network }) => network);
  for await (const { index, predicted, truth } of predictionsOf(all, hand, source)) {
    stopIfAborted(signal);
    const hands = [mean, ...predicted];
    const errors = scorers.map((scorer, m) => scorer.add(index, hands[m], truth));
    const last = errors.length - 1;
    if (last > 0) worst.offer(index, errors[last].vertexError, hands[last]);
  }
  for (const scorer of scorers) scorer.end();
  onScored();
  writeFileSync(join(folder, worstCaseFile(split)), await worstCaseSheet(worst.list, set, hand, imageSize));
}
