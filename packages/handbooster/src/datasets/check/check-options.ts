import type { HandModels } from '../../hand/model/hand-models.js';

/** Options of `checkDataset`. */
export interface CheckOptions {
  /** Hand models to hold labels against; without them that is left out. */
  hands: HandModels;
  /** Pictures looked at together. */
  concurrency: number;
  /** Looks at every n-th frame of each camera. */
  every: number;
  /** Examples kept of each kind. */
  examples: number;
  /** Folder that the pictures of an annotation file (COCO JSON) lie below; null for those that need none. */
  images: string | null;
  /** Told of the pictures done, of how many. */
  onProgress: (done: number, total: number) => void;
}

export const CHECK_DEFAULTS: CheckOptions = {
  hands: {},
  concurrency: 8,
  every: 1,
  examples: 3,
  images: null,
  onProgress: () => {},
};
