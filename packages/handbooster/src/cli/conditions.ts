import { Command } from 'commander';
import { InputError } from '../base/errors/input-error.js';
import { compareMetrics, metricsTable } from '../commands/conditions/compare-pose-metrics.js';
import { renderConditionSheets } from '../commands/conditions/condition-sheets.js';
import { renderObjectSheet } from '../commands/conditions/object-sheet.js';
import { showConditions } from '../commands/conditions/show-conditions.js';
import { parseShard } from '../distributed/item-share.js';
import { abortOnSignals } from './terminal/abort-on-signals.js';
import { terminalProgress } from './terminal/terminal-progress.js';

interface RenderFlags {
  maps?: string;
  size?: string;
  output?: string;
  perSheet: string;
  perRow: string;
  shard: string;
}

export function conditionsCommand(): Command {
  const render = new Command('render')
    .description('Draw the maps of the conditions of a run onto PNG sheets; goes on where it stopped')
    .argument('<run>', 'folder of a run')
    .option(
      '--maps <names>',
      'comma-separated: normal,texture,depth,segmentation,skeleton (default: the run’s)',
    )
    .option('--size <pixels>', 'of a map (default: conditions.renderSize)')
    .option('--per-sheet <count>', 'conditions of a sheet', '32')
    .option('--per-row <count>', 'conditions of a row', '8')
    .option('--shard <k/K>', 'only this share of the sheets, k from 0', '0/1')
    .option('-o, --output <folder>', 'where the sheets go (default: condition-sheets in the run)')
    .action(async (run: string, flags: RenderFlags) => {
      const sheets = await renderConditionSheets(run, {
        maps: flags.maps?.split(','),
        size: flags.size === undefined ? undefined : Number(flags.size),
        perSheet: Number(flags.perSheet),
        perRow: Number(flags.perRow),
        shard: parseShard(flags.shard),
        output: flags.output,
        progress: terminalProgress(),
        signal: abortOnSignals(),
      });
      process.stdout.write(sheets.map((path) => `${path}\n`).join(''));
    });
  const show = new Command('show')
    .description('Say what the conditions of a run are, or what some of them are')
    .argument('<run>', 'folder of a run')
    .argument('[ids...]', 'conditions to show')
    .option('-o, --output <file>', 'also draw all their maps into this PNG')
    .action(async (run: string, ids: string[], flags: { output?: string }) => {
      process.stdout.write(`${await showConditions(run, { ids, output: flags.output })}\n`);
    });
  const objects = new Command('objects')
    .description('Draw a sheet of all maps with a row for each object of sets of grasps')
    .argument('<grasps...>', 'folders of sets of grasps')
    .option('--size <pixels>', 'of a map', '112')
    .option('--objects <folder>', 'object models (default: as when a set was made)')
    .option('--hand <model>', 'the hand (default: as when a set was made)')
    .option('-o, --output <file>', 'a PNG or WebP', 'objects.png')
    .action(
      async (grasps: string[], flags: { size: string; objects?: string; hand?: string; output: string }) => {
        const names = await renderObjectSheet(grasps, {
          ...flags,
          size: Number(flags.size),
          progress: terminalProgress(),
          signal: abortOnSignals(),
        });
        process.stdout.write(names.map((name) => `${name}\n`).join(''));
      },
    );
  const metrics = new Command('metrics')
    .description('Compare distances of poses: what farthest-pose sampling of a set of grasps spreads by each')
    .argument('<grasps>', 'folder of a set of grasps')
    .option('--picks <count>', 'grasps picked of each object', '12')
    .option('--rounds <count>', 'starts that are averaged', '5')
    .option('--hand <model>', 'the hand (default: as when the set was made)')
    .action((grasps: string, flags: { picks: string; rounds: string; hand?: string }) => {
      const { hand } = flags;
      const counts = { picks: Number(flags.picks), rounds: Number(flags.rounds) };
      if (!(counts.picks >= 2 && counts.rounds >= 1)) {
        throw new InputError('expected --picks from 2 and --rounds from 1');
      }
      process.stdout.write(metricsTable(compareMetrics(grasps, hand ? { ...counts, hand } : counts)));
    });
  return new Command('conditions')
    .description('Look at the conditions of a run')
    .addCommand(render)
    .addCommand(objects)
    .addCommand(metrics)
    .addCommand(show);
}
