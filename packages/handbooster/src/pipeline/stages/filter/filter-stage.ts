import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileHash } from '../../../base/files/file-hash.js';
import { conditionNovelty, summariseNovelty } from '../../../conditions/condition-novelty.js';
import { readConditions } from '../../../conditions/creation/condition-files.js';
import { ConditionRenderer } from '../../../conditions/maps/condition-renderer.js';
import { SceneBuilder } from '../../../conditions/maps/scene-builder.js';
import { SELECTION_FILE, type Selection } from '../../../conditions/selection/selection.js';
import { networkJudge } from '../../../evaluation/network-judge.js';
import { decodeHands } from '../../../hand/decode-hands.js';
import { loadHand } from '../../../hand/model/hand-by-name.js';
import { prepareForPrediction } from '../../../reconstruction/networks/prepare-for-prediction.js';
import { loadNetwork } from '../../../reconstruction/weights/network-file.js';
import { conditionMask } from '../../../synthesis/examples/segmented-images.js';
import { type EdgeCaseCandidate, edgeCaseFilter } from '../../../synthesis/filter/edge-case-filter.js';
import { edgeCaseTable } from '../../../synthesis/filter/edge-case-table.js';
import { readImage } from '../../../synthesis/generated-images.js';
import type { Config } from '../../config/config-schema.js';
import { CapturedData } from '../../outputs/captured-data.js';
import { NETWORK_FILE } from '../../outputs/trained-network.js';
import { FILE, type FilterFile } from '../../outputs/verdicts.js';
import { runObjects } from '../../run/objects-of-run.js';
import { runSegmenter } from '../../run/segmenter-of-run.js';
import type { Stage } from '../../run/stage.js';
import { thresholdsOf } from './filter-thresholds.js';
import { realCandidates } from './real-candidates.js';

/** Drops images that a network trained on the real set does not read as what they were made for (Sec. 3.2). */
export const filterStage: Stage<Config> = {
  name: 'filter',
  version: 2,
  inputs: ['capture', 'select', 'conditions', 'synthesise', 'baseline'],
  settings: ({ filter, select, train, conditions, denoiser, data, hand, threads }) => ({
    filter,
    network: fileHash(filter.network),
    select,
    size: [train.imageSize, denoiser.imageSize],
    forearm: conditions.forearm,
    data,
    hand,
    threads,
  }),
  async run({ config, seed, folder, inputs, progress, signal }) {
    const hand = loadHand(config);
    const captured = CapturedData.open(inputs.capture);
    const train = await captured.split(hand, captured.note.train);
    const objects = await runObjects(config, captured);
    const scenes = new SceneBuilder(hand, objects, config.conditions);
    const size = config.denoiser.imageSize;
    const renderer = new ConditionRenderer(size, size, []);
    const conditions = readConditions(inputs.conditions);
    const network = loadNetwork(config.filter.network ?? join(inputs.baseline, NETWORK_FILE), hand);
    prepareForPrediction(network);
    const segmenter =
      config.filter.judge === 'pose'
        ? null
        : await runSegmenter({ train, scenes, size, seed, folder, progress, signal });
    try {
      const judge = networkJudge(network, hand.template.length / 3, segmenter);
      const held = await captured.split(hand, captured.note.validation);
      const mask = segmenter !== null;
      const thresholds = await thresholdsOf(
        config,
        judge,
        realCandidates(held, { hand, scenes, renderer, mask }),
      );
      const task = progress.begin('filter', conditions.length, 'images');
      let done = 0;
      const candidates = async function* (): AsyncGenerator<EdgeCaseCandidate> {
        for (const condition of conditions) {
          const { pose, betas } = condition.hand;
          yield {
            id: condition.id,
            image: await readImage(inputs.synthesise, condition.id),
            truth: decodeHands(hand, pose, betas),
            mask: mask ? conditionMask(condition, scenes, renderer) : undefined,
          };
        }
      };
      const verdicts = await edgeCaseFilter(candidates(), judge, {
        thresholds,
        signal,
        onProgress: (judged) => {
          task.advance(judged - done);
          done = judged;
        },
      });
      signal.throwIfAborted();
      const selected = readFileSync(join(inputs.select, SELECTION_FILE), 'utf8');
      const { grasping } = JSON.parse(selected) as Selection;
      const novelty = conditionNovelty(conditions, train.samples, grasping, objects, config);
      const table = edgeCaseTable(verdicts, thresholds);
      task.end(`${table.kept} kept`);
      const file: FilterFile = { thresholds, verdicts, novelty };
      writeFileSync(join(folder, FILE), `${JSON.stringify(file)}\n`);
      return { ...table, thresholds, novelty: summariseNovelty(conditions, novelty, verdicts) };
    } finally {
      network.dispose();
      segmenter?.dispose();
    }
  },
};
