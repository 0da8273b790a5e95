import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { stopIfAborted } from '../../../base/errors/interrupted.js';
import type { Progress } from '../../../base/progress.js';
import { SceneBuilder } from '../../../conditions/maps/scene-builder.js';
import type { RealSplit } from '../../../datasets/real/real-split.js';
import type { HandGeometry } from '../../../evaluation/metrics/hand-metrics.js';
import { decodeHands } from '../../../hand/decode-hands.js';
import type { HandModel } from '../../../hand/model/hand-model.js';
import type { ObjectModel } from '../../../objects/object-model.js';
import type { ReconstructionNetwork } from '../../../reconstruction/networks/reconstruction-network.js';
import { realPatches } from '../../../reconstruction/patches/training-patches.js';
import { predictions } from '../../../reconstruction/prediction/predict-patches.js';
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
  const { tests, networks, progress } = input;
  const scores: MethodScores = { rows: [], curves: [], samples: [] };
  const scenes = new SceneBuilder(input.hand, input.objects);
  const task = progress.begin('evaluate', tests.length * networks.length, 'splits');
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
  const scorer = (method: EvaluationRow['method']) =>
    new MethodScorer(scores, split, method, facts, vertices, reflection);
  const meanScorer = scorer('mean hand');
  set.samples.forEach(({ hand: { pose, betas } }, i) => {
    meanScorer.add(i, mean, decodeHands(hand, pose, betas));
  });
  meanScorer.end();
  const worst = new WorstCases();
  const source = realPatches(set, imageSize);
  for (const { method, network } of networks) {
    stopIfAborted(signal);
    const own = scorer(method);
    for await (const { index, predicted, truth } of predictions(network, hand, source)) {
      const { vertexError } = own.add(index, predicted, truth);
      if (method === networks.at(-1)?.method) worst.offer(index, vertexError, predicted);
    }
    own.end();
    onScored();
  }
  writeFileSync(join(folder, worstCaseFile(split)), await worstCaseSheet(worst.list, set, hand, imageSize));
}
