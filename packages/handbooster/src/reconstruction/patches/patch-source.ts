import type { Random } from '@handbooster/torch';
import type { HandParameters } from '../../hand/hand-parameters.js';

/** A crop of a hand with what a network is to make of it; the root of the pose is turned as the picture. */
export interface Patch extends HandParameters {
  /** (3, S, S) in 0 ... 1. */
  image: Float32Array;
  /** (21, 2) in units of the crop's side. */
  joints2d: Float32Array;
}

/** A set of labelled crops that training draws from. */
export interface PatchSource {
  readonly count: number;
  /** Patch `index`, augmented with numbers of `random`; as it is when `random` is null. */
  patch(index: number, random: Random | null): Patch | Promise<Patch>;
  /** All hands without their pictures, where that is cheap: the mean hand is made of them. */
  readonly labels?: readonly HandParameters[];
}

/** A source without patches. */
export const NO_PATCHES: PatchSource = {
  count: 0,
  patch() {
    throw new RangeError('an empty source has no patch');
  },
};
