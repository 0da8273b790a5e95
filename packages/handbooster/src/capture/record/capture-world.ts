import type { HandModel, HandSide } from '../../hand/model/hand-model.js';
import type { ObjectGrasps } from '../grasping/grasp-library.js';
import type { StandingObject } from '../grasping/standing-object.js';
import type { CaptureOptions } from '../plan/capture-options.js';

/** What all sequences of a capture share. */
export interface CaptureWorld {
  options: CaptureOptions;
  hands: Record<HandSide, HandModel>;
  objects: readonly StandingObject[];
  grasps: readonly ObjectGrasps[];
}
