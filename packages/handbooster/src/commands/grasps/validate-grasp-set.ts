import { resolve } from 'node:path';
import { InputError } from '../../base/errors/input-error.js';
import { spread } from '../../base/numbers/evenly-spread.js';
import type { Progress } from '../../base/progress.js';
import { closestWord } from '../../base/text/closest-word.js';
import { countGrasps, type GraspCounts, type GraspSet, readGraspSet } from '../../grasps/set/grasp-set.js';
import {
  findGraspSource,
  type GraspSource,
  handOfSet,
  objectsOfSet,
} from '../../grasps/set/grasp-set-source.js';
import { exactIntersection } from '../../grasps/validation/exact-intersection.js';
import { CRITERIA, GRASP_LIMITS, type GraspLimits } from '../../grasps/validation/judge-grasp.js';
import { decodeHands } from '../../hand/decode-hands.js';
import { closedFaces } from '../../hand/hand-parts.js';
import { stopIfAborted } from '../../pipeline/run/stage.js';
import {
  compareSelfIntersections,
  type SelfIntersectionReport,
  selfIntersectionTable,
} from './compare-self-intersections.js';
import {
  type CriterionReport,
  countsTable,
  criteriaTable,
  reportCriteria,
  textTable,
} from './grasp-tables.js';

export interface ValidateGraspSetOptions extends Partial<GraspSource> {
  /** Changed limits as `name=value`, in the units of the table. */
  limits?: readonly string[];
  /** Grasps of each object whose shared volume is also computed exactly; 0 for none. */
  exact?: number;
  /** Grasps of each object whose skin is also tested triangle against triangle; 0 for none. */
  triangles?: number;
  progress: Progress;
  signal: AbortSignal;
}

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

export interface GraspSetReport {
  limits: GraspLimits;
  objects: GraspCounts[];
  criteria: CriterionReport[];
  exact: ExactReport[];
  selfIntersections: SelfIntersectionReport[];
  /** All of it as tables. */
  text: string;
}

/** Judges the grasps of a set anew from their stored measures, by the set's limits or others, and says how they did. */
export async function validateGraspSet(
  directory: string,
  options: ValidateGraspSetOptions,
): Promise<GraspSetReport> {
  const folder = resolve(directory);
  const set = readGraspSet(folder, parseLimits(options.limits ?? []));
  const limits = { ...set.manifest.limits, ...parseLimits(options.limits ?? []) };
  const criteria = reportCriteria(set.records, limits);
  const exact = options.exact ? await compareVolumes(folder, set, limits, options) : [];
  const tables = [countsTable(set), criteriaTable(criteria)];
  if (exact.length > 0) tables.push(exactTable(exact));
  const hand = () => handOfSet(set.manifest, findGraspSource(folder, options));
  const selfIntersections = options.triangles
    ? compareSelfIntersections(set, hand(), limits.selfDepth, options.triangles)
    : [];
  if (selfIntersections.length > 0) tables.push(selfIntersectionTable(selfIntersections));
  return {
    limits,
    objects: countGrasps(set),
    criteria,
    exact,
    selfIntersections,
    text: tables.join('\n\n'),
  };
}

/** Reads `volume=0.5`: a criterion's name and a limit in the unit of the table (here cm3). */
function parseLimits(texts: readonly string[]): Partial<GraspLimits> {
  const known = Object.keys(GRASP_LIMITS) as (keyof GraspLimits)[];
  const out: Partial<GraspLimits> = {};
  for (const text of texts) {
    const [name, value] = text.split('=');
    const criterion = known.find((each) => each === name);
    if (criterion === undefined) {
      const meant = closestWord(name, known);
      throw new InputError(
        `limit: expected one of ${known.join(', ')}, found ${name}${meant ? `; did you mean ${meant}?` : ''}`,
      );
    }
    if (value === undefined || value === '' || !Number.isFinite(Number(value)))
      throw new InputError(`limit ${name}: expected ${name}=<number>, found ${text}`);
    out[criterion] = Number(value) / CRITERIA[criterion].factor;
  }
  return out;
}

async function compareVolumes(
  folder: string,
  set: GraspSet,
  limits: GraspLimits,
  options: ValidateGraspSetOptions,
): Promise<ExactReport[]> {
  const count = options.exact ?? 0;
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
    const sample = spread(
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
  const mean = (value: (pair: readonly [number, number]) => number) =>
    (pairs.reduce((sum, pair) => sum + value(pair), 0) / Math.max(1, pairs.length)) * factor;
  const difference = ([voxel, exact]: readonly [number, number]) => Math.abs(voxel - exact);
  return {
    object,
    sampled: pairs.length,
    meanVoxel: mean(([voxel]) => voxel),
    meanExact: mean(([, exact]) => exact),
    meanDifference: mean(difference),
    largestDifference: Math.max(0, ...pairs.map(difference)) * factor,
    judgedDifferently: pairs.filter(([voxel, exact]) => voxel <= limit !== exact <= limit).length,
    fault,
  };
}

function exactTable(reports: readonly ExactReport[]): string {
  const table = textTable([
    ['shared volume, cm3', 'grasps', 'voxels', 'exact', 'mean difference', 'largest', 'judged differently'],
    ...reports.map((each) => [
      each.object,
      String(each.sampled),
      ...[each.meanVoxel, each.meanExact, each.meanDifference, each.largestDifference].map((value) =>
        each.sampled === 0 ? '-' : value.toFixed(3),
      ),
      String(each.judgedDifferently),
    ]),
  ]);
  const faults = reports.filter(({ fault }) => fault !== null);
  return [table, ...faults.map(({ object, fault }) => `${object}: ${fault}`)].join('\n');
}
