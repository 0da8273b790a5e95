import { InputError } from '../../../base/errors/input-error.js';
import { ConditionPool } from '../../../conditions/maps/condition-pool.js';
import { type RunStageContext, runStage } from '../../run/run-stage.js';
import { ConditionDrawer } from './condition-drawer.js';
import { type DrawConditionsInput, drawConditionParts, drawConditions } from './draw-conditions.js';

/** Draws novel grasps and novel views, and keeps those that can be seen (Sec. 3.3). */
export const conditionsStage = runStage({
  name: 'conditions',
  version: 3,
  inputs: ['capture', 'grasps', 'select'],
  settings: ({ conditions, denoiser, hand, data }) => ({ conditions, size: denoiser.imageSize, hand, data }),
  share: (context, shard) => withDrawer(context, (input) => drawConditionParts(input, shard)),
  run: (context) => withDrawer(context, async (input) => ({ ...(await drawConditions(input)) })),
});

async function withDrawer<T>(
  context: RunStageContext<'capture' | 'grasps' | 'select'>,
  draw: (input: DrawConditionsInput) => Promise<T>,
): Promise<T> {
  const { config, seed, workers, folder, run, progress, signal } = context;
  const { count, renderSize, novelGraspShare, shape, minimumVisible, ...options } = config.conditions;
  const { samples } = await run.trainingSplit();
  const selection = run.selection();
  const pools = selection.objects.filter((object) => object.grasps.length > 0);
  const byId = new Map(samples.map((sample) => [sample.id, sample]));
  const grasping = selection.grasping.map((id) => byId.get(id)).filter((sample) => sample !== undefined);
  if (pools.length === 0 && grasping.length === 0) {
    throw new InputError(
      'conditions: there is neither a novel grasp nor a real one to start from; try more grasps',
    );
  }
  const renderer = new ConditionPool(config.denoiser.imageSize, renderSize, [], workers);
  const settings = {
    hand: run.hand,
    objects: await run.objects(),
    references: samples,
    grasping,
    pools,
    grasps: run.grasps(),
    scenes: await run.scenes(),
    renderer,
    novelGraspShare,
    turn: { degrees: options.perturbation, sided: options.perturbationSided },
    placement: options.placement,
    shape,
    fingerBlend: options.fingerBlend,
    minimumVisible,
    seed,
  };
  try {
    const drawer = await ConditionDrawer.prepare(settings);
    const { ahead } = renderer;
    return await draw({ drawer, ahead, count: count > 0 ? count : samples.length, folder, progress, signal });
  } finally {
    await renderer.close();
  }
}
