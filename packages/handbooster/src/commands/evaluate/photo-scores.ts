import { existsSync, readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { InputError } from '../../base/errors/input-error.js';
import { stopIfAborted } from '../../base/errors/interrupted.js';
import { decodeRgb } from '../../base/images/decode-rgb.js';
import type { Progress } from '../../base/progress.js';
import { handByName } from '../../hand/model/hand-by-name.js';
import { answerPhoto, type CropNetwork } from '../../reconstruction/answer/answer-photo.js';
import type { LandmarkFinder } from '../../reconstruction/answer/landmarked-hand.js';
import { LandmarkFitter } from '../../reconstruction/fit/fit-landmarks.js';
import { openLandmarkNetworks } from '../../reconstruction/landmarks/open-landmark-networks.js';
import { prepareForPrediction } from '../../reconstruction/networks/prepare-for-prediction.js';
import { guessCamera } from '../../reconstruction/photo/guess-camera.js';
import { cropNetwork } from '../../reconstruction/prediction/crop-network.js';
import { loadNetwork } from '../../reconstruction/weights/network-file.js';
import { shippedPhotoNetwork } from '../../reconstruction/weights/shipped-weights.js';
import { type PhotoTally, type PhotoVerdict, tallyPhotos } from './tally-photos.js';

export interface PhotoScoresOptions {
  weights?: string;
  /** The hand that the network was trained with. */
  hand: string;
  progress: Progress;
  signal: AbortSignal;
}

const PHOTOS = z.array(
  z.object({
    file: z.string(),
    source: z.string(),
    held: z.boolean(),
    joints: z
      .array(z.union([z.null(), z.tuple([z.number(), z.number()])]))
      .length(21)
      .nullish(),
  }),
);

/**
 * How the ways to reconstruct a hand in a photo do on a folder of photos, whose `photos.json` says for each
 * its file, source, whether it is held back, and its 21 annotated joints (pixels; null where there is no
 * hand; left out where nothing is known).
 *
 * @throws InputError for a folder without such a list, or a list of another form
 */
export async function photoScores(
  folder: string,
  { weights, hand: handName, progress, signal }: PhotoScoresOptions,
): Promise<PhotoTally[]> {
  const path = join(folder, 'photos.json');
  if (!existsSync(path)) {
    throw new InputError(`${path}: no such file; scripts/gather-hand-photos.mjs writes such a folder`);
  }
  const parsed = PHOTOS.safeParse(JSON.parse(readFileSync(path, 'utf8')));
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    throw new InputError(`${path}: ${issue.path.join('.')}: ${issue.message}`);
  }
  const hand = handByName(handName);
  const loaded = loadNetwork(weights ?? shippedPhotoNetwork(), hand);
  prepareForPrediction(loaded);
  const network = cropNetwork(loaded);
  const finder = { networks: await openLandmarkNetworks(), fitter: new LandmarkFitter(hand) };
  const task = progress.begin('photos', parsed.data.length, 'photos');
  const verdicts: PhotoVerdict[] = [];
  try {
    for (const { file, source, held, joints } of parsed.data) {
      stopIfAborted(signal);
      const answers = await ask(join(folder, file), network, finder);
      for (const [way, answer] of Object.entries(answers)) {
        verdicts.push({ way, source, held, expected: joints, ...answer });
      }
      task.advance();
    }
  } finally {
    loaded.dispose();
  }
  task.end();
  return tallyPhotos(verdicts);
}

type Answer = Pick<PhotoVerdict, 'found' | 'sure' | 'landmarks'>;

async function ask(
  path: string,
  network: CropNetwork,
  finder: LandmarkFinder,
): Promise<Record<string, Answer>> {
  const photo = await decodeRgb(await readFile(path), { upright: true, transparency: 'black' });
  const question = { side: 'auto', box: null, camera: guessCamera(photo.width, photo.height) } as const;
  const alone = await answerPhoto(photo, network, null, question);
  const both = await answerPhoto(photo, network, finder, question);
  const seen = both.landmarked;
  const landmarks = seen === null ? null : seen.landmarks.joints2d;
  const boxed =
    seen === null
      ? null
      : await answerPhoto(photo, network, null, {
          ...question,
          side: seen.hand.side,
          box: seen.hand.box,
        });
  return {
    'network alone': { found: alone.hand.joints2d, sure: alone.sure, landmarks },
    "network in the landmarks' box": {
      found: boxed?.hand.joints2d ?? null,
      sure: boxed?.sure ?? false,
      landmarks,
    },
    landmarks: { found: landmarks, sure: landmarks !== null, landmarks },
    reconstruct: { found: both.hand.joints2d, sure: both.sure, landmarks },
  };
}
