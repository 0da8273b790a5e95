import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { HandMetrics, type HandScores } from '../../evaluation/index.js';
import { decodeHands, type HandModel } from '../../hand/index.js';
import { loadNetwork } from '../../reconstruction/index.js';
import { CapturedData } from '../captured-data.js';
import type { Config } from '../config-schema.js';
import { predictions } from '../judge.js';
import { loadHand } from '../load-hand.js';
import { realPatches } from '../patches.js';
import type { RealSet } from '../real-set.js';
import { type Stage, stopIfAborted } from '../stage.js';
import { NETWORK_FILE } from '../train-network.js';

/** Scores of one way of training on one test split. */
export interface EvaluationRow {
  split: string;
  samples: number;
  method: 'mean hand' | 'real' | 'real + synthetic';
  rootRelative: HandScores;
  aligned: HandScores;
}

const FILE = 'scores.json';

/** Scores both trainings on each test split, beside predicting the training set's mean hand (Sec. 4.1). */
export const evaluateStage: Stage<Config> = {
  name: 'evaluate',
  version: 1,
  inputs: ['capture', 'baseline', 'train'],
  settings: ({ train, hand, threads }) => ({
    imageSize: train.imageSize,
    network: train.network,
    hand,
    threads,
  }),
  async run({ config, folder, inputs, progress, signal }) {
    const hand = loadHand(config);
    const captured = CapturedData.open(inputs.capture);
    const rows: EvaluationRow[] = [];
    const task = progress.begin('evaluate', captured.note.tests.length * 2, 'splits');
    const mean = meanHand(hand, await captured.split(hand, captured.note.train));
    const networks = [
      { method: 'real', network: loadNetwork(join(inputs.baseline, NETWORK_FILE), hand) },
      { method: 'real + synthetic', network: loadNetwork(join(inputs.train, NETWORK_FILE), hand) },
    ] as const;
    try {
      for (const split of captured.note.tests) {
        const set = await captured.split(hand, split);
        const source = realPatches(set, config.train.imageSize);
        const meanMetrics = new HandMetrics(hand.template.length / 3);
        for (const sample of set.samples) {
          meanMetrics.add(mean, decodeHands(hand, sample.hand.pose, sample.hand.betas));
        }
        rows.push({ split, samples: set.length, method: 'mean hand', ...meanMetrics.scores() });
        for (const { method, network } of networks) {
          stopIfAborted(signal);
          const metrics = new HandMetrics(hand.template.length / 3);
          for await (const { predicted, truth } of predictions(network, hand, source))
            metrics.add(predicted, truth);
          rows.push({ split, samples: set.length, method, ...metrics.scores() });
          task.advance();
        }
      }
    } finally {
      for (const { network } of networks) network.dispose();
    }
    task.end();
    writeFileSync(join(folder, FILE), `${JSON.stringify(rows, null, 2)}\n`);
    return { rows: rows.length };
  },
};

/** Mean over the training set of wrist-relative joints and vertices: what a network that has learned nothing would say. */
function meanHand(hand: HandModel, train: RealSet): { joints: Float64Array; vertices: Float64Array } {
  const joints = new Float64Array(63);
  const vertices = new Float64Array(hand.template.length);
  for (const sample of train.samples) {
    const decoded = decodeHands(hand, sample.hand.pose, sample.hand.betas);
    const [x, y, z] = decoded.joints;
    const wrist = [x, y, z];
    for (let i = 0; i < joints.length; i++) joints[i] += (decoded.joints[i] - wrist[i % 3]) / train.length;
    for (let i = 0; i < vertices.length; i++)
      vertices[i] += (decoded.vertices[i] - wrist[i % 3]) / train.length;
  }
  return { joints, vertices };
}

export function readScores(folder: string): EvaluationRow[] {
  return JSON.parse(readFileSync(join(folder, FILE), 'utf8'));
}
