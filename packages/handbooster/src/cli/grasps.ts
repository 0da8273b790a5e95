import { Command } from 'commander';
import { generateGraspSet } from '../commands/grasps/generate-grasp-set.js';
import { countsTable } from '../commands/grasps/grasp-tables.js';
import { showGraspSet } from '../commands/grasps/show-grasp-set.js';
import { validateGraspSet } from '../commands/grasps/validate-grasp-set.js';
import { parseShard } from '../distributed/item-share.js';
import { parseLimits } from './grasp-limits.js';
import { abortOnSignals } from './terminal/abort-on-signals.js';
import { terminalProgress } from './terminal/terminal-progress.js';

interface GenerateFlags {
  objects: string;
  object?: string;
  perObject: string;
  preset: string;
  iterations?: string;
  seed: string;
  shard: string;
  workers?: string;
  physics: boolean;
  hand: string;
  capture?: string;
  setup?: string;
  prior: string;
  output: string;
}

interface ValidateFlags {
  exact?: string | true;
  triangles?: string | true;
  limit: string[];
  json: boolean;
  objects?: string;
  hand?: string;
}

interface ShowFlags {
  object?: string;
  count: string;
  which: string;
  grasp?: string;
  columns: string;
  size: string;
  format: string;
  glb: boolean;
  objects?: string;
  hand?: string;
  output: string;
}

const OBJECTS = 'a folder of YCB-style object models, or `procedural`';
const HAND = '`builtin`, `mano` (found by MANO_DIR), or the path of a model';
const NOTED = '(default: as when the set was made)';

export function graspsCommand(): Command {
  const generate = new Command('generate')
    .description('Make and validate grasps of every object; goes on where it stopped')
    .option('--objects <folder>', OBJECTS, 'procedural')
    .option('--object <names>', 'only these of them, comma-separated')
    .option('--per-object <count>', 'grasps tried for each object', '200')
    .option('--preset <name>', 'schedule of the optimiser: fast or paper', 'fast')
    .option('--iterations <count>', 'iterations of the optimiser (default: the preset’s)')
    .option('--seed <number>', 'names every random number', '1')
    .option('--shard <k/K>', 'only this share of each object’s items, k from 0', '0/1')
    .option('--workers <count>', 'worker threads (default: the number of cores); no result depends on it')
    .option('--physics', 'holding grasps must also hold against gravity from six directions', false)
    .option('--hand <model>', HAND, 'builtin')
    .option('--capture <folder>', 'draw the hands’ shapes from the training subjects of this data')
    .option('--setup <name>', 'DexYCB’s setup of it (default: a simulated capture’s own, or s0)')
    .option(
      '--prior <name>',
      'how fingers bend: anatomical, or learnt from the training poses of the capture',
      'anatomical',
    )
    .option('-o, --output <folder>', 'where the set goes', 'grasps')
    .action(async (flags: GenerateFlags) => {
      const { set, complete } = await generateGraspSet({
        ...flags,
        names: flags.object?.split(','),
        perObject: Number(flags.perObject),
        changes: flags.iterations === undefined ? {} : { iterations: Number(flags.iterations) },
        seed: Number(flags.seed),
        shard: parseShard(flags.shard),
        workers: flags.workers === undefined ? undefined : Number(flags.workers),
        progress: terminalProgress(),
        signal: abortOnSignals(),
      });
      const note = complete ? '' : '\nItems of other shards are missing: no grasps.parquet yet\n';
      process.stdout.write(`${countsTable(set)}\n${note}`);
    });
  const validate = new Command('validate')
    .description('Judge the grasps of a set anew from their stored measures')
    .argument('<set>', 'folder of a set of grasps')
    .option('--exact [count]', 'also compute the shared volume exactly for this many of each object (8)')
    .option(
      '--triangles [count]',
      'also test the hand’s skin triangle against triangle, as upstream, for this many tries of each object (64)',
    )
    .option(
      '--limit <name=value>',
      'another limit, in the table’s unit, for example volume=0.5; may be repeated',
      (value: string, all: string[]) => [...all, value],
      [],
    )
    .option('--json', 'figures as JSON instead of tables', false)
    .option('--objects <folder>', `${OBJECTS} ${NOTED}`)
    .option('--hand <model>', `${HAND} ${NOTED}`)
    .action(async (set: string, flags: ValidateFlags) => {
      const { text, ...figures } = await validateGraspSet(set, {
        limits: parseLimits(flags.limit),
        exact: flags.exact === undefined ? 0 : flags.exact === true ? 8 : Number(flags.exact),
        triangles:
          flags.triangles === undefined ? 0 : flags.triangles === true ? 64 : Number(flags.triangles),
        objects: flags.objects,
        hand: flags.hand,
        progress: terminalProgress(),
        signal: abortOnSignals(),
      });
      process.stdout.write(`${flags.json ? JSON.stringify(figures, null, 2) : text}\n`);
    });
  const show = new Command('show')
    .description('Draw a contact sheet (PNG) of each object’s grasps and write the best one as a GLB')
    .argument('<set>', 'folder of a set of grasps')
    .option('--object <names>', 'only these objects, comma-separated')
    .option('--count <count>', 'grasps of a sheet', '100')
    .option('--which <kind>', 'holding, valid or all', 'holding')
    .option('--grasp <id>', 'the grasp of the GLB, for example 011_banana/17')
    .option('--columns <count>', 'grasps of a row', '10')
    .option('--size <pixels>', 'of a view; a grasp has two', '120')
    .option('--format <name>', 'of the sheets: png, webp or jpeg', 'png')
    .option('--no-glb', 'sheets only')
    .option('--objects <folder>', `${OBJECTS} ${NOTED}`)
    .option('--hand <model>', `${HAND} ${NOTED}`)
    .requiredOption('-o, --output <folder>', 'where the files go')
    .action(async (set: string, flags: ShowFlags) => {
      const paths = await showGraspSet(set, {
        ...flags,
        names: flags.object?.split(','),
        count: Number(flags.count),
        columns: Number(flags.columns),
        size: Number(flags.size),
        progress: terminalProgress(),
        signal: abortOnSignals(),
      });
      process.stdout.write(paths.map((path) => `${path}\n`).join(''));
    });
  return new Command('grasps')
    .description('Make, judge and look at sets of grasps')
    .addCommand(generate)
    .addCommand(validate)
    .addCommand(show);
}
