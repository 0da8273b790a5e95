import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileHash } from '../../../base/files/file-hash.js';
import {
  type ConditionNovelty,
  conditionNovelty,
  noveltySummary,
} from '../../../conditions/condition-novelty.js';
import { readConditions, type StoredCondition } from '../../../conditions/creation/condition-files.js';
import { ConditionRenderer } from '../../../conditions/maps/condition-renderer.js';
import { SceneBuilder } from '../../../conditions/maps/scene-builder.js';
import { cropAndAugment } from '../../../datasets/crop/crop-and-augment.js';
import type { RealSet } from '../../../datasets/real/real-set.js';
import { networkJudge } from '../../../evaluation/network-judge.js';
import { decodeHands } from '../../../hand/decode-hands.js';
import { loadHand } from '../../../hand/model/hand-by-name.js';
import type { HandModel } from '../../../hand/model/hand-model.js';
import { prepareForPrediction } from '../../../reconstruction/networks/prepare-for-prediction.js';
import { loadNetwork } from '../../../reconstruction/weights/network-file.js';
import { interleaved } from '../../../synthesis/examples/denoiser-examples.js';
import { conditionMask, maskOfScene } from '../../../synthesis/examples/segmented-images.js';
import {
  type EdgeCaseCandidate,
  type EdgeCaseJudge,
  edgeCaseFilter,
} from '../../../synthesis/filter/edge-case-filter.js';
import { MASK_DISAGREEMENTS } from '../../../synthesis/filter/edge-case-measures.js';
import { edgeCaseTable } from '../../../synthesis/filter/edge-case-table.js';
import {
  EDGE_CASE_THRESHOLDS,
  type EdgeCaseThresholds,
  quantileThresholds,
} from '../../../synthesis/filter/edge-case-thresholds.js';
import type { EdgeCaseVerdict } from '../../../synthesis/filter/edge-case-verdict.js';
import { RECONSTRUCTION_ERRORS } from '../../../synthesis/filter/reconstruction-errors.js';
import { readImage } from '../../../synthesis/generated-images.js';
import type { Config } from '../../config/config-schema.js';
import { CapturedData } from '../../outputs/captured-data.js';
import { runObjects } from '../../run/objects-of-run.js';
import { runSegmenter } from '../../run/segmenter-of-run.js';
import type { Stage } from '../../run/stage.js';
import { SELECTION_FILE, type Selection } from '../select/select-stage.js';
import { NETWORK_FILE } from '../train/train-network.js';

const FILE = 'verdicts.json';

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

/** Of novel grasps how unlike real ones they are, of all conditions how far they are turned. */
function summariseNovelty(
  conditions: readonly StoredCondition[],
  novelty: readonly ConditionNovelty[],
  verdicts: readonly EdgeCaseVerdict[],
) {
  const grasps = conditions.flatMap(({ kind }, i) => {
    const { pose } = novelty[i];
    return kind === 'novel-grasp' && pose !== null ? [{ pose, kept: verdicts[i].kept }] : [];
  });
  return {
    pose: noveltySummary(
      grasps.map(({ pose }) => pose),
      grasps.map(({ kept }) => kept),
    ),
    turn: noveltySummary(
      novelty.map(({ turn }) => turn),
      verdicts.map(({ kept }) => kept),
    ),
  };
}

interface RealCandidateContext {
  hand: HandModel;
  scenes: SceneBuilder;
  renderer: ConditionRenderer;
  mask: boolean;
}

/** Real crops as the judge sees generated ones: at the size those have. */
async function* realCandidates(
  real: RealSet,
  { hand, scenes, renderer, mask }: RealCandidateContext,
): AsyncGenerator<EdgeCaseCandidate> {
  for (let index = 0; index < real.length; index++) {
    const { sample, image } = await real.frame(index);
    const crop = cropAndAugment(sample, image, { size: renderer.size });
    yield {
      id: sample.id,
      image: interleaved(crop.image, renderer.size),
      truth: decodeHands(hand, crop.pose, crop.betas),
      mask: mask ? maskOfScene(scenes.scene(sample, crop.camera), renderer) : undefined,
    };
  }
}

/** What decides: thresholds of the judge that the configuration names, from held-out real images where they are not given. */
async function thresholdsOf(
  config: Config,
  judge: EdgeCaseJudge,
  heldOut: AsyncIterable<EdgeCaseCandidate>,
): Promise<EdgeCaseThresholds> {
  const { thresholds: given, quantile, factor, judge: kind } = config.filter;
  const fromQuantiles = async () => {
    const verdicts = await edgeCaseFilter(heldOut, judge, { thresholds: {} });
    const errors = verdicts.map(({ errors }) => errors);
    return quantileThresholds(errors, { quantile, factor });
  };
  const fixed = (): EdgeCaseThresholds => {
    if (!Array.isArray(given)) return EDGE_CASE_THRESHOLDS[given as keyof typeof EDGE_CASE_THRESHOLDS];
    const [jointError, vertexError, alignedJointError, alignedVertexError] = given;
    return { jointError, vertexError, alignedJointError, alignedVertexError };
  };
  const only = (thresholds: EdgeCaseThresholds, keys: readonly (keyof EdgeCaseThresholds)[]) =>
    Object.fromEntries(keys.map((key) => [key, thresholds[key]])) as EdgeCaseThresholds;
  if (given !== 'quantile' && kind === 'pose') return fixed();
  const measured = await fromQuantiles();
  const poses = given === 'quantile' ? only(measured, RECONSTRUCTION_ERRORS) : fixed();
  const masks = kind === 'pose' ? {} : only(measured, MASK_DISAGREEMENTS);
  return { ...(kind === 'segmentation' ? {} : poses), ...masks };
}

interface FilterFile {
  thresholds: EdgeCaseThresholds;
  verdicts: EdgeCaseVerdict[];
  /** Of each condition, in the verdicts' order. */
  novelty: ConditionNovelty[];
}

/** The filter's verdicts as they were written. */
export function readVerdicts(folder: string): FilterFile {
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
