import { InputError } from '../../../base/errors/input-error.js';
import { mapConcurrently } from '../../../base/threads/map-concurrently.js';
import { graspingFrames } from '../../../conditions/grasping/grasping-frames.js';
import { DexYcbCalibration } from '../../../datasets/dexycb/calibration.js';
import { DEXYCB_DEFAULT_SETUP, dexYcbPaths } from '../../../datasets/dexycb/dexycb-layout.js';
import { readLabel } from '../../../datasets/dexycb/dexycb-reader.js';
import { readTrack } from '../../../datasets/dexycb/dexycb-sequence.js';
import { DEXYCB_SETUPS } from '../../../datasets/dexycb/dexycb-splits.js';
import { readObjectNames } from '../../../datasets/dexycb/object-names.js';
import {
  chooseDexYcbSequences,
  type DexYcbChoice,
  listDexYcbSplits,
} from '../../../datasets/dexycb/read-dexycb.js';
import type { RigidMotion } from '../../../geometry/rigid-motion.js';
import { mirrorPoints } from '../../../hand/model/mirror-hand.js';
import type { PictureTrack, PictureTracks, ShownPicture } from './picture-track.js';

const CONCURRENCY = 16;

/**
 * Tracks of a capture in DexYCB's layout, from `meta.yml` and `pose.npz` alone.
 *
 * @param setup one of `s0` ... `s3` or of the capture's own; its own first one by default, else `s0`
 */
export async function dexYcbTracks(root: string, setup?: string): Promise<PictureTracks> {
  const all = await listDexYcbSplits(root);
  const chosen = setup ?? Object.keys(all).find((name) => !(name in DEXYCB_SETUPS)) ?? DEXYCB_DEFAULT_SETUP;
  if (!(chosen in all)) {
    throw new InputError(`${root}: no setup ${chosen}; there are ${Object.keys(all).join(', ')}`);
  }
  const names = await readObjectNames(root);
  const calibration = new DexYcbCalibration(root);
  const tracks: PictureTrack[] = [];
  for (const split of all[chosen]) {
    const sequences = await chooseDexYcbSequences(root, { setup: chosen, split });
    const found = await mapConcurrently(sequences, CONCURRENCY, (choice) =>
      sequenceTracks(root, split, choice, names, calibration),
    );
    tracks.push(...found.flat());
  }
  if (tracks.length === 0) throw new InputError(`${root}: no sequence is in any split of ${chosen}`);
  return { layout: 'DexYCB', setup: chosen, splits: all[chosen], tracks };
}

async function sequenceTracks(
  root: string,
  split: string,
  { meta, views }: DexYcbChoice,
  names: ReadonlyMap<number, string>,
  calibration: DexYcbCalibration,
): Promise<PictureTrack[]> {
  const { handPresent, ...motion } = await motionOf(root, meta);
  const labelled = [...handPresent.keys()].filter((frame) => handPresent[frame]);
  const id = meta.objects[meta.grasped];
  return views.map((view) => ({
    split,
    subject: meta.subject,
    sequence: meta.name,
    view,
    side: meta.side,
    object: names.get(id) ?? `object_${id}`,
    pictures: meta.frames,
    labelled: labelled.length,
    grasping: labelled.filter((frame) => motion.grasping.has(frame)).length,
    async show(k): Promise<ShownPicture | null> {
      const frame = labelled[k];
      const [label, camera] = await Promise.all([
        readLabel(root, meta, view, frame),
        calibration.camera(view),
      ]);
      if (label.joints === null) return null;
      const mirrored = meta.side === 'left';
      const folder = dexYcbPaths.sequence(root, meta.subject, meta.name);
      return {
        image: { path: dexYcbPaths.color(folder, view, frame), mirrored },
        camera: mirrored ? { ...camera, cx: camera.width - 1 - camera.cx } : camera,
        joints: mirrored ? mirrorPoints(label.joints) : label.joints,
      };
    },
  }));
}

/** Eq. 3 over the whole sequence, from the frame that first shows its object. */
async function motionOf(root: string, meta: DexYcbChoice['meta']) {
  const track = await readTrack(root, meta);
  const seen: { frame: number; pose: RigidMotion }[] = [];
  for (const [frame, pose] of track.object(meta.grasped).entries()) {
    if (pose !== null) seen.push({ frame, pose });
  }
  const held = graspingFrames(seen.map(({ pose }) => pose));
  const grasping = new Set(seen.filter((_, i) => held[i]).map(({ frame }) => frame));
  return { handPresent: track.handPresent, grasping };
}
