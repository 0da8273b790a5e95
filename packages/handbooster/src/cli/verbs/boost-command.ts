import { Command } from 'commander';
import { InputError } from '../../base/errors/input-error.js';
import { planRun } from '../../commands/plan/plan-run.js';
import type { Shard } from '../../distributed/item-share.js';
import { BOOST_DEFAULTS, boost, planBoost, STAGE_NAMES } from '../../pipeline/boost.js';
import { boostShard } from '../../pipeline/boost-shard.js';
import { choiceFlag } from '../flags/choice-flag.js';
import { listFlag } from '../flags/list-flag.js';
import { pathFlag } from '../flags/path-flag.js';
import { optionalShareFlag } from '../flags/share-flag.js';
import { workersFlag } from '../flags/workers-flag.js';
import { about, planTable, workingStages } from '../tables/plan-table.js';
import type { Terminal } from '../terminal/terminal.js';

/** What `--retrain` says in the configuration's words. */
const RETRAIN = ['denoiser.weights=null'];

interface Flags {
  shard?: Shard;
  output?: string;
  data?: string;
  workers?: number;
  until?: string;
  only?: string[];
  retrain?: boolean;
  overwrite?: boolean;
  dryRun?: boolean;
}

export function boostCommand(terminal: Terminal): Command {
  return new Command('boost')
    .argument('[config]', 'a YAML file or the name of a preset', BOOST_DEFAULTS.config)
    .argument('[overrides...]', 'key=value, for example grasps.perObject=200')
    .option(
      '-o, --output <folder>',
      'run folder (default: runs/<name of the configuration>, with what differs from it, for example runs/demo-seed-2)',
    )
    .addOption(
      pathFlag(
        '--data <folder>',
        'grasp the YCB-style object models in this folder instead of the procedural ones',
        {
          kind: 'folder',
        },
      ),
    )
    .addOption(listFlag('--only <stages>', 'only these stages; what they read must be finished', STAGE_NAMES))
    .addOption(
      optionalShareFlag(
        'the items of the one stage that --only names; `merge` makes the stage of what all shares left',
      ),
    )
    .option('--retrain', 'train every network anew instead of taking weights that come with the package')
    .addOption(workersFlag())
    .addOption(choiceFlag('--until <stage>', 'stop after this stage', STAGE_NAMES))
    .option(
      '--overwrite',
      'let this configuration take over a run folder of another one; what it makes anew is set aside in `outdated`',
    )
    .option('--dry-run', 'say which stages would run, and do nothing')
    .action(async (config: string, overrides: string[], flags: Flags) => {
      const options = {
        ...flags,
        config,
        overrides: flags.retrain ? [...overrides, ...RETRAIN] : overrides,
      };
      if (config.includes('=') && overrides.every((override) => override.includes('='))) {
        throw new InputError(
          `${config}: expected the name of a preset or a file first, for example: handbooster boost demo ${config}`,
        );
      }
      const { shard } = flags;
      if (shard !== undefined) {
        const { progress, signal } = terminal;
        await boostShard({ ...options, only: flags.only ?? [], shard, progress, signal });
        return;
      }
      if (flags.dryRun) {
        terminal.print(`${planTable(planBoost(options), planRun(options).stages)}\n`);
        return;
      }
      const { progress, signal } = terminal;
      const onOwned = () => {
        const { root, stages } = planBoost(options);
        const working = workingStages(stages);
        if (working.length === 0) progress.say(`${root}: nothing to do`);
        // The machine is measured for a second or two only where somebody reads the estimate.
        else if (!terminal.quiet) {
          progress.say(`${root}: roughly ${about(planRun(options).stages, working)} on this machine`);
        }
      };
      const { report } = await boost({ ...options, progress, signal, onOwned });
      if (report !== null) terminal.print(`${report}\n`);
    });
}
