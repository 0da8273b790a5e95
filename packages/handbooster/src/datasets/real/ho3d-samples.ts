import { mapConcurrently } from '../../base/threads/map-concurrently.js';
import type { HandModel } from '../../hand/model/hand-model.js';
import { ho3dTake, readHo3d } from '../ho3d/read-ho3d.js';
import type { Sample } from '../sample/sample.js';
import { dealSequences } from './deal-sequences.js';

const CONCURRENCY = 16;

/**
 * Samples of a split of HO3D v2 or v3. Its own evaluation split has no hands to learn or score by, so whole
 * sequences of `train.txt` are held out; the cameras of one take stay together.
 */
export async function ho3dSamples(root: string, hand: HandModel, split: string): Promise<Sample[]> {
  const reader = await readHo3d(root, 'train', hand);
  const takes = Array.from(
    { length: reader.length },
    (_, i) => ho3dTake(reader.id(i).split('/')[1]).sequence,
  );
  const dealt = dealSequences(takes, root);
  const positions = [...takes.keys()].filter((i) => dealt.get(takes[i]) === split);
  const loaded = await mapConcurrently(positions, CONCURRENCY, (position) => reader.load(position));
  return loaded.filter((sample) => sample !== null);
}
