import { join } from 'node:path';
import { stopIfAborted } from '../../../base/errors/interrupted.js';
import { writeFileAtomicSync } from '../../../base/files/atomic-write.js';
import type { Progress } from '../../../base/progress.js';
import { SceneBuilder } from '../../../conditions/maps/scene-builder.js';
import type { RealSplit } from '../../../datasets/real/real-split.js';
import { type Shard, WHOLE } from '../../../distributed/item-share.js';
import type { SampleRecord } from '../../../evaluation/metrics/error-groups.js';
import { type HandGeometry, HandMetrics } from '../../../evaluation/metrics/hand-metrics.js';
import { pckThresholds } from '../../../evaluation/metrics/keypoint-errors.js';
import type { HandModel } from '../../../hand/model/hand-model.js';
import type { ObjectModel } from '../../../objects/object-model.js';
import type { ReconstructionNetwork } from '../../../reconstruction/networks/reconstruction-network.js';
import { realPatches } from '../../../reconstruction/patches/training-patches.js';
import { predictionsOf } from '../../../reconstruction/prediction/predict-patches.js';
import { type CurveRow, type EvaluationRow, type MethodScores, worstCaseFile } from '../../outputs/scores.js';
import { WorstCases, worstCaseSheet } from '../../pages/pictures/worst-cases.js';
import { ItemParts } from '../../shards/item-parts.js';
import { sampleFacts } from './sample-facts.js';
import { readSplitPart, type SplitPart, writeSplitPart } from './split-part.js';

/**
 * Samples of a part: whole batches of predictions. Sums are added part by part, so the size is part of the
 * result.
 */
const PART = 1024;

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
  await scoreParts(input, WHOLE);
  const { open, tests, hand, imageSize, folder, reflection } = input;
  const scores: MethodScores = { rows: [], curves: [], samples: [] };
  const vertices = hand.template.length / 3;
  for (const split of tests) {
    const set = await open(split);
    const parts = partsOf(folder, split, set.length, 0);
    const methods = methodsOf(input).map((method) => ({
      method,
      metrics: new HandMetrics(vertices, { reflection }),
      samples: [] as SampleRecord[],
    }));
    const worst = new WorstCases();
    for (const first of parts.firsts()) {
      const part = readSplitPart(parts.file(first));
      part.methods.forEach(({ metrics, samples }, m) => {
        methods[m].metrics.addState(metrics);
        for (const sample of samples) methods[m].samples.push(sample);
      });
      worst.add(part.worst);
    }
    for (const { method, metrics, samples } of methods) {
      for (const sample of samples) scores.samples.push(sample);
      scores.rows.push({ split, samples: set.length, method, ...metrics.scores() });
      const thresholds = Array.from(pckThresholds(), (metres) => 1000 * metres);
      scores.curves.push({ split, method, thresholds, curves: plain(metrics.curves()) });
    }
    const sheet = await worstCaseSheet(worst.list, set, hand, imageSize);
    writeFileAtomicSync(join(folder, worstCaseFile(split)), sheet);
  }
  return scores;
}

/** Scores a share of the test samples, in parts that outlive an interruption. */
export async function scoreParts(input: ScoreNetworksInput, shard: Shard): Promise<void> {
  const { folder, hand, objects, open, progress, signal, tests } = input;
  const scenes = new SceneBuilder(hand, objects);
  const splits: { split: string; set: RealSplit; parts: ItemParts }[] = [];
  let offset = 0;
  for (const split of tests) {
    const set = await open(split);
    const parts = partsOf(folder, split, set.length, offset);
    splits.push({ split, set, parts });
    offset += parts.length;
  }
  const total = splits.reduce((sum, { parts }) => sum + parts.items(shard), 0);
  const task = progress.begin('evaluate', total, 'pictures');
  for (const { split, set, parts } of splits) {
    for (const first of parts.firsts(shard)) {
      stopIfAborted(signal);
      const end = parts.end(first);
      if (parts.isThere(first)) task.advance(end - first, true);
      else {
        const part = await scorePart(split, set, first, end, scenes, input, () => task.advance());
        writeSplitPart(parts.file(first), part);
      }
    }
  }
  task.end();
}

/** The parts that leave nothing behind once the stage has its scores. */
export function removeScoredParts(folder: string): void {
  new ItemParts(folder, 0, PART).remove();
}

function partsOf(folder: string, split: string, count: number, offset: number): ItemParts {
  return new ItemParts(folder, count, PART, `-${split}.safetensors`, offset);
}

function methodsOf({ networks }: ScoreNetworksInput): EvaluationRow['method'][] {
  return ['mean hand', ...networks.map(({ method }) => method)];
}

async function scorePart(
  split: string,
  set: RealSplit,
  first: number,
  end: number,
  scenes: SceneBuilder,
  input: ScoreNetworksInput,
  onSample: () => void,
): Promise<SplitPart> {
  const { networks, mean, hand, imageSize, reflection, signal } = input;
  const vertices = hand.template.length / 3;
  const methods = methodsOf(input).map((method) => ({
    method,
    metrics: new HandMetrics(vertices, { reflection }),
    samples: [] as SampleRecord[],
  }));
  const worst = new WorstCases();
  const all = realPatches(set, imageSize);
  const source = {
    count: end - first,
    patch: (index: number, random: Parameters<typeof all.patch>[1]) => all.patch(first + index, random),
  };
  const own = networks.map(({ network }) => network);
  for await (const { index, predicted, truth } of predictionsOf(own, hand, source)) {
    stopIfAborted(signal);
    const facts = sampleFacts(set.samples[first + index], split, scenes);
    const hands = [mean, ...predicted];
    methods.forEach(({ method, metrics, samples }, m) => {
      samples.push({ ...facts, method, errors: metrics.add(hands[m], truth) });
    });
    const last = hands.length - 1;
    const { errors } = methods[last].samples[index];
    if (last > 0) worst.offer(first + index, errors.vertexError, hands[last], hands[1]);
    onSample();
  }
  return {
    methods: methods.map(({ metrics, samples }) => ({ metrics: metrics.state, samples })),
    worst: worst.list,
  };
}

/** Rounded, because thousands of digits help nobody. */
function plain(curves: Record<string, Float64Array>): CurveRow['curves'] {
  const short = Object.entries(curves).map(([name, curve]) => [
    name,
    Array.from(curve, (v) => Number(v.toFixed(5))),
  ]);
  return Object.fromEntries(short);
}
