import type { Command } from 'commander';
import { HELD_OUT_DEFAULTS, type HeldOutOptions } from '../../../commands/weights/open-held-out.js';
import { SHIPPED } from '../../../synthesis/weights/shipped-denoiser.js';
import { pathFlag } from '../../flags/path-flag.js';
import { wholeNumberFlag } from '../../flags/whole-number-flag.js';

/** What {@link addHeldOutFlags} leaves. */
export interface HeldOutFlags {
  weights?: string;
  split: string;
  count: number;
  output: string;
}

/** The argument and flags of the verbs that look at held-out conditions. */
export function addHeldOutFlags(command: Command, count: number): Command {
  return command
    .argument('<run>', 'folder of a run whose capture is finished')
    .addOption(
      pathFlag('--weights <file>', '`shipped` or a file; the run’s own denoiser by default', {
        kind: 'file',
        words: [SHIPPED],
      }),
    )
    .option('--split <name>', 'of the capture', HELD_OUT_DEFAULTS.split)
    .addOption(wholeNumberFlag('--count <number>', 'held-out pictures', { fallback: count }));
}

export function heldOutOptions(run: string, { weights, split, count }: HeldOutFlags): HeldOutOptions {
  return { run, weights: weights ?? null, split, count };
}
