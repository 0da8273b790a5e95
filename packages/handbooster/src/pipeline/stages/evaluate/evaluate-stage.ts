import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { stopIfAborted } from '../../../base/errors/interrupted.js';
import { fileHash } from '../../../base/files/file-hash.js';
import { SceneBuilder } from '../../../conditions/maps/scene-builder.js';
import { wholeImageBox } from '../../../datasets/crop/boxes.js';
import { sampleBox } from '../../../datasets/crop/crop-and-augment.js';
import { cropCamera } from '../../../datasets/crop/crop-camera.js';
import type { SampleRecord } from '../../../evaluation/metrics/error-groups.js';
import { type HandGeometry, HandMetrics } from '../../../evaluation/metrics/hand-metrics.js';
import { pckThresholds } from '../../../evaluation/metrics/keypoint-errors.js';
import { meanHand } from '../../../evaluation/metrics/mean-hand.js';
import { visibleShare } from '../../../evaluation/visible-share.js';
import { decodeHands } from '../../../hand/decode-hands.js';
import { loadHand } from '../../../hand/model/hand-by-name.js';
import { prepareForPrediction } from '../../../reconstruction/networks/prepare-for-prediction.js';
import { realPatches } from '../../../reconstruction/patches/training-patches.js';
import { predictions } from '../../../reconstruction/prediction/predict-patches.js';
import { loadNetwork } from '../../../reconstruction/weights/network-file.js';
import type { Config } from '../../config/config-schema.js';
import { CapturedData } from '../../outputs/captured-data.js';
import {
  CURVES_FILE,
  type CurveRow,
  type EvaluationRow,
  FILE,
  FRECHET_FILE,
  SAMPLES_FILE,
  worstCaseFile,
} from '../../outputs/scores.js';
import { NETWORK_FILE } from '../../outputs/trained-network.js';
import { WorstCases, worstCaseSheet } from '../../pages/worst-cases.js';
import { runObjects } from '../../run/objects-of-run.js';
import type { Stage } from '../../run/stage.js';
import { likeness } from './likeness.js';

/** Scores both trainings on each test split, beside predicting the training set's mean hand (Sec. 4.1). */
export const evaluateStage: Stage<Config> = {
  name: 'evaluate',
  version: 4,
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
          const visible = visibleShare(scenes.scene(sample, cropCamera(sample.camera, box, VISIBLE_PIXELS)));
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
