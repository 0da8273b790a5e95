import { fileHash } from '../../../base/files/file-hash.js';
import { conditionNovelty, summariseNovelty } from '../../../conditions/condition-novelty.js';
import { ConditionRenderer } from '../../../conditions/maps/condition-renderer.js';
import { edgeCaseTable } from '../../../synthesis/filter/edge-case-table.js';
import { writeVerdicts } from '../../outputs/verdicts.js';
import { runStage } from '../../run/run-stage.js';
import { filterImages } from './filter-images.js';
import { filterThresholds } from './filter-thresholds.js';
import { openJudge } from './open-judge.js';
import { realCandidates } from './real-candidates.js';

/** Drops images that a network trained on the real set does not read as what they were made for (Sec. 3.2). */
export const filterStage = runStage({
  name: 'filter',
  version: 3,
  inputs: ['capture', 'select', 'conditions', 'synthesise', 'baseline'],
  settings: ({ filter, select, train, conditions, denoiser, data, hand, threads }) => ({
    filter,
    network: fileHash(filter.network),
    select,
    size: [train.imageSize, denoiser.imageSize],
    forearm: conditions.forearm,
    data,
    hand,
    threads,
  }),
  async run(context) {
    const { config, folder, inputs, run, progress, signal } = context;
    const { hand } = run;
    const scenes = await run.scenes();
    const size = config.denoiser.imageSize;
    const renderer = new ConditionRenderer(size, size, []);
    const conditions = await run.conditions();
    const { judge, dispose } = await openJudge(context);
    try {
      const mask = judge.masks !== undefined;
      const held = realCandidates(await run.validationSplit(), { hand, scenes, renderer, mask });
      const thresholds = await filterThresholds(config.filter, judge, held);
      const images = inputs.synthesise;
      const input = { conditions, images, judge, thresholds, hand, scenes, renderer, progress, signal };
      const verdicts = await filterImages(input);
      const { samples } = await run.trainingSplit();
      const { grasping } = run.selection();
      const objects = await run.objects();
      const novelty = conditionNovelty(conditions, samples, grasping, objects, config.select);
      await writeVerdicts(folder, { thresholds, verdicts, novelty });
      const table = edgeCaseTable(verdicts, thresholds);
      return { ...table, thresholds, novelty: summariseNovelty(conditions, novelty, verdicts) };
    } finally {
      dispose();
    }
  },
});
