import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { io, type nn } from '@handbooster/torch';

const FILE = 'best.safetensors';
const FORMAT = 'handbooster-reconstruction-best';

/** The weights that scored best so far on held-out images, in a file beside the checkpoint. */
export class BestWeights {
  readonly #path: string;
  /** Lower is better. */
  score = Number.POSITIVE_INFINITY;
  step = 0;

  constructor(folder: string) {
    this.#path = join(folder, FILE);
    if (!existsSync(this.#path)) return;
    const { format, score, step } = io.readSafetensors(this.#path).metadata;
    if (format !== FORMAT) return;
    this.score = Number(score);
    this.step = Number(step);
  }

  /** Keeps the network as it is if it scored better than every one before. */
  offer(network: nn.Module, step: number, score: number): boolean {
    if (!(score < this.score)) return false;
    this.score = score;
    this.step = step;
    io.writeSafetensors(this.#path, network.stateArrays(), {
      format: FORMAT,
      score: String(score),
      step: String(step),
    });
    return true;
  }

  /** Puts the best weights into the network. @returns false where there are none. */
  restore(network: nn.Module): boolean {
    if (!existsSync(this.#path)) return false;
    network.loadStateDict(io.readSafetensors(this.#path));
    return true;
  }
}
