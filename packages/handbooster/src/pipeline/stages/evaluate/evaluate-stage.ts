import { fileHash } from '../../../base/files/file-hash.js';
import { meanHand } from '../../../evaluation/metrics/mean-hand.js';
import { prepareForPrediction } from '../../../reconstruction/networks/prepare-for-prediction.js';
import { loadNetwork } from '../../../reconstruction/weights/network-file.js';
import { writeFrechet, writeScores } from '../../outputs/scores.js';
import { NETWORK_FILE } from '../../outputs/trained-network.js';
import { runStage } from '../../run/run-stage.js';
import { likeness } from './likeness.js';
import { scoreNetworks } from './score-networks.js';

/** Scores both trainings on each test split, and how alike generated and real images are (Sec. 4.1). */
export const evaluateStage = runStage({
  name: 'evaluate',
  version: 6,
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
  async run(context) {
    const { config, folder, run, progress, signal } = context;
    const { hand, captured } = run;
    const networks = [
      { method: 'real', network: loadNetwork(run.file('baseline', NETWORK_FILE), hand) },
      { method: 'real + synthetic', network: loadNetwork(run.file('train', NETWORK_FILE), hand) },
    ] as const;
    try {
      for (const { network } of networks) prepareForPrediction(network);
      const scores = await scoreNetworks({
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
      writeFrechet(folder, await likeness(context, networks[0].network));
      await writeScores(folder, scores);
      return { rows: scores.rows.length };
    } finally {
      for (const { network } of networks) network.dispose();
    }
  },
});
