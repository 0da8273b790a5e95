import { readFileSync } from 'node:fs';
import { stopIfAborted } from '../../../base/errors/interrupted.js';
import { packageVersion } from '../../../base/files/package-file.js';
import { ShardWriter } from '../../../datasets/shards/shard-writer.js';
import { loadHand } from '../../../hand/model/hand-by-name.js';
import { imagePath } from '../../../synthesis/generated-images.js';
import type { Config } from '../../config/config-schema.js';
import { keptConditions, readVerdicts } from '../../outputs/verdicts.js';
import type { Stage } from '../../run/stage.js';
import { licenses } from './dataset-terms.js';
import { syntheticSample } from './synthetic-sample.js';

/** Writes the kept images with their labels as WebDataset shards, a Parquet index and a dataset card. */
export const datasetStage: Stage<Config> = {
  name: 'dataset',
  version: 1,
  inputs: ['conditions', 'synthesise', 'filter'],
  settings: ({ denoiser, hand, data, capture }) => ({ size: denoiser.imageSize, hand, data, capture }),
  async run({ config, seed, folder, inputs, progress, signal }) {
    const hand = loadHand(config);
    const size = config.denoiser.imageSize;
    const kept = keptConditions(inputs.conditions, inputs.filter);
    const errors = new Map(
      readVerdicts(inputs.filter).verdicts.map((verdict) => [verdict.id, verdict.errors]),
    );
    const writer = new ShardWriter(folder, { split: 'train' });
    const task = progress.begin('dataset', kept.length, 'images');
    try {
      for (const condition of kept) {
        stopIfAborted(signal);
        const path = imagePath(inputs.synthesise, condition.id);
        writer.add(syntheticSample(condition, path, size), readFileSync(path), {
          kind: condition.kind,
          source: condition.source,
          reference: condition.reference,
          visible: condition.visible,
          ...errors.get(condition.id),
        });
        task.advance();
      }
    } catch (error) {
      writer.abort();
      throw error;
    }
    writer.finish({
      title: 'HandBooster synthetic hand-object images',
      summary:
        'Images of hands holding objects, made by a conditional diffusion model from novel grasps and novel views of real ' +
        'ones (Xu et al., "HandBooster", CVPR 2024). Labels are exact for the condition each image was made from; images ' +
        'that a network trained on the real set did not read as their label were dropped.',
      licenses: licenses(config, hand.provenance),
      handModel: { name: hand.name, hash: hand.hash },
      provenance: { handbooster: packageVersion(), seed, imageSize: size },
    });
    task.end();
    return { images: kept.length };
  },
};
