import { stopIfAborted } from '../../base/errors/interrupted.js';
import { upperMedian } from '../../base/numbers/median.js';
import { procrustesAlign } from '../../evaluation/metrics/procrustes.js';
import { projectPoints } from '../../geometry/camera.js';
import { handByName } from '../../hand/model/hand-by-name.js';
import { CLOSE_FIT, jointDistance, SURE_PRESENCE } from '../../reconstruction/answer/choose-answer.js';
import { LandmarkFitter } from '../../reconstruction/fit/fit-landmarks.js';
import { fittedHand } from '../../reconstruction/fit/fitted-hand.js';
import { findLandmarks } from '../../reconstruction/landmarks/find-landmarks.js';
import { openLandmarkNetworks } from '../../reconstruction/landmarks/open-landmark-networks.js';
import { drawFrames, type FinderScoresOptions } from './finder-scores.js';

export type LabelScoresOptions = Omit<FinderScoresOptions, 'weights'>;

/** How exact the labels of `data annotate --photos` are on frames whose true labels are known. */
export interface LabelScore {
  split: string;
  frames: number;
  /** Frames in which a hand was found, and those whose label would be kept. */
  found: number;
  kept: number;
  /**
   * Of the labels kept, medians: distance on the picture as a share of the hand; in space from the wrist, and
   * aligned; metres.
   */
  picture: number | null;
  fromWrist: number | null;
  aligned: number | null;
  /** Of the labels kept, those of the right side. */
  sides: number;
}

/**
 * Labels frames as photos of one's own are labelled, with their true camera, and compares with the true
 * labels.
 */
export async function labelScores(options: LabelScoresOptions): Promise<LabelScore[]> {
  const { progress, signal } = options;
  const hand = handByName(options.hand);
  const splits = await drawFrames(options, hand);
  const networks = await openLandmarkNetworks();
  const fitter = new LandmarkFitter(hand);
  const total = [...splits.values()].reduce((sum, frames) => sum + frames.length, 0);
  const task = progress.begin('label', total, 'frames');
  const scores: LabelScore[] = [];
  for (const [split, frames] of splits) {
    const kept: { picture: number; fromWrist: number; aligned: number; side: boolean }[] = [];
    let found = 0;
    for (const { sample, image } of frames) {
      stopIfAborted(signal);
      task.advance();
      const [landmarks] = await findLandmarks(image, networks, { most: 1 });
      if (landmarks === undefined) continue;
      found++;
      const left = landmarks.left > 0.5;
      const box = [0, 0, image.width, image.height] as const;
      const { fit, hand: fitted } = fittedHand(fitter, landmarks, { box, left, camera: sample.camera });
      if (landmarks.presence < SURE_PRESENCE || fit.error > CLOSE_FIT) continue;
      kept.push({
        picture: jointDistance(fitted.joints2d, projectPoints(sample.camera, sample.joints)),
        fromWrist: meanDistance(
          fitted.joints,
          sample.joints.map((value, i) => value - sample.joints[i % 3]),
        ),
        aligned: meanDistance(procrustesAlign(fitted.joints, sample.joints), sample.joints),
        side: !left,
      });
    }
    scores.push({
      split,
      frames: frames.length,
      found,
      kept: kept.length,
      picture: upperMedian(kept.map(({ picture }) => picture)) ?? null,
      fromWrist: upperMedian(kept.map(({ fromWrist }) => fromWrist)) ?? null,
      aligned: upperMedian(kept.map(({ aligned }) => aligned)) ?? null,
      sides: kept.filter(({ side }) => side).length,
    });
  }
  task.end();
  return scores;
}

function meanDistance(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < a.length; i += 3)
    sum += Math.hypot(a[i] - b[i], a[i + 1] - b[i + 1], a[i + 2] - b[i + 2]);
  return sum / (a.length / 3);
}
