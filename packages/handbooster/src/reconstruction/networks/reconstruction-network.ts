import type { nn, Tensor } from '@handbooster/torch';
import type { MeanHand } from './mean-hand.js';

/** What a reconstruction network makes of an image. */
export interface ReconstructionOutput {
  /** (B, V, 3) metres, in the hand model's frame: turned as in the camera, wrist near the origin. */
  vertices: Tensor;
  /** (B, 21, 3) metres, the same frame. */
  joints: Tensor;
  /** (B, 21, 2) in units of the crop's side. */
  joints2d: Tensor;
}

/** A network from a crop of a hand to its mesh (Sec. 3.4). */
export interface ReconstructionNetwork extends nn.Module {
  /** Pixels of the square input. */
  readonly inputSize: number;
  /** @param image (B, 3, S, S) in 0 ... 1. */
  forward(image: Tensor): ReconstructionOutput;
  /** Sets what the network answers with before it has learned anything; absent where it has no such place. */
  startFrom?(mean: MeanHand): void;
}
