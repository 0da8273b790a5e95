import { Command } from 'commander';
import {
  GENERATE_GRASP_SET_DEFAULTS,
  generateGraspSet,
} from '../../../commands/grasps/generate-grasp-set.js';
import type { Shard } from '../../../distributed/item-share.js';
import type { GraspPreset } from '../../../grasps/grasp-options.js';
import { choiceFlag } from '../../flags/choice-flag.js';
import { handFlag } from '../../flags/hand-flag.js';
import { listFlag } from '../../flags/list-flag.js';
import { objectsFlag } from '../../flags/objects-flag.js';
import { pathFlag } from '../../flags/path-flag.js';
import { shareFlag } from '../../flags/share-flag.js';
import { wholeNumberFlag } from '../../flags/whole-number-flag.js';
import { workersFlag } from '../../flags/workers-flag.js';
import { graspCountsTable } from '../../tables/grasp-counts-table.js';
import type { Terminal } from '../../terminal/terminal.js';

interface Flags {
  objects: string;
  object?: string[];
  perObject: number;
  preset: GraspPreset;
  iterations?: number;
  seed: number;
  shard: Shard;
  workers?: number;
  physics: boolean;
  hand: string;
  capture?: string;
  setup?: string;
  prior: 'anatomical' | 'training';
  output: string;
}

export function graspsGenerateCommand(terminal: Terminal): Command {
  const { objects, perObject, preset, seed, physics, hand, prior } = GENERATE_GRASP_SET_DEFAULTS;
  return new Command('generate')
    .description('Make and validate grasps of every object; goes on where it stopped')
    .addOption(objectsFlag(undefined, objects))
    .addOption(listFlag('--object <names>', 'only these of them, comma-separated'))
    .addOption(
      wholeNumberFlag('--per-object <count>', 'grasps tried for each object', { fallback: perObject }),
    )
    .addOption(choiceFlag('--preset <name>', 'schedule of the optimiser', ['fast', 'paper'], preset))
    .addOption(wholeNumberFlag('--iterations <count>', 'iterations of the optimiser (default: the preset’s)'))
    .addOption(wholeNumberFlag('--seed <number>', 'names every random number', { least: 0, fallback: seed }))
    .addOption(shareFlag('each object’s items'))
    .addOption(workersFlag())
    .option('--physics', 'holding grasps must also hold against gravity from six directions', physics)
    .addOption(handFlag(undefined, hand))
    .addOption(
      pathFlag('--capture <folder>', 'draw the hands’ shapes from the training subjects of this data', {
        kind: 'folder',
      }),
    )
    .option('--setup <name>', 'DexYCB’s setup of it (default: a simulated capture’s own, or s0)')
    .addOption(
      choiceFlag(
        '--prior <name>',
        'how fingers bend: anatomical, or learnt from the training poses of the capture',
        ['anatomical', 'training'],
        prior,
      ),
    )
    .option('-o, --output <folder>', 'where the set goes', 'grasps')
    .action(async ({ object, iterations, ...flags }: Flags) => {
      const { counts, complete } = await generateGraspSet({
        ...flags,
        names: object,
        changes: iterations === undefined ? {} : { iterations },
        progress: terminal.progress,
        signal: terminal.signal,
      });
      const note = complete ? '' : '\nItems of other shards are missing: no grasps.parquet yet\n';
      terminal.print(`${graspCountsTable(counts)}\n${note}`);
    });
}
