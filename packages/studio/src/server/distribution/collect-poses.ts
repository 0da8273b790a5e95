import {
  graspPoseVector,
  oneViewEach,
  type PoseSet,
  poseMetric,
  preparePoses,
  samplePoseVector,
} from 'handbooster/conditions';
import type { Run } from 'handbooster/pipeline';

/** Poses of one object, real ones first, as they go onto the map. */
export interface ObjectPoses {
  id: number;
  name: string;
  poses: { id: string; real: boolean; picked: boolean; probability: number | null }[];
  /** Of the same order, prepared for the run's metric. */
  set: PoseSet;
  leftOut: number;
}

/**
 * What the select stage chose among: of each object with grasps, the real poses that show one (Eq. 3; one
 * view of a moment) and the kept grasps. Of more than `most` poses, all that were selected stay, and of the
 * others evenly many.
 */
export async function collectPoses(run: Run, most: number): Promise<ObjectPoses[]> {
  const selection = run.selection();
  const grasping = new Set(selection.grasping);
  const { samples } = await run.trainingSplit();
  const moments = oneViewEach(samples.filter(({ id }) => grasping.has(id)));
  const grasps = run.grasps();
  const share = most / Math.max(most, moments.length + grasps.length);
  const models = await run.objects();
  return selection.objects.map((object) => {
    const pickedReal = new Set(object.real);
    const probabilities = new Map(object.grasps.map(({ id, probability }) => [id, probability]));
    const real = moments.filter((sample) => sample.objects[sample.grasped].id === object.id);
    const own = grasps.filter((grasp) => grasp.object.id === object.id);
    const shownReal = thinned(real, share, ({ id }) => pickedReal.has(id));
    const shownGrasps = thinned(own, share, ({ id }) => probabilities.has(id));
    const metric = poseMetric(
      run.config.select,
      object,
      models.find(({ id }) => id === object.id),
    );
    return {
      id: object.id,
      name: object.name,
      poses: [
        ...shownReal.map(({ id }) => ({ id, real: true, picked: pickedReal.has(id), probability: null })),
        ...shownGrasps.map(({ id }) => ({
          id,
          real: false,
          picked: probabilities.has(id),
          probability: probabilities.get(id) ?? null,
        })),
      ],
      set: preparePoses(
        [...shownReal.map(samplePoseVector), ...shownGrasps.map((grasp) => graspPoseVector(grasp, run.hand))],
        metric,
      ),
      leftOut: real.length + own.length - shownReal.length - shownGrasps.length,
    };
  });
}

/** Those that must stay, and a share of the others, evenly spaced. */
function thinned<Item>(items: readonly Item[], share: number, stays: (item: Item) => boolean): Item[] {
  let others = 0;
  return items.filter((item) => {
    if (stays(item)) return true;
    others++;
    return Math.floor(others * share) > Math.floor((others - 1) * share);
  });
}
