import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { Random } from '@handbooster/torch';
import { InputError } from '../../../base/errors/input-error.js';
import { stopIfAborted } from '../../../base/errors/interrupted.js';
import { mapConcurrently } from '../../../base/threads/map-concurrently.js';
import type { Condition } from '../../../conditions/creation/condition.js';
import { type StoredCondition, writeConditions } from '../../../conditions/creation/condition-files.js';
import { GraspRefit, graspFit } from '../../../conditions/creation/grasp-refit.js';
import { novelGraspCondition, novelViewCondition } from '../../../conditions/creation/novel-conditions.js';
import { objectExtents } from '../../../conditions/creation/object-extents.js';
import { perturbation } from '../../../conditions/creation/perturbation.js';
import { ConditionPool } from '../../../conditions/maps/condition-pool.js';
import { SceneBuilder } from '../../../conditions/maps/scene-builder.js';
import { SELECTION_FILE, type Selection } from '../../../conditions/selection/selection.js';
import { cropCamera } from '../../../datasets/crop/crop-camera.js';
import type { Sample } from '../../../datasets/sample/sample.js';
import { loadHand } from '../../../hand/model/hand-by-name.js';
import type { Config } from '../../config/config-schema.js';
import { CapturedData } from '../../outputs/captured-data.js';
import { keptGrasps } from '../../outputs/kept-grasps.js';
import { runObjects } from '../../run/objects-of-run.js';
import type { Stage } from '../../run/stage.js';
import { type ConditionPart, PARTS, readPart, writePart } from './condition-parts.js';

/** Draws tried for one condition before it is given up. */
const TRIES = 20;
/** Conditions of a part: what is lost at most when the stage is stopped. */
const PART = 1024;

/** Draws novel grasps and novel views, and keeps those that can be seen (Sec. 3.3). */
export const conditionsStage: Stage<Config> = {
  name: 'conditions',
  version: 3,
  inputs: ['capture', 'grasps', 'select'],
  settings: ({ conditions, denoiser, hand, data }) => ({ conditions, size: denoiser.imageSize, hand, data }),
  async run({ config, seed, workers, folder, inputs, progress, signal }) {
    const hand = loadHand(config);
    const captured = CapturedData.open(inputs.capture);
    const train = await captured.split(hand, captured.note.train);
    const selection: Selection = JSON.parse(readFileSync(join(inputs.select, SELECTION_FILE), 'utf8'));
    const grasps = new Map(keptGrasps(inputs.grasps, config.grasps.keep).map((grasp) => [grasp.id, grasp]));
    const objects = await runObjects(config, captured);
    const scenes = new SceneBuilder(hand, objects, config.conditions);
    const extents = objectExtents(objects);
    const size = config.denoiser.imageSize;
    const pools = selection.objects.filter((object) => object.grasps.length > 0);
    const byId = new Map(train.samples.map((sample) => [sample.id, sample]));
    const grasping = selection.grasping.map((id) => byId.get(id)).filter((sample) => sample !== undefined);
    if (pools.length === 0 && grasping.length === 0) {
      throw new InputError(
        'conditions: there is neither a novel grasp nor a real one to start from; try more grasps',
      );
    }
    const total = config.conditions.count > 0 ? config.conditions.count : train.length;
    const faults: Record<string, number> = {};
    const pooled = new Set(pools.map(({ id }) => id));
    const refit =
      config.conditions.shape === 'reference'
        ? await GraspRefit.prepare(
            hand,
            objects.filter(({ id }) => pooled.has(id)),
          )
        : null;
    const turn = { degrees: config.conditions.perturbation, sided: config.conditions.perturbationSided };

    const draw = (id: string, random: Random): Condition | string => {
      const novelGrasp =
        grasping.length === 0 || (pools.length > 0 && random.uniform() < config.conditions.novelGraspShare);
      if (!novelGrasp) {
        return novelViewCondition(id, random.choice(grasping), perturbation(random, turn), hand, extents);
      }
      const pool = random.choice(pools);
      const picked = pool.grasps[random.weighted(pool.grasps.map(({ probability }) => probability))];
      const grasp = grasps.get(picked.id);
      if (grasp === undefined)
        throw new Error(`conditions: grasp ${picked.id} of the selection is not among the grasps`);
      const reference: Sample = random.choice(train.samples);
      const turned = perturbation(random, turn);
      if (refit === null) {
        const fitting = { ...grasp, fit: graspFit(grasp.measures) };
        return novelGraspCondition(id, fitting, reference, turned, hand, extents);
      }
      const changed = refit.refit(grasp, reference.hand.betas);
      if (!changed.valid) return 'shape-does-not-fit';
      return novelGraspCondition(id, changed.grasp, reference, turned, hand, extents);
    };

    const renderer = new ConditionPool(size, config.conditions.renderSize, [], workers);
    const make = async (item: number): Promise<ConditionPart> => {
      const part: ConditionPart = { conditions: [], faults: {} };
      const id = String(item).padStart(6, '0');
      for (let attempt = 0; attempt < TRIES; attempt++) {
        const condition = draw(id, new Random(seed, 'conditions', item, attempt));
        let fault = typeof condition === 'string' ? condition : null;
        if (typeof condition !== 'string') {
          const camera = cropCamera(condition.camera, condition.box, size);
          const { visible } = await renderer.render(scenes.scene(condition, camera));
          if (visible >= config.conditions.minimumVisible) {
            part.conditions.push({ ...condition, visible });
            return part;
          }
          fault = 'hidden';
        }
        part.faults[fault as string] = (part.faults[fault as string] ?? 0) + 1;
      }
      return part;
    };

    const task = progress.begin('conditions', total, 'conditions');
    const kept: StoredCondition[] = [];
    try {
      for (let first = 0; first < total; first += PART) {
        const count = Math.min(PART, total - first);
        let part = readPart(folder, first);
        if (part === null) {
          const items = Array.from({ length: count }, (_, i) => first + i);
          const made = await mapConcurrently(items, renderer.ahead, async (item) => {
            stopIfAborted(signal);
            const one = await make(item);
            task.advance();
            return one;
          });
          part = { conditions: made.flatMap((one) => one.conditions), faults: {} };
          for (const one of made) addFaults(part.faults, one.faults);
          writePart(folder, first, part);
        } else task.advance(count, true);
        kept.push(...part.conditions);
        addFaults(faults, part.faults);
      }
    } finally {
      await renderer.close();
    }
    task.end();
    writeConditions(folder, kept);
    rmSync(join(folder, PARTS), { recursive: true, force: true });
    return {
      conditions: kept.length,
      novelGrasps: kept.filter(({ kind }) => kind === 'novel-grasp').length,
      novelViews: kept.filter(({ kind }) => kind === 'novel-view').length,
      redrawn: faults,
    };
  },
};

function addFaults(sums: Record<string, number>, faults: Record<string, number>): void {
  for (const [fault, times] of Object.entries(faults)) sums[fault] = (sums[fault] ?? 0) + times;
}
