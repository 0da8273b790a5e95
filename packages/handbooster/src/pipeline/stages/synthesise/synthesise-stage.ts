import { fileHash } from '../../../base/files/file-hash.js';
import { type Shard, WHOLE } from '../../../distributed/item-share.js';
import { synthesisCondition } from '../../../synthesis/examples/synthesis-conditions.js';
import { ImagePool } from '../../../synthesis/pool/image-pool.js';
import { loadSynthesisModel } from '../../../synthesis/weights/model-file.js';
import { runDevice } from '../../config/run-device.js';
import { evaluationsPerImage, samplerPlan } from '../../config/sampler-plan.js';
import { DENOISER_FILE } from '../../outputs/trained-denoiser.js';
import { type RunStageContext, runStage } from '../../run/run-stage.js';
import { conditionPhotographs } from './condition-photographs.js';
import { conditionRenders } from './condition-renders.js';
import { makePictures } from './make-pictures.js';
import { synthesiseConditions } from './synthesise-conditions.js';
import { wantedStyle } from './wanted-style.js';

/** Makes an image for each condition; groups that were finished before an interruption are not made again. */
export const synthesiseStage = runStage({
  name: 'synthesise',
  version: 3,
  inputs: ['capture', 'conditions', 'denoiser'],
  settings: (config) => {
    const { synthesise, conditions, data, hand, threads } = config;
    return {
      settings: {
        group: synthesise.group,
        sampler: samplerPlan(config),
        styleImage: fileHash(synthesise.styleImage),
      },
      source: synthesise.source,
      maps: conditions.maps,
      renderSize: conditions.renderSize,
      forearm: conditions.forearm,
      data,
      hand,
      threads,
    };
  },
  async share(context, shard) {
    await makeImages(context, shard);
  },
  async run(context) {
    const { config } = context;
    const { source } = config.synthesise;
    const made = await makeImages(context, WHOLE);
    if (source !== 'denoiser') return { ...made, source };
    const sampler = samplerPlan(config);
    return { ...made, sampler, evaluationsPerImage: evaluationsPerImage(sampler) };
  },
});

/** What makes pictures of conditions without the denoiser, to compare it with. */
async function pictureMaker(
  { config, seed, run }: RunStageContext<'capture'>,
  source: 'renders' | 'photographs',
) {
  const train = await run.trainingSplit();
  if (source === 'photographs') {
    const { hand } = run;
    const objects = await run.objects();
    const captured = config.capture.seed ?? seed;
    return conditionPhotographs({ config, seed: captured, train: train.samples, hand, objects });
  }
  const { denoiser, conditions } = config;
  const size = denoiser.imageSize;
  return conditionRenders({
    size,
    renderSize: conditions.renderSize,
    scenes: await run.scenes(),
    train,
    seed,
  });
}

/** Makes the images of a share of the conditions. @returns how many there are of all, and their size */
async function makeImages(
  context: RunStageContext<'capture' | 'conditions' | 'denoiser'>,
  shard: Shard,
): Promise<{ images: number; size: number }> {
  const { config, seed, workers, folder, run, progress, signal } = context;
  const conditions = await run.conditions();
  const { source } = config.synthesise;
  if (source !== 'denoiser') {
    const size = config.denoiser.imageSize;
    const make = await pictureMaker(context, source);
    await makePictures({ conditions, make, size, shard, folder, progress, signal });
    return { images: conditions.length, size };
  }
  const scenes = await run.scenes();
  const weights = run.file('denoiser', DENOISER_FILE);
  const { size, style } = await modelAndStyle(context, weights);
  const { group } = config.synthesise;
  const renderer = run.rendererPool(workers, size);
  const device = runDevice(config);
  // One device takes one group at a time, and is busy with it.
  const threads = device === 'cpu' ? workers : 1;
  const sampler = samplerPlan(config);
  const pool = new ImagePool({ weights, sampler, seed, groupSize: group, device }, threads);
  try {
    await synthesiseConditions({
      pool,
      size,
      ids: conditions.map(({ id }) => id),
      load: async (at) => ({ ...(await synthesisCondition(conditions[at], scenes, renderer)), style }),
      group,
      shard,
      folder,
      progress,
      signal,
    });
  } finally {
    await Promise.all([renderer.close(), pool.close()]);
  }
  return { images: conditions.length, size };
}

/** What images of a denoiser are like: their side in pixels and the look that all are to have. */
async function modelAndStyle(context: RunStageContext<'capture'>, weights: string) {
  const model = loadSynthesisModel(weights);
  try {
    return { size: model.config.imageSize, style: await wantedStyle(context, model) };
  } finally {
    model.denoiser.dispose();
  }
}
