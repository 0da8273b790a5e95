import { resolve } from 'node:path';
import { Random } from '@handbooster/torch';
import { InputError } from '../../base/errors/input-error.js';
import { mean } from '../../base/numbers/mean.js';
import type { PoseMetricOptions } from '../../conditions/poses/pose-metric.js';
import { poseVector } from '../../conditions/poses/pose-vector.js';
import { type MetricEffect, metricEffect } from '../../conditions/selection/metric-effect.js';
import { identityRigid } from '../../geometry/rigid-motion.js';
import { readGraspSet } from '../../grasps/set/grasp-set.js';
import { findGraspSource, type GraspSource, handOfSet } from '../../grasps/set/grasp-set-source.js';
import { decodeHands } from '../../hand/decode-hands.js';

/** Metrics of docs/results/conditions.md: as printed, the default, and what was tried around it. */
const METRICS: readonly Pick<PoseMetricOptions, 'kind' | 'translationScale' | 'objectRotationWeight'>[] = [
  { kind: 'paper', translationScale: 1, objectRotationWeight: 1 },
  { kind: 'absdot', translationScale: 0.1, objectRotationWeight: 1 },
  { kind: 'absdot', translationScale: 0.05, objectRotationWeight: 1 },
  { kind: 'absdot', translationScale: 0.1, objectRotationWeight: 0.5 },
  { kind: 'geodesic', translationScale: 0.1, objectRotationWeight: 0.25 },
];

export interface CompareMetricsOptions extends Partial<GraspSource> {
  /** Grasps picked of each object. */
  picks?: number;
  rounds?: number;
  seed?: number;
}

export const COMPARE_METRICS_DEFAULTS = { picks: 12, rounds: 5, seed: 1 } as const;

export interface MetricComparison {
  objects: number;
  grasps: number;
  picks: number;
  rows: { metric: PoseMetricOptions; effect: MetricEffect }[];
}

/** What each metric of poses picks of the holding grasps of a set: means over its objects. */
export function compareMetrics(folder: string, options: CompareMetricsOptions = {}): MetricComparison {
  const { picks, rounds, seed } = { ...COMPARE_METRICS_DEFAULTS, ...options };
  const root = resolve(folder);
  const { manifest, records } = readGraspSet(root);
  const hand = handOfSet(manifest, findGraspSource(root, options));
  const byObject = new Map<string, Float64Array[]>();
  for (const { holding, object, pose, betas, translation } of records) {
    if (!holding) continue;
    const { joints } = decodeHands(hand, pose, betas, translation);
    const vector = poseVector({ pose, wrist: joints, object: identityRigid() });
    byObject.set(object.name, [...(byObject.get(object.name) ?? []), vector]);
  }
  const sets = [...byObject].filter(([, vectors]) => vectors.length > picks);
  if (sets.length === 0) {
    throw new InputError(`${root}: expected an object with more than ${picks} holding grasps, found none`);
  }
  const rows = METRICS.map((given) => {
    const metric: PoseMetricOptions = { ...given, jointWeight: 1 };
    const effects = sets.map(([name, vectors]) =>
      metricEffect(vectors, metric, new Random(seed, 'metrics', name), { picks, rounds }),
    );
    return { metric, effect: meanEffect(effects) };
  });
  return { objects: sets.length, grasps: sets.reduce((sum, [, set]) => sum + set.length, 0), picks, rows };
}

function meanEffect(effects: readonly MetricEffect[]): MetricEffect {
  const over = (value: (effect: MetricEffect) => number) => mean(effects.map(value));
  return {
    spacing: {
      itself: over(({ spacing }) => spacing.itself),
      joints: over(({ spacing }) => spacing.joints),
      rotation: over(({ spacing }) => spacing.rotation),
      translation: over(({ spacing }) => spacing.translation),
    },
    shares: {
      joints: over(({ shares }) => shares.joints),
      rotation: over(({ shares }) => shares.rotation),
      translation: over(({ shares }) => shares.translation),
    },
  };
}
