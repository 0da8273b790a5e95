import { landmarkDisagreement } from '../../../evaluation/landmark-disagreement.js';
import { networkJudge } from '../../../evaluation/network-judge.js';
import { LandmarkFitter } from '../../../reconstruction/fit/fit-landmarks.js';
import { openLandmarkNetworks } from '../../../reconstruction/landmarks/open-landmark-networks.js';
import { prepareForPrediction } from '../../../reconstruction/networks/prepare-for-prediction.js';
import { loadNetwork } from '../../../reconstruction/weights/network-file.js';
import type { EdgeCaseJudge } from '../../../synthesis/filter/edge-case-filter.js';
import { runDevice } from '../../config/run-device.js';
import { NETWORK_FILE } from '../../outputs/trained-network.js';
import type { RunStageContext } from '../../run/run-stage.js';
import { runSegmenter } from '../../run/segmenter-of-run.js';

/**
 * Opens the filter's judge: the baseline or the network that is given, and a segmenter where masks decide as
 * well.
 */
export async function openJudge(
  context: RunStageContext<'capture' | 'baseline'>,
): Promise<{ judge: EdgeCaseJudge; dispose(): void }> {
  const { config, seed, workers, folder, run, progress, signal } = context;
  const { hand } = run;
  const network = loadNetwork(config.filter.network ?? run.file('baseline', NETWORK_FILE), hand);
  const device = runDevice(config);
  network.to({ device });
  prepareForPrediction(network);
  try {
    const segmenter =
      config.filter.judge === 'pose'
        ? null
        : await runSegmenter({
            train: await run.trainingSplit(),
            scenes: await run.scenes(),
            size: config.denoiser.imageSize,
            seed,
            workers,
            device,
            folder,
            progress,
            signal,
          });
    const judge = networkJudge(network, hand.template.length / 3, segmenter);
    if (config.filter.landmarks) {
      const finder = { networks: await openLandmarkNetworks(), fitter: new LandmarkFitter(hand) };
      judge.landmarks = (image, place) => landmarkDisagreement(image, place, finder);
    }
    return {
      judge,
      dispose() {
        network.dispose();
        segmenter?.dispose();
      },
    };
  } catch (error) {
    network.dispose();
    throw error;
  }
}
