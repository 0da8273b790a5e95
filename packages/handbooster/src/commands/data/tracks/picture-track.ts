import type { Sample } from '../../../datasets/sample/sample.js';
import type { HandSide } from '../../../hand/model/hand-model.js';

/** A picture and where its hand is: what can be drawn without a hand model. */
export type ShownPicture = Pick<Sample, 'image' | 'camera' | 'joints'>;

/** The pictures that one camera took of one sequence, as far as they are in one split. */
export interface PictureTrack {
  split: string;
  subject: string;
  sequence: string;
  view: string;
  /** Null where the dataset does not say. */
  side: HandSide | null;
  /** Name of the grasped object; null where there is none, or none is named. */
  object: string | null;
  pictures: number;
  /** How many of them have a labelled hand. */
  labelled: number;
  /**
   * How many of the labelled ones show a grasp (Eq. 3); null where there are no motions of objects to tell
   * by.
   */
  grasping: number | null;
  /** The `k`-th labelled picture, 0 ... labelled - 1; null where it cannot be drawn. */
  show(k: number): Promise<ShownPicture | null>;
}

/** All tracks of a dataset, and what they are called. */
export interface PictureTracks {
  /** For example `DexYCB`. */
  layout: string;
  /** Which setup the splits belong to, where the layout has several. */
  setup: string | null;
  /** Names of the splits, in their usual order; one without tracks is empty. */
  splits: string[];
  tracks: PictureTrack[];
}
