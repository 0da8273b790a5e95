import { InputError } from '../../base/errors/input-error.js';
import { stopIfAborted } from '../../base/errors/interrupted.js';
import { evenlySpread } from '../../base/numbers/evenly-spread.js';
import { mean } from '../../base/numbers/mean.js';
import type { Progress } from '../../base/progress.js';
import type { GraspSet } from '../../grasps/set/grasp-set.js';
import {
  findGraspSource,
  type GraspSource,
  handOfSet,
  objectsOfSet,
} from '../../grasps/set/grasp-set-source.js';
import { exactIntersection } from '../../grasps/validation/exact-intersection.js';
import { CRITERIA, type GraspLimits } from '../../grasps/validation/judge-grasp.js';
import { decodeHands } from '../../hand/decode-hands.js';
import { closedFaces } from '../../hand/hand-parts.js';

/** Shared volumes of a sample of one object, counted in voxels and exact, cm3. */
export interface ExactReport {
  object: string;
  sampled: number;
  meanVoxel: number;
  meanExact: number;
  meanDifference: number;
  largestDifference: number;
  /** Grasps that criterion (ii) judges differently by the exact volume. */
  judgedDifferently: number;
  /** Why there are no figures, else null. */
  fault: string | null;
}

export interface CompareVolumesOptions extends Partial<GraspSource> {
  /** Grasps of each object, those whose shared volume is above 0. */
  count: number;
  progress: Progress;
  signal: AbortSignal;
}

/** Computes the shared volume of some grasps of each object exactly, beside the counted voxels. */
export async function compareVolumes(
  folder: string,
  set: GraspSet,
  limits: GraspLimits,
  options: CompareVolumesOptions,
): Promise<ExactReport[]> {
  const { count } = options;
  if (!Number.isSafeInteger(count) || count < 1)
    throw new InputError(`exact: expected a whole number of at least 1, found ${count}`);
  const source = findGraspSource(folder, options);
  const hand = handOfSet(set.manifest, source);
  const faces = closedFaces(hand);
  const names = set.manifest.objects.map(({ name }) => name);
  const objects = await objectsOfSet(set.manifest, source, names);
  const task = options.progress.begin('exact', objects.length, 'objects');
  const reports: ExactReport[] = [];
  for (const { model, solid } of objects) {
    const own = set.records.filter(({ object }) => object.name === model.name);
    const sample = evenlySpread(
      own.filter(({ measures }) => measures.volume > 0),
      count,
    );
    const pairs: [number, number][] = [];
    let fault: string | null = sample.length === 0 ? 'no grasp shares volume with it' : null;
    for (const { pose, betas, translation, measures } of sample) {
      stopIfAborted(options.signal);
      const { vertices } = decodeHands(hand, pose, betas, translation);
      try {
        pairs.push([measures.volume, await exactIntersection({ vertices, faces }, solid)]);
      } catch (error) {
        if (!(error instanceof InputError)) throw error;
        fault = error.message;
        break;
      }
    }
    reports.push(compare(model.name, pairs, limits.volume, fault));
    task.advance();
  }
  task.end();
  return reports;
}

function compare(
  object: string,
  pairs: readonly (readonly [number, number])[],
  limit: number,
  fault: string | null,
): ExactReport {
  const { factor } = CRITERIA.volume;
  const over = (value: (pair: readonly [number, number]) => number) =>
    pairs.length === 0 ? 0 : mean(pairs.map(value)) * factor;
  const difference = ([voxel, exact]: readonly [number, number]) => Math.abs(voxel - exact);
  return {
    object,
    sampled: pairs.length,
    meanVoxel: over(([voxel]) => voxel),
    meanExact: over(([, exact]) => exact),
    meanDifference: over(difference),
    largestDifference: Math.max(0, ...pairs.map(difference)) * factor,
    judgedDifferently: pairs.filter(([voxel, exact]) => voxel <= limit !== exact <= limit).length,
    fault,
  };
}
