import { findHandModel } from '../../hand/model/find-hand-model.js';
import type { HandModel } from '../../hand/model/hand-model.js';
import type { Sample } from '../sample/sample.js';
import type { CaptureNote } from './capture-note.js';
import { cocoSamples } from './coco-samples.js';
import { dexYcbSamples } from './dexycb-samples.js';
import { ho3dSamples } from './ho3d-samples.js';
import { photoSamples } from './photo-samples.js';

/** All samples of a split as a capture's note has it. */
export function realSamples(
  { kind = 'dexycb', setup, leftHand }: CaptureNote,
  root: string,
  hand: HandModel,
  split: string,
): Promise<Sample[]> {
  if (kind === 'ho3d') return ho3dSamples(root, hand, split);
  if (kind === 'coco') return cocoSamples(root, hand, split);
  if (kind === 'photos') return photoSamples(root, hand, split);
  const left = leftHand === undefined ? undefined : findHandModel({ path: leftHand, side: 'left' });
  return dexYcbSamples(root, left === undefined ? { right: hand } : { right: hand, left }, setup, split);
}
