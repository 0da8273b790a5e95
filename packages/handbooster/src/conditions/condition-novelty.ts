import { median } from '../base/numbers/median.js';
import { breather } from '../base/threads/breather.js';
import type { Sample } from '../datasets/sample/sample.js';
import { RotationTree } from '../geometry/rotation-tree.js';
import { handOrientation } from '../hand/hand-orientation.js';
import type { ObjectModel } from '../objects/object-model.js';
import type { StoredCondition } from './creation/condition-files.js';
import { oneViewEach } from './grasping/grasping-samples.js';
import { preparePoses } from './poses/pose-metric.js';
import { PoseSearch } from './poses/pose-search.js';
import { poseVector } from './poses/pose-vector.js';
import { poseMetric } from './selection/select-for-object.js';
import type { SelectionOptions } from './selection/selection-options.js';

/** How unlike the real data a condition is. */
export interface ConditionNovelty {
  /**
   * Distance (of the run's metric, Eq. 5) of its pose to the nearest real one with the same object; null
   * without any.
   */
  pose: number | null;
  /** Degrees between its hand's orientation and the nearest of any real sample. */
  turn: number;
}

/**
 * Novelty of conditions.
 *
 * @param real the real training samples
 * @param grasping ids of those that show a grasp: what poses are compared with
 * @param search threads for many poses; by default it searches here
 */
export async function conditionNovelty(
  conditions: readonly StoredCondition[],
  real: readonly Sample[],
  grasping: readonly string[],
  objects: readonly ObjectModel[],
  options: SelectionOptions,
  search = new PoseSearch(0),
): Promise<ConditionNovelty[]> {
  const shown = new Set(grasping);
  const moments = oneViewEach(real.filter(({ id }) => shown.has(id)));
  const turns = await turnsToNearest(conditions, real);
  const novelty: ConditionNovelty[] = turns.map((turn) => ({ pose: null, turn }));
  const byObject = new Map<number, number[]>();
  conditions.forEach(({ objects: placed, grasped }, i) => {
    const id = placed[grasped]?.id;
    if (id === undefined) return;
    const known = byObject.get(id);
    if (known === undefined) byObject.set(id, [i]);
    else known.push(i);
  });
  const breathe = breather();
  for (const [id, indices] of byObject) {
    const samples = moments.filter((sample) => sample.objects[sample.grasped].id === id);
    if (samples.length === 0) continue;
    const { name } = conditions[indices[0]].objects[conditions[indices[0]].grasped];
    const model = objects.find((object) => object.id === id);
    const metric = poseMetric(options, { name }, model);
    const poses = async (list: readonly Pick<Sample, 'hand' | 'joints' | 'objects' | 'grasped'>[]) => {
      const vectors: Float64Array[] = [];
      for (const { hand, joints, objects: placed, grasped } of list) {
        vectors.push(poseVector({ pose: hand.pose, wrist: joints, object: placed[grasped].pose }));
        await breathe();
      }
      return preparePoses(vectors, metric);
    };
    const own = await poses(indices.map((i) => conditions[i]));
    const { distances } = await search.nearest(own, await poses(samples));
    indices.forEach((i, k) => {
      novelty[i].pose = distances[k];
    });
  }
  return novelty;
}

/** Degrees to the orientation of the nearest real hand, for each. */
async function turnsToNearest(
  conditions: readonly StoredCondition[],
  real: readonly Sample[],
): Promise<number[]> {
  const breathe = breather();
  const known: Float32Array[] = [];
  for (const { hand } of real) {
    known.push(handOrientation(hand.pose));
    await breathe();
  }
  const tree = await RotationTree.of(known);
  const turns: number[] = [];
  for (const { orientation } of conditions) {
    turns.push((360 / Math.PI) * Math.acos(Math.min(1, tree.largestCosine(orientation))));
    await breathe();
  }
  return turns;
}

/**
 * Novelty of some images: medians, and the share kept among the least, the middling and the most novel third.
 */
export interface NoveltySummary {
  kept: number | null;
  dropped: number | null;
  /** Shares kept, from the least novel third to the most. */
  keptByThird: [number, number, number] | null;
}

/** Whether a filter deletes what is new. */
export function noveltySummary(values: readonly number[], kept: readonly boolean[]): NoveltySummary {
  const middle = (wanted: boolean) => {
    const list = values.filter((_, i) => kept[i] === wanted);
    return list.length === 0 ? null : median(list);
  };
  const order = values.map((_, i) => i).sort((a, b) => values[a] - values[b] || a - b);
  const third = (k: number) => {
    const part = order.slice(Math.round((k * order.length) / 3), Math.round(((k + 1) * order.length) / 3));
    return part.filter((i) => kept[i]).length / part.length;
  };
  return {
    kept: middle(true),
    dropped: middle(false),
    keptByThird: values.length < 3 ? null : [third(0), third(1), third(2)],
  };
}

/** Of novel grasps how unlike real ones they are, of all conditions how far they are turned. */
export function summariseNovelty(
  conditions: readonly StoredCondition[],
  novelty: readonly ConditionNovelty[],
  verdicts: readonly { kept: boolean }[],
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
