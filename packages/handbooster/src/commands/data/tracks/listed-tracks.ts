import {
  GRASPING_DEFAULTS,
  type GraspingOptions,
  graspingFrames,
} from '../../../conditions/grasping/grasping-frames.js';
import type { Sample } from '../../../datasets/sample/sample.js';
import type { HandSide } from '../../../hand/model/hand-model.js';
import type { PictureTrack, ShownPicture } from './picture-track.js';

/** What is known of one picture of a dataset that lists its pictures one by one. */
export interface ListedPicture
  extends Pick<Sample, 'subject' | 'sequence' | 'view' | 'frame' | 'objects' | 'grasped'> {
  side: HandSide | null;
  /** Name of the grasped object, where it is known without its pose; else `objects[grasped]` tells. */
  object?: string | null;
  labelled: boolean;
  show(): Promise<ShownPicture | null>;
}

/** Puts pictures together by sequence and camera, and judges by Eq. 3 which of them show a grasp. */
export function tracksOfPictures(
  split: string,
  pictures: readonly ListedPicture[],
  rule: GraspingOptions = GRASPING_DEFAULTS,
): PictureTrack[] {
  const groups = new Map<string, ListedPicture[]>();
  for (const picture of pictures) {
    const key = [picture.subject, picture.sequence, picture.view, picture.side, objectOf(picture)].join('\n');
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [picture]);
    else group.push(picture);
  }
  return [...groups.values()].map((group) => {
    const sorted = [...group].sort((a, b) => a.frame - b.frame);
    const labelled = sorted.filter((picture) => picture.labelled);
    const { subject, sequence, view, side } = sorted[0];
    return {
      split,
      subject,
      sequence,
      view,
      side,
      object: objectOf(sorted[0]),
      pictures: sorted.length,
      labelled: labelled.length,
      grasping: countGrasping(labelled, rule),
      show: (k) => labelled[k].show(),
    };
  });
}

const objectOf = ({ object, objects, grasped }: ListedPicture) => object ?? objects[grasped]?.name ?? null;

/** A single picture has nothing to be compared with. */
function countGrasping(pictures: readonly ListedPicture[], rule: GraspingOptions): number | null {
  const poses = pictures.flatMap(({ objects, grasped }) => (grasped < 0 ? [] : [objects[grasped].pose]));
  if (poses.length < 2) return null;
  return graspingFrames(poses, rule).filter((held) => held).length;
}
