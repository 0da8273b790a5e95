import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { InputError } from '../../../base/errors/input-error.js';
import { stopIfAborted } from '../../../base/errors/interrupted.js';
import { fileHash } from '../../../base/files/file-hash.js';
import { readConditions } from '../../../conditions/creation/condition-files.js';
import { ConditionPool } from '../../../conditions/maps/condition-pool.js';
import { SceneBuilder } from '../../../conditions/maps/scene-builder.js';
import { loadHand } from '../../../hand/model/hand-by-name.js';
import { synthesisCondition } from '../../../synthesis/examples/synthesis-conditions.js';
import { imagePath, writeImage } from '../../../synthesis/generated-images.js';
import { styleOfPicture } from '../../../synthesis/style/style-of-picture.js';
import { type SynthesisCondition, synthesise } from '../../../synthesis/synthesise.js';
import { loadSynthesisModel } from '../../../synthesis/weights/model-file.js';
import type { Config } from '../../config/config-schema.js';
import { evaluationsPerImage, samplerPlan } from '../../config/sampler-plan.js';
import { CapturedData } from '../../outputs/captured-data.js';
import { DENOISER_FILE } from '../../outputs/trained-denoiser.js';
import { runObjects } from '../../run/objects-of-run.js';
import { runSegmenter } from '../../run/segmenter-of-run.js';
import type { Stage } from '../../run/stage.js';

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
  async run({ config, seed, workers, folder, inputs, progress, signal }) {
    const hand = loadHand(config);
    const conditions = readConditions(inputs.conditions);
    const captured = CapturedData.open(inputs.capture);
    const objects = await runObjects(config, captured);
    const model = loadSynthesisModel(join(inputs.denoiser, DENOISER_FILE));
    const size = model.config.imageSize;
    const scenes = new SceneBuilder(hand, objects, config.conditions);
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
    const { renderSize, maps } = config.conditions;
    const renderer = new ConditionPool(size, renderSize, maps, workers);
    // A group's maps are drawn while the images of the one before are made.
    const drawn = new Map<number, Promise<SynthesisCondition>>();
    const draw = (position: number) => {
      const found = drawn.get(position) ?? synthesisCondition(conditions[position], scenes, renderer);
      found.catch(() => {}); // reported where it is waited for
      drawn.set(position, found);
      return found;
    };
    try {
      for (let index = 0; index < groups; index++) {
        stopIfAborted(signal);
        const count = Math.min(group, conditions.length - index * group);
        const there = isDone(index);
        if (!there) {
          const list = {
            length: conditions.length,
            load: async (position: number) => {
              const condition = draw(position);
              if (position + group < conditions.length) draw(position + group);
              drawn.delete(position);
              return { ...(await condition), style };
            },
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
        task.advance(count, there);
      }
    } finally {
      await renderer.close();
      model.denoiser.dispose();
    }
    task.end();
    return { images: conditions.length, size, sampler, evaluationsPerImage: evaluationsPerImage(sampler) };
  },
};
