import { fileHash } from '../../../base/files/file-hash.js';
import { meanHand } from '../../../evaluation/metrics/mean-hand.js';
import { prepareForPrediction } from '../../../reconstruction/networks/prepare-for-prediction.js';
import { loadNetwork } from '../../../reconstruction/weights/network-file.js';
import { runDevice } from '../../config/run-device.js';
import { writeFrechet, writeScores } from '../../outputs/scores.js';
import { NETWORK_FILE } from '../../outputs/trained-network.js';
import { type RunStageContext, runStage } from '../../run/run-stage.js';
import { likeness } from './likeness.js';
import { removeScoredParts, type ScoreNetworksInput, scoreNetworks, scoreParts } from './score-networks.js';

/** Scores both trainings on each test split, and how alike generated and real images are (Sec. 4.1). */
export const evaluateStage = runStage({
  name: 'evaluate',
  version: 8,
  inputs: ['capture', 'conditions', 'synthesise', 'baseline', 'filter', 'train'],
  settings: ({ train, denoiser, evaluate, hand, threads }) => ({
    imageSize: train.imageSize,
    network: train.network,
    generated: denoiser.imageSize,
    evaluate,
    inception: fileHash(evaluate.inception),
    hand,
    threads,
  }),
  async share(context, shard) {
    await withNetworks(context, (input) => scoreParts(input, shard));
  },
  run: (context) =>
    withNetworks(context, async (input) => {
      const scores = await scoreNetworks(input);
      writeFrechet(context.folder, await likeness(context, input.networks[0].network));
      await writeScores(context.folder, scores);
      removeScoredParts(context.folder);
      return { rows: scores.rows.length };
    }),
});

async function withNetworks<T>(
  { config, folder, run, progress, signal }: RunStageContext<'capture' | 'baseline' | 'train'>,
  work: (input: ScoreNetworksInput) => Promise<T>,
): Promise<T> {
  const { hand, captured } = run;
  const networks = [
    { method: 'real', network: loadNetwork(run.file('baseline', NETWORK_FILE), hand) },
    { method: 'real + synthetic', network: loadNetwork(run.file('train', NETWORK_FILE), hand) },
  ] as const;
  try {
    for (const { network } of networks) {
      network.to({ device: runDevice(config) });
      prepareForPrediction(network);
    }
    return await work({
      tests: captured.note.tests,
      open: (split) => run.split(split),
      networks,
      mean: meanHand(hand, await run.trainingSplit()),
      hand,
      objects: await run.objects(),
      imageSize: config.train.imageSize,
      reflection: config.evaluate.reflection,
      folder,
      progress,
      signal,
    });
  } finally {
    for (const { network } of networks) network.dispose();
  }
}
