import { Random } from '@handbooster/torch';
import { blendFingers } from '../../../conditions/creation/blend-fingers.js';
import type { Condition } from '../../../conditions/creation/condition.js';
import type { StoredCondition } from '../../../conditions/creation/condition-files.js';
import { GraspRefit, graspFit } from '../../../conditions/creation/grasp-refit.js';
import {
  type GraspPlacement,
  novelGraspCondition,
  novelViewCondition,
} from '../../../conditions/creation/novel-conditions.js';
import { type ObjectExtents, objectExtents } from '../../../conditions/creation/object-extents.js';
import { perturbation } from '../../../conditions/creation/perturbation.js';
import type { SceneRenderer } from '../../../conditions/maps/condition-pool.js';
import type { SceneBuilder } from '../../../conditions/maps/scene-builder.js';
import type { SelectedObject } from '../../../conditions/selection/selection.js';
import { cropCamera } from '../../../datasets/crop/crop-camera.js';
import type { Sample } from '../../../datasets/sample/sample.js';
import type { GraspRecord } from '../../../grasps/set/grasp-record.js';
import type { HandModel } from '../../../hand/model/hand-model.js';
import type { ObjectModel } from '../../../objects/object-model.js';

/** Draws tried for one condition before it is given up. */
const TRIES = 20;

export interface ConditionDrawerInput {
  hand: HandModel;
  objects: readonly ObjectModel[];
  /** Real samples that lend a novel grasp their view, shape and surroundings. */
  references: readonly Sample[];
  /** Real samples that show a grasp: what novel views are of. */
  grasping: readonly Sample[];
  /** Selected grasps, of each object at least one. */
  pools: readonly SelectedObject[];
  grasps: readonly GraspRecord[];
  scenes: SceneBuilder;
  /** Of the size of the images. */
  renderer: SceneRenderer;
  /** Share of novel grasps; the rest are novel views. */
  novelGraspShare: number;
  turn: { degrees: number; sided: 'both' | 'one' };
  /** What of a novel grasp takes the sample's place. */
  placement: GraspPlacement;
  /** Hand shape of a novel grasp: its own, or that of the sample it is seen as. */
  shape: 'grasp' | 'reference';
  /** Up to which share of the way fingers are blended towards those of a real sample. */
  fingerBlend: number;
  /** Least share of the hand that no object hides. */
  minimumVisible: number;
  seed: number;
}

/** Draws novel grasps and novel views, and keeps those that can be seen (Sec. 3.3). */
export class ConditionDrawer {
  readonly #extents: ObjectExtents;
  readonly #grasps: ReadonlyMap<string, GraspRecord>;

  private constructor(
    readonly input: ConditionDrawerInput,
    readonly refit: GraspRefit | null,
  ) {
    this.#extents = objectExtents(input.objects);
    this.#grasps = new Map(input.grasps.map((grasp) => [grasp.id, grasp]));
  }

  static async prepare(input: ConditionDrawerInput): Promise<ConditionDrawer> {
    const pooled = new Set(input.pools.map(({ id }) => id));
    const refit =
      input.shape === 'reference'
        ? await GraspRefit.prepare(
            input.hand,
            input.objects.filter(({ id }) => pooled.has(id)),
          )
        : null;
    return new ConditionDrawer(input, refit);
  }

  /**
   * The condition of an item: a function of its number and the seed.
   *
   * @returns null where no draw was good, and why draws were refused in any case.
   */
  async condition(item: number): Promise<{ condition: StoredCondition | null; faults: string[] }> {
    const { seed, scenes, renderer, minimumVisible } = this.input;
    const id = String(item).padStart(6, '0');
    const faults: string[] = [];
    for (let attempt = 0; attempt < TRIES; attempt++) {
      const condition = this.#draw(id, new Random(seed, 'conditions', item, attempt));
      if (typeof condition === 'string') {
        faults.push(condition);
        continue;
      }
      const camera = cropCamera(condition.camera, condition.box, renderer.size);
      const { visible } = await renderer.render(scenes.scene(condition, camera));
      if (visible >= minimumVisible) return { condition: { ...condition, visible }, faults };
      faults.push('hidden');
    }
    return { condition: null, faults };
  }

  /** One draw, or why it cannot be. */
  #draw(id: string, random: Random): Condition | string {
    const { grasping, pools, references, hand, novelGraspShare, turn, placement } = this.input;
    const extents = this.#extents;
    const isNovelGrasp = grasping.length === 0 || (pools.length > 0 && random.uniform() < novelGraspShare);
    if (!isNovelGrasp) {
      const sample = random.choice(grasping);
      const seen = {
        ...sample,
        hand: this.#blended(sample.hand, random.fork('towards').choice(grasping), random),
      };
      return novelViewCondition(id, seen, perturbation(random, turn), hand, extents);
    }
    const pool = random.choice(pools);
    const picked = pool.grasps[random.weighted(pool.grasps.map(({ probability }) => probability))];
    const grasp = this.#grasps.get(picked.id);
    if (grasp === undefined)
      throw new Error(`conditions: grasp ${picked.id} of the selection is not among the grasps`);
    const reference: Sample = random.choice(references);
    const turned = perturbation(random, turn);
    if (this.refit === null) {
      const fitting = { ...this.#blended(grasp, reference, random), fit: graspFit(grasp.measures) };
      return novelGraspCondition(id, fitting, reference, turned, hand, extents, placement);
    }
    const changed = this.refit.refit(grasp, reference.hand.betas);
    if (!changed.valid) return 'shape-does-not-fit';
    const blended = this.#blended(changed.grasp, reference, random);
    return novelGraspCondition(id, blended, reference, turned, hand, extents, placement);
  }

  /**
   * The same with its fingers some way towards those of a sample; random numbers of other draws do not depend
   * on it.
   */
  #blended<Posed extends { pose: ArrayLike<number> }>(posed: Posed, { hand }: Sample, random: Random): Posed {
    const { fingerBlend } = this.input;
    if (fingerBlend === 0) return posed;
    const share = random.fork('fingers').uniform(0, fingerBlend);
    return { ...posed, pose: blendFingers(posed.pose, hand.pose, share) };
  }
}
