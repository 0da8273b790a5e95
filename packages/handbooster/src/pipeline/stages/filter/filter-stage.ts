import { fileHash } from '../../../base/files/file-hash.js';
import { conditionNovelty, summariseNovelty } from '../../../conditions/condition-novelty.js';
import { ConditionRenderer } from '../../../conditions/maps/condition-renderer.js';
import { PoseSearch } from '../../../conditions/poses/pose-search.js';
import { WHOLE } from '../../../distributed/item-share.js';
import { edgeCaseTable } from '../../../synthesis/filter/edge-case-table.js';
import { edgeCaseVerdict } from '../../../synthesis/filter/edge-case-verdict.js';
import { writeVerdicts } from '../../outputs/verdicts.js';
import { type RunStageContext, runStage } from '../../run/run-stage.js';
import { filterThresholds } from './filter-thresholds.js';
import { type JudgeImagesInput, judgedParts, judgeImages, readErrors } from './judge-images.js';
import { openJudge } from './open-judge.js';
import { realCandidates } from './real-candidates.js';

/**
 * Drops images that a network trained on the real set does not read as what they were made for (Sec. 3.2).
 */
export const filterStage = runStage({
  name: 'filter',
  version: 3,
  inputs: ['capture', 'select', 'conditions', 'synthesise', 'baseline'],
  settings: ({
    filter: { landmarks, ...filter },
    select,
    train,
    conditions,
    denoiser,
    data,
    hand,
    threads,
  }) => ({
    filter: landmarks ? { ...filter, landmarks } : filter,
    network: fileHash(filter.network),
    select,
    size: [train.imageSize, denoiser.imageSize],
    forearm: conditions.forearm,
    data,
    hand,
    threads,
  }),
  async share(context, shard) {
    await withJudge(context, (input) => judgeImages(input, shard));
  },
  run: (context) =>
    withJudge(context, async (input) => {
      const { config, folder, run, workers, progress, signal } = context;
      const { conditions, judge, hand, scenes, renderer } = input;
      await judgeImages(input, WHOLE);
      const mask = judge.masks !== undefined;
      const held = realCandidates(await run.validationSplit(), { hand, scenes, renderer, mask });
      const thresholds = await filterThresholds(config.filter, judge, held);
      const parts = judgedParts(folder, conditions.length);
      const measured = await readErrors(parts);
      const verdicts = measured.map(({ id, errors }) => edgeCaseVerdict(id, errors, thresholds));
      const { samples } = await run.trainingSplit();
      const { grasping } = run.selection();
      const objects = await run.objects();
      const task = progress.begin('novelty', 0, 'pairs of poses');
      const search = new PoseSearch(workers, { signal, onPairs: (count) => task.advance(count) });
      const novelty = await conditionNovelty(
        conditions,
        samples,
        grasping,
        objects,
        config.select,
        search,
      ).finally(() => search.close());
      task.end();
      await writeVerdicts(folder, { thresholds, verdicts, novelty });
      parts.remove();
      const table = edgeCaseTable(verdicts, thresholds);
      return { ...table, thresholds, novelty: summariseNovelty(conditions, novelty, verdicts) };
    }),
});

async function withJudge<T>(
  context: RunStageContext<'capture' | 'conditions' | 'synthesise' | 'baseline'>,
  work: (input: JudgeImagesInput) => Promise<T>,
): Promise<T> {
  const { config, folder, inputs, run, progress, signal } = context;
  const size = config.denoiser.imageSize;
  const { judge, dispose } = await openJudge(context);
  try {
    return await work({
      conditions: await run.conditions(),
      images: inputs.synthesise,
      judge,
      hand: run.hand,
      scenes: await run.scenes(),
      renderer: new ConditionRenderer(size, size, []),
      folder,
      progress,
      signal,
    });
  } finally {
    dispose();
  }
}
