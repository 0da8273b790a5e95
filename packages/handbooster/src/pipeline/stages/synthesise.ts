import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { InputError } from '../../geometry/input-error.js';
import { synthesise } from '../../synthesis/synthesise.js';
import { loadSynthesisModel } from '../../synthesis/weights/model-file.js';
import { CapturedData } from '../captured-data.js';
import { readConditions } from '../condition-files.js';
import { ConditionRenderer } from '../condition-images.js';
import type { Config } from '../config-schema.js';
import { synthesisCondition } from '../examples.js';
import { fileHash } from '../file-hash.js';
import { SceneBuilder } from '../hand-scene.js';
import { imagePath, writeImage } from '../image-files.js';
import { loadHand } from '../load-hand.js';
import { runObjects } from '../run-objects.js';
import { runSegmenter } from '../run-segmenter.js';
import { evaluationsPerImage, samplerPlan } from '../sampler-plan.js';
import { type Stage, stopIfAborted } from '../stage.js';
import { styleOfPicture } from '../style-of-picture.js';
import { DENOISER_FILE } from './denoiser.js';

/** Makes an image for each condition; groups that were finished before an interruption are not made again. */
export const synthesiseStage: Stage<Config> = {
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
  async run({ config, seed, folder, inputs, progress, signal }) {
    const hand = loadHand(config);
    const conditions = readConditions(inputs.conditions);
    const captured = CapturedData.open(inputs.capture);
    const objects = await runObjects(config, captured);
    const model = loadSynthesisModel(join(inputs.denoiser, DENOISER_FILE));
    const size = model.config.imageSize;
    const scenes = new SceneBuilder(hand, objects, config.conditions);
    const renderer = new ConditionRenderer(size, config.conditions.renderSize, config.conditions.maps);
    const { group } = config.synthesise;
    const sampler = samplerPlan(config);
    const groups = Math.ceil(conditions.length / group);
    const isDone = (index: number) =>
      conditions
        .slice(index * group, (index + 1) * group)
        .every(({ id }) => existsSync(imagePath(folder, id)));
    const { styleImage } = config.synthesise;
    if (styleImage !== null && model.config.style === undefined) {
      throw new InputError(
        'synthesise.styleImage: this denoiser knows no styles; train one with denoiser.style=colours',
      );
    }
    let style: Float32Array | null = null;
    if (styleImage !== null) {
      const train = await captured.split(hand, captured.note.train);
      const segmenter = await runSegmenter({ train, scenes, size, seed, folder, progress, signal });
      style = await styleOfPicture(styleImage, segmenter, size);
      segmenter.dispose();
    }
    const task = progress.begin('synthesise', conditions.length, 'images');
    try {
      for (let index = 0; index < groups; index++) {
        stopIfAborted(signal);
        const count = Math.min(group, conditions.length - index * group);
        if (!isDone(index)) {
          const list = {
            length: conditions.length,
            load: (position: number) => ({
              ...synthesisCondition(conditions[position], scenes, renderer),
              style,
            }),
          };
          const options = {
            sampler,
            seed,
            groupSize: group,
            groups: [index, index + 1] as const,
          };
          for await (const images of synthesise(model, list, options)) {
            await Promise.all(images.map(({ id, image }) => writeImage(folder, id, image, size)));
          }
        }
        task.advance(count);
      }
    } finally {
      model.denoiser.dispose();
    }
    task.end();
    return { images: conditions.length, size, sampler, evaluationsPerImage: evaluationsPerImage(sampler) };
  },
};
