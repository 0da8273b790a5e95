import { readFileSync } from 'node:fs';
import { packageVersion } from '../../../base/files/package-file.js';
import type { StoredCondition } from '../../../conditions/creation/condition-files.js';
import { patchCamera } from '../../../conditions/maps/condition-renderer.js';
import type { Sample } from '../../../datasets/sample/sample.js';
import { ShardWriter } from '../../../datasets/shards/shard-writer.js';
import { loadHand } from '../../../hand/model/hand-by-name.js';
import { imagePath } from '../../../synthesis/generated-images.js';
import type { Config } from '../../config/config-schema.js';
import { type Stage, stopIfAborted } from '../../run/stage.js';
import { keptConditions, readVerdicts } from '../filter/filter-stage.js';

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

/** The label of a generated image: the camera is that of the crop, so that joints project into it. */
function syntheticSample(condition: StoredCondition, path: string, size: number): Sample {
  const { id, subject, hand, joints, objects, grasped, camera, box } = condition;
  return {
    id,
    dataset: 'synthetic',
    subject,
    sequence: condition.kind,
    frame: Number(id),
    view: 'crop',
    image: { path, mirrored: false },
    camera: patchCamera(camera, box, size),
    hand,
    joints,
    objects,
    grasped,
    segmentation: null,
  };
}

const TERMS: Record<Config['capture']['source'], string> = {
  simulated: 'simulated by HandBooster (MIT).',
  dexycb: 'DexYCB (CC BY-NC 4.0); a model trained on them and its images come under the same terms.',
  ho3d: 'HO3D (academic research only); a model trained on them and its images come under the same terms.',
  coco: 'named by annotation files of the user; the terms of their dataset apply to the model and its images.',
  obman: 'ObMan (terms of its licence and of ShapeNet).',
  mow: 'MOW (no licence is stated).',
};

function licenses(config: Config, hand: string): string[] {
  const lines = [`Hand model: ${hand}`];
  lines.push(`Real images: ${TERMS[config.capture.source]}`);
  lines.push(
    config.data === null
      ? 'Objects: procedural models of HandBooster (MIT), or those of the capture.'
      : 'Objects: the models given by the user; their terms apply (the YCB set is CC BY 4.0).',
  );
  return lines;
}
