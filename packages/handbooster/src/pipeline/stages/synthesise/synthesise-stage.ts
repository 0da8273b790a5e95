import { fileHash } from '../../../base/files/file-hash.js';
import { synthesisCondition } from '../../../synthesis/examples/synthesis-conditions.js';
import { loadSynthesisModel } from '../../../synthesis/weights/model-file.js';
import { evaluationsPerImage, samplerPlan } from '../../config/sampler-plan.js';
import { DENOISER_FILE } from '../../outputs/trained-denoiser.js';
import { runStage } from '../../run/run-stage.js';
import { synthesiseConditions } from './synthesise-conditions.js';
import { wantedStyle } from './wanted-style.js';

/** Makes an image for each condition; groups that were finished before an interruption are not made again. */
export const synthesiseStage = runStage({
  name: 'synthesise',
  version: 2,
  inputs: ['capture', 'conditions', 'denoiser'],
  settings: (config) => {
    const { synthesise, conditions, data, hand, threads } = config;
    return {
      settings: {
        group: synthesise.group,
        sampler: samplerPlan(config),
        styleImage: fileHash(synthesise.styleImage),
      },
      maps: conditions.maps,
      renderSize: conditions.renderSize,
      forearm: conditions.forearm,
      data,
      hand,
      threads,
    };
  },
  async run(context) {
    const { config, seed, workers, folder, run, progress, signal } = context;
    const sampler = samplerPlan(config);
    const conditions = await run.conditions();
    const scenes = await run.scenes();
    const model = loadSynthesisModel(run.file('denoiser', DENOISER_FILE));
    const size = model.config.imageSize;
    const renderer = run.rendererPool(workers, size);
    try {
      const style = await wantedStyle(context, model);
      await synthesiseConditions({
        model,
        ids: conditions.map(({ id }) => id),
        load: async (at) => ({ ...(await synthesisCondition(conditions[at], scenes, renderer)), style }),
        sampler,
        group: config.synthesise.group,
        seed,
        folder,
        progress,
        signal,
      });
    } finally {
      await renderer.close();
      model.denoiser.dispose();
    }
    return { images: conditions.length, size, sampler, evaluationsPerImage: evaluationsPerImage(sampler) };
  },
});
