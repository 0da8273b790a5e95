import type { Random } from '@handbooster/torch/random';
import { mean } from '../../base/numbers/mean.js';
import {
  type PoseMetricOptions,
  type PoseSet,
  poseDistance,
  poseSubset,
  preparePoses,
} from '../poses/pose-metric.js';
import { POSE_VECTOR_SIZE } from '../poses/pose-vector.js';
import { farthestPoses } from './farthest-poses.js';
import { randomPicks } from './picks-against-random.js';

/** What farthest-pose sampling by one metric does to the parts of a pose. */
export interface MetricEffect {
  /**
   * Mean distance of the picks to their nearest other pick over that of random picks: by the metric itself,
   * by the root mean square angle of the joints, by the angle of the object's rotation, by its translation.
   */
  spacing: Record<'itself' | PosePart, number>;
  /** How the mean squared distance of two poses divides into the parts; they sum to 1. */
  shares: Record<PosePart, number>;
}

export type PosePart = 'joints' | 'rotation' | 'translation';
const PARTS: readonly PosePart[] = ['joints', 'rotation', 'translation'];
/** Where the object's quaternion and its translation begin in a pose vector. */
const ROTATION = POSE_VECTOR_SIZE - 7;
const TRANSLATION = POSE_VECTOR_SIZE - 3;

export interface MetricEffectOptions {
  /** Poses to pick. */
  picks: number;
  /** Picks from so many starts, and random picks as often, are averaged. */
  rounds: number;
}

/**
 * Picks poses by a metric, from several starts, and measures how far apart the picks are beside random ones.
 */
export function metricEffect(
  vectors: readonly Float64Array[],
  metric: PoseMetricOptions,
  random: Random,
  { picks, rounds }: MetricEffectOptions,
): MetricEffect {
  const poses = preparePoses(vectors, metric);
  const chosen: number[][] = [];
  const drawn: number[][] = [];
  for (let round = 0; round < rounds; round++) {
    chosen.push(farthestPoses(poses, picks, random.integer(poses.count)).picks);
    drawn.push(randomPicks(poses.count, picks, random));
  }
  const own = (i: number, j: number) => poseDistance(poses, i, poses, j);
  const distances = { itself: own, ...partDistances(vectors) };
  const ratio = (distance: (i: number, j: number) => number) =>
    mean(chosen.map((set) => spacing(set, distance))) / mean(drawn.map((set) => spacing(set, distance)));
  return {
    spacing: {
      itself: ratio(distances.itself),
      joints: ratio(distances.joints),
      rotation: ratio(distances.rotation),
      translation: ratio(distances.translation),
    },
    shares: sharesOf(poses),
  };
}

/** Distances of poses by one part each: radians, radians, metres. */
function partDistances(vectors: readonly Float64Array[]): Record<PosePart, (i: number, j: number) => number> {
  const angle = (i: number, j: number, at: number) => {
    let dot = 0;
    for (let k = at; k < at + 4; k++) dot += vectors[i][k] * vectors[j][k];
    return 2 * Math.acos(Math.min(1, Math.abs(dot)));
  };
  return {
    joints: (i, j) => {
      let sum = 0;
      for (let at = 0; at < ROTATION; at += 4) sum += angle(i, j, at) ** 2;
      return Math.sqrt(sum / (ROTATION / 4));
    },
    rotation: (i, j) => angle(i, j, ROTATION),
    translation: (i, j) =>
      Math.hypot(...[0, 1, 2].map((k) => vectors[i][TRANSLATION + k] - vectors[j][TRANSLATION + k])),
  };
}

/**
 * The squared distance of prepared poses by parts, over all pairs: of unit vectors it is twice 1 - cosine.
 */
function sharesOf(poses: PoseSet): Record<PosePart, number> {
  const sums: Record<PosePart, number> = { joints: 0, rotation: 0, translation: 0 };
  for (let i = 0; i < poses.count; i++) {
    for (let j = 0; j < i; j++) {
      const one = poseSubset(poses, [i, j]).values;
      const [u, v] = [one.subarray(0, POSE_VECTOR_SIZE), one.subarray(POSE_VECTOR_SIZE)];
      for (let at = 0; at < TRANSLATION; at += 4) {
        sums[at < ROTATION ? 'joints' : 'rotation'] += quaternionPart(u, v, at, poses.kind);
      }
      for (let k = TRANSLATION; k < POSE_VECTOR_SIZE; k++) sums.translation += (u[k] - v[k]) ** 2;
    }
  }
  const total = PARTS.reduce((sum, part) => sum + sums[part], 0);
  return {
    joints: sums.joints / total,
    rotation: sums.rotation / total,
    translation: sums.translation / total,
  };
}

function quaternionPart(u: Float64Array, v: Float64Array, at: number, kind: PoseSet['kind']): number {
  let [dot, uu, vv] = [0, 0, 0];
  for (let k = at; k < at + 4; k++) {
    dot += u[k] * v[k];
    uu += u[k] * u[k];
    vv += v[k] * v[k];
  }
  if (kind === 'paper') return uu + vv - 2 * dot;
  if (kind === 'absdot') return uu + vv - 2 * Math.abs(dot);
  // The quaternions carry the square root of their weight.
  return uu === 0 ? 0 : uu * (2 * Math.acos(Math.min(1, Math.abs(dot) / uu))) ** 2;
}

/** Mean distance to the nearest other of a few poses. */
function spacing(set: readonly number[], distance: (i: number, j: number) => number): number {
  return mean(set.map((i) => Math.min(...set.filter((j) => j !== i).map((j) => distance(i, j)))));
}
