import { closedFaces } from '../../hand/hand-parts.js';
import type { HandModel } from '../../hand/model/hand-model.js';
import { packHand } from '../../hand/model/packed-hand.js';
import { landmarkModels } from '../../reconstruction/landmarks/landmark-models.js';

/** What `createTracker` fetches. */
export const TRACKER_FILES = ['palms.onnx', 'landmarks.onnx', 'hand.json'] as const;
export type TrackerFile = (typeof TRACKER_FILES)[number];

/**
 * The files of a tracker by name: two networks, and a hand model with its mesh closed.
 *
 * @throws InputError where the package with the weights is missing.
 */
export function trackerFiles(hand: HandModel): Record<TrackerFile, Uint8Array> {
  const { palms, landmarks } = landmarkModels();
  const packed = JSON.stringify(packHand({ ...hand, faces: closedFaces(hand) }));
  return {
    'palms.onnx': palms,
    'landmarks.onnx': landmarks,
    'hand.json': new TextEncoder().encode(packed),
  };
}
