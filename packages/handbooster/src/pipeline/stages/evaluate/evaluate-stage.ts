import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileHash } from '../../../base/files/file-hash.js';
import { readConditions, type StoredCondition } from '../../../conditions/creation/condition-files.js';
import { patchCamera } from '../../../conditions/maps/condition-renderer.js';
import { SceneBuilder } from '../../../conditions/maps/scene-builder.js';
import { wholeImageBox } from '../../../datasets/crop/boxes.js';
import { sampleBox } from '../../../datasets/crop/crop-and-augment.js';
import type { RealSet } from '../../../datasets/real/real-set.js';
import {
  type FrechetScores,
  frechetScores,
  inceptionFeatureNetwork,
  realCrops,
  reconstructionFeatureNetwork,
} from '../../../evaluation/frechet/frechet-scores.js';
import type { SampleRecord } from '../../../evaluation/metrics/error-groups.js';
import { type HandGeometry, HandMetrics, type HandScores } from '../../../evaluation/metrics/hand-metrics.js';
import { pckThresholds } from '../../../evaluation/metrics/keypoint-errors.js';
import { predictions } from '../../../evaluation/network-judge.js';
import { visibleShare } from '../../../evaluation/visible-share.js';
import { decodeHands } from '../../../hand/decode-hands.js';
import { loadHand } from '../../../hand/model/hand-by-name.js';
import type { HandModel } from '../../../hand/model/hand-model.js';
import { prepareForPrediction } from '../../../reconstruction/networks/prepare-for-prediction.js';
import type { ReconstructionNetwork } from '../../../reconstruction/networks/reconstruction-network.js';
import { realPatches } from '../../../reconstruction/patches/training-patches.js';
import { loadNetwork } from '../../../reconstruction/weights/network-file.js';
import { readImage } from '../../../synthesis/generated-images.js';
import type { Config } from '../../config/config-schema.js';
import { CapturedData } from '../../outputs/captured-data.js';
import { WorstCases, worstCaseSheet } from '../../pages/worst-cases.js';
import { runObjects } from '../../run/objects-of-run.js';
import { type Stage, stopIfAborted } from '../../run/stage.js';
import { keptConditions } from '../filter/filter-stage.js';
import { NETWORK_FILE } from '../train/train-network.js';

/** Scores of one way of training on one test split. */
export interface EvaluationRow {
  split: string;
  samples: number;
  method: 'mean hand' | 'real' | 'real + synthetic';
  rootRelative: HandScores;
  aligned: HandScores;
}

/** Shares of correct keypoints of one method on one split, root-relative and aligned. */
export interface CurveRow {
  split: string;
  method: EvaluationRow['method'];
  /** Millimetres; the same for all curves. */
  thresholds: number[];
  curves: Record<'joints' | 'vertices' | 'alignedJoints' | 'alignedVertices', number[]>;
}

const FILE = 'scores.json';
const CURVES_FILE = 'curves.json';
const SAMPLES_FILE = 'samples.json';

/** Gallery of the boosted network's largest errors on a split. */
export function worstCaseFile(split: string): string {
  return `worst-${split}.png`;
}

const FRECHET_FILE = 'frechet.json';

export type { FrechetScores };

