import { packageVersion } from '../../../base/files/package-file.js';
import { runStage } from '../../run/run-stage.js';
import { licenses } from './dataset-licenses.js';
import { writeKeptImages } from './write-kept-images.js';

/** Writes the kept images with their labels as WebDataset shards, a Parquet index and a dataset card. */
export const datasetStage = runStage({
  name: 'dataset',
  version: 2,
  inputs: ['conditions', 'synthesise', 'filter'],
  settings: ({ denoiser, hand, data, capture }) => ({ size: denoiser.imageSize, hand, data, capture }),
  async run({ config, seed, folder, inputs, run, progress, signal }) {
    const { hand } = run;
    const size = config.denoiser.imageSize;
    const conditions = await run.keptConditions();
    const { verdicts } = await run.verdicts();
    await writeKeptImages({
      conditions,
      errors: new Map(verdicts.map((verdict) => [verdict.id, verdict.errors])),
      images: inputs.synthesise,
      size,
      folder,
      description: {
        title: 'HandBooster synthetic hand-object images',
        summary:
          'Images of hands holding objects, made by a conditional diffusion model from novel grasps and novel views of real ' +
          'ones (Xu et al., "HandBooster", CVPR 2024). Labels are exact for the condition each image was made from; images ' +
          'that a network trained on the real set did not read as their label were dropped.',
        licenses: licenses(config, hand.provenance),
        handModel: { name: hand.name, hash: hand.hash },
        provenance: { handbooster: packageVersion(), seed, imageSize: size },
      },
      progress,
      signal,
    });
    return { images: conditions.length };
  },
});
