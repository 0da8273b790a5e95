import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { HandMetrics } from '../../evaluation/index.js';
import { decodeHands, type HandModel } from '../../hand/index.js';
import { loadNetwork, type ReconstructionNetwork } from '../../reconstruction/index.js';
import {
  EDGE_CASE_THRESHOLDS,
  type EdgeCaseThresholds,
  type EdgeCaseVerdict,
  edgeCaseFilter,
  edgeCaseTable,
  quantileThresholds,
  type ReconstructionErrors,
} from '../../synthesis/index.js';
import { CapturedData } from '../captured-data.js';
import { readConditions, type StoredCondition } from '../condition-files.js';
import type { Config } from '../config-schema.js';
import { readImage } from '../image-files.js';
import { networkJudge, predictions } from '../judge.js';
import { loadHand } from '../load-hand.js';
import { realPatches } from '../patches.js';
import type { Stage } from '../stage.js';
import { NETWORK_FILE } from '../train-network.js';

const FILE = 'verdicts.json';

/** Drops images that a network trained on the real set does not read as what they were made for (Sec. 3.2). */
export const filterStage: Stage<Config> = {
  name: 'filter',
  version: 1,
  inputs: ['capture', 'conditions', 'synthesise', 'baseline'],
  settings: ({ filter, train, denoiser, hand, threads }) => ({
    filter,
    size: [train.imageSize, denoiser.imageSize],
    hand,
    threads,
  }),
  async run({ config, folder, inputs, progress, signal }) {
    const hand = loadHand(config);
    const conditions = readConditions(inputs.conditions);
    const network = loadNetwork(join(inputs.baseline, NETWORK_FILE), hand);
    try {
      const thresholds = await thresholdsOf(config, hand, network, inputs.capture);
      const task = progress.begin('filter', conditions.length, 'images');
      let done = 0;
      const candidates = async function* () {
        for (const { id, hand: label } of conditions) {
          yield {
            id,
            image: await readImage(inputs.synthesise, id),
            truth: decodeHands(hand, label.pose, label.betas),
          };
        }
      };
      const verdicts = await edgeCaseFilter(candidates(), networkJudge(network, hand.template.length / 3), {
        thresholds,
        signal,
        onProgress: (judged) => {
          task.advance(judged - done);
          done = judged;
        },
      });
      signal.throwIfAborted();
      const table = edgeCaseTable(verdicts, thresholds);
      task.end(`${table.kept} kept`);
      writeFileSync(join(folder, FILE), `${JSON.stringify({ thresholds, verdicts })}\n`);
      return { ...table, thresholds };
    } finally {
      network.dispose();
    }
  },
};

async function thresholdsOf(
  config: Config,
  hand: HandModel,
  network: ReconstructionNetwork,
  capture: string,
): Promise<EdgeCaseThresholds> {
  const { thresholds, quantile, factor } = config.filter;
  if (Array.isArray(thresholds)) {
    const [jointError, vertexError, alignedJointError, alignedVertexError] = thresholds;
    return { jointError, vertexError, alignedJointError, alignedVertexError };
  }
  if (thresholds !== 'quantile') return EDGE_CASE_THRESHOLDS[thresholds];
  const captured = CapturedData.open(capture);
  const held = await captured.split(hand, captured.note.validation);
  const metrics = new HandMetrics(hand.template.length / 3);
  const errors: ReconstructionErrors[] = [];
  for await (const { predicted, truth } of predictions(
    network,
    hand,
    realPatches(held, config.train.imageSize),
  )) {
    errors.push(metrics.add(predicted, truth));
  }
  return quantileThresholds(errors, { quantile, factor });
}

/** The filter's verdicts as they were written. */
export function readVerdicts(folder: string): {
  thresholds: EdgeCaseThresholds;
  verdicts: EdgeCaseVerdict[];
} {
  return JSON.parse(readFileSync(join(folder, FILE), 'utf8'));
}

/** The conditions whose images were kept. */
export function keptConditions(conditionsFolder: string, filterFolder: string): StoredCondition[] {
  const kept = new Set(
    readVerdicts(filterFolder)
      .verdicts.filter((verdict) => verdict.kept)
      .map(({ id }) => id),
  );
  return readConditions(conditionsFolder).filter(({ id }) => kept.has(id));
}
