import type { RunGrasps } from 'handbooster/commands';
import {
  CRITERIA,
  ENERGY_TERMS,
  type EnergyTerm,
  type GraspLimits,
  type GraspRecord,
  type GraspSet,
  MEASURE_DEFAULTS,
} from 'handbooster/grasps';
import type { CriterionResult, GraspDetails, GraspSetDescription, Verdict } from '../../api/grasps.js';
import { packDistances } from './pack-distances.js';

const CRITERION_NAMES = Object.keys(CRITERIA) as (keyof GraspLimits)[];
const OF_PAPER: (keyof GraspLimits)[] = ['contact', 'volume', 'pierced', 'selfDepth'];

const TERM_WORDS: Record<EnergyTerm, string> = {
  forceClosure: 'contact forces off balance',
  distance: 'contacts off the surface',
  penetration: 'hand in the object',
  prior: 'unusual pose',
  selfPenetration: 'hand in itself',
  table: 'hand under the table',
  joints: 'joints past their limits',
  reach: 'fingers away from the object',
};

export function verdictOf({ holding, valid }: Pick<GraspRecord, 'holding' | 'valid'>): Verdict {
  return holding ? 'holding' : valid ? 'valid' : 'rejected';
}

export function describeSet({ manifest, records }: GraspSet): GraspSetDescription {
  return {
    objects: manifest.objects.map(({ name }) => {
      const counts = { name, holding: 0, valid: 0, rejected: 0 };
      for (const record of records) if (record.object.name === name) counts[verdictOf(record)]++;
      return counts;
    }),
    refused: manifest.refused,
    criteria: CRITERION_NAMES.map((name) => ({
      name,
      words: CRITERIA[name].words,
      failed: records.filter(({ rejections }) => rejections.some(({ criterion }) => criterion === name))
        .length,
    })),
    physics: manifest.physics,
    iterations: manifest.options.iterations,
    touch: MEASURE_DEFAULTS.touch,
  };
}

/** Everything that is known of a try. */
export async function graspDetails(grasps: RunGrasps, record: GraspRecord): Promise<GraspDetails> {
  const { manifest } = grasps.set;
  const pose = [...record.translation, ...record.pose];
  const object = await grasps.object(record.object.name);
  return {
    id: record.id,
    object: record.object.name,
    index: record.index,
    verdict: verdictOf(record),
    criteria: CRITERION_NAMES.map((name) => criterionResult(record, name, manifest.limits[name])),
    terms: ENERGY_TERMS.map((name, i) => ({
      name,
      words: TERM_WORDS[name],
      weight: manifest.options.weights[name],
      before: record.termsBefore[i],
      after: record.termsAfter[i],
    })),
    energyBefore: record.energyBefore,
    energyAfter: record.energyAfter,
    pose,
    betas: Array.from(record.betas),
    contacts: Array.from(record.contacts),
    distances: packDistances(grasps.distances(object, pose, record.betas)),
  };
}

function criterionResult(record: GraspRecord, name: keyof GraspLimits, limit: number): CriterionResult {
  const { words, unit, factor, bound } = CRITERIA[name];
  const { nearest, ...measures } = record.measures;
  const found: Record<keyof GraspLimits, number | null> = {
    ...measures,
    contact: nearest,
    heldDirections: record.heldDirections,
  };
  const amount = found[name];
  return {
    name,
    words,
    unit,
    amount: amount === null || !Number.isFinite(amount) ? null : amount * factor,
    limit: limit * factor,
    bound,
    ofPaper: OF_PAPER.includes(name),
    passed: !record.rejections.some(({ criterion }) => criterion === name),
  };
}