/** Scores both trainings on each test split, beside predicting the training set's mean hand (Sec. 4.1). */
export const evaluateStage: Stage<Config> = {
  name: 'evaluate',
  version: 3,
  inputs: ['capture', 'conditions', 'synthesise', 'baseline', 'filter', 'train'],
  settings: ({ train, denoiser, evaluate, hand, threads }) => ({
    imageSize: train.imageSize,
    network: train.network,
    generated: denoiser.imageSize,
    evaluate,
    inception: fileHash(evaluate.inception),
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
    for (const { network } of networks) prepareForPrediction(network);
    const scenes = new SceneBuilder(hand, await runObjects(config, captured));
    const { reflection } = config.evaluate;
    const thresholds = Array.from(pckThresholds(), (metres) => 1000 * metres);
    const curves: CurveRow[] = [];
    const samples: SampleRecord[] = [];
    try {
      for (const split of captured.note.tests) {
        const set = await captured.split(hand, split);
        const source = realPatches(set, config.train.imageSize);
        const facts = set.samples.map((sample) => {
          const { id, subject, view, objects, grasped } = sample;
          const box = sampleBox(sample) ?? wholeImageBox(sample.camera.width, sample.camera.height);
          const visible = visibleShare(scenes.scene(sample, patchCamera(sample.camera, box, VISIBLE_PIXELS)));
          return { split, id, subject, view, object: objects[grasped]?.name ?? 'none', visible };
        });
        const method = (name: EvaluationRow['method']) => {
          const metrics = new HandMetrics(hand.template.length / 3, { reflection });
          return {
            add(index: number, predicted: HandGeometry, truth: HandGeometry) {
              const errors = metrics.add(predicted, truth);
              samples.push({ ...facts[index], method: name, errors });
              return errors;
            },
            end() {
              rows.push({ split, samples: set.length, method: name, ...metrics.scores() });
              curves.push({ split, method: name, thresholds, curves: plain(metrics.curves()) });
            },
          };
        };
        const meanMethod = method('mean hand');
        set.samples.forEach((sample, i) => {
          meanMethod.add(i, mean, decodeHands(hand, sample.hand.pose, sample.hand.betas));
        });
        meanMethod.end();
        const worst = new WorstCases();
        for (const { method: name, network } of networks) {
          stopIfAborted(signal);
          const scored = method(name);
          for await (const { index, predicted, truth } of predictions(network, hand, source)) {
            const { vertexError } = scored.add(index, predicted, truth);
            if (name === 'real + synthetic') worst.offer(index, vertexError, predicted);
          }
          scored.end();
          task.advance();
        }
        const sheet = await worstCaseSheet(worst.list, set, hand, config.train.imageSize);
        writeFileSync(join(folder, worstCaseFile(split)), sheet);
      }
      const frechet = await likeness(config, captured, hand, inputs, networks[0].network);
      writeFileSync(join(folder, FRECHET_FILE), `${JSON.stringify(frechet, null, 2)}\n`);
    } finally {
      for (const { network } of networks) network.dispose();
    }
    task.end();
    writeFileSync(join(folder, FILE), `${JSON.stringify(rows, null, 2)}\n`);
    writeFileSync(join(folder, CURVES_FILE), `${JSON.stringify(curves)}\n`);
    writeFileSync(
      join(folder, SAMPLES_FILE),
      `[\n${samples.map((row) => JSON.stringify(row)).join(',\n')}\n]\n`,
    );
    return { rows: rows.length };
  },
};

/** Side of the pictures that what is hidden is counted in. */
const VISIBLE_PIXELS = 96;

/** Rounded, because thousands of digits help nobody. */
function plain(curves: Record<string, Float64Array>): CurveRow['curves'] {
  const short = Object.entries(curves).map(([name, curve]) => [
    name,
    Array.from(curve, (v) => Number(v.toFixed(5))),
  ]);
  return Object.fromEntries(short);
}

/** How alike generated and real images are, by Inception's features where the user gave them, else by the baseline's. */
async function likeness(
  config: Config,
  captured: CapturedData,
  hand: HandModel,
  inputs: Record<string, string>,
  baseline: ReconstructionNetwork,
): Promise<FrechetScores> {
  const { inception, frechetImages } = config.evaluate;
  const size = config.denoiser.imageSize;
  const crops = async (split: string) => realCrops(await captured.split(hand, split), size, frechetImages);
  const generated = async (conditions: readonly StoredCondition[]) => {
    const most = frechetImages === 0 ? conditions.length : frechetImages;
    return Promise.all(conditions.slice(0, most).map(({ id }) => readImage(inputs.synthesise, id)));
  };
  const all = readConditions(inputs.conditions);
  const kept = keptConditions(inputs.conditions, inputs.filter);
  const keptIds = new Set(kept.map(({ id }) => id));
  const sets = [
    { set: 'held-out real images', images: await crops(captured.note.validation) },
    { set: 'generated images', images: await generated(all) },
    { set: 'kept of them', images: await generated(kept) },
    { set: 'dropped of them', images: await generated(all.filter(({ id }) => !keptIds.has(id))) },
  ];
  const network =
    inception === null
      ? reconstructionFeatureNetwork(baseline, `the baseline (${config.train.network})`)
      : inceptionFeatureNetwork(inception);
  try {
    return await frechetScores(network, await crops(captured.note.train), sets);
  } finally {
    network.dispose();
  }
}

/** Mean over the training set of wrist-relative joints and vertices: what a network that has learned nothing would say. */
export function meanHand(hand: HandModel, train: RealSet): { joints: Float64Array; vertices: Float64Array } {
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

export function readFrechet(folder: string): FrechetScores {
  return JSON.parse(readFileSync(join(folder, FRECHET_FILE), 'utf8'));
}

/** Errors of every test sample under every method, with what it shows. */
export function readSampleErrors(folder: string): SampleRecord[] {
  return JSON.parse(readFileSync(join(folder, SAMPLES_FILE), 'utf8'));
}

export function readCurves(folder: string): CurveRow[] {
  return JSON.parse(readFileSync(join(folder, CURVES_FILE), 'utf8'));
}

export function readScores(folder: string): EvaluationRow[] {
  return JSON.parse(readFileSync(join(folder, FILE), 'utf8'));
}
