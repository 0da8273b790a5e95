import { readFileSync, writeFileSync } from 'node:fs';
import { Command } from 'commander';
import { InputError } from '../base/errors/input-error.js';
import { finderScores, finderTable } from '../commands/evaluate/finder-scores.js';
import { submitHo3d } from '../commands/evaluate/submit-ho3d.js';
import { evaluateHo3d, formatHo3dScores } from '../evaluation/ho3d/ho3d-evaluation.js';
import { writeSubmissionZip } from '../evaluation/ho3d/ho3d-submission.js';
import { findHandModel } from '../hand/model/find-hand-model.js';
import { abortOnSignals } from './terminal/abort-on-signals.js';
import { terminalProgress } from './terminal/terminal-progress.js';

interface Flags {
  groundTruth?: string;
  predictions?: string;
  output?: string;
  submission?: string;
  root?: string;
  weights?: string;
  hand?: string;
  fingertips: 'ho3d' | 'model';
}

interface FinderFlags {
  weights?: string[];
  hand: string;
  setup?: string;
  splits?: string;
  count: string;
}

export function evaluateCommand(): Command {
  const ho3d = new Command('ho3d')
    .description('The official HO3D scores (v2 and v3), offline, and the ZIP that its server takes')
    .option('--ground-truth <folder>', 'score: folder of evaluation_xyz.json and evaluation_verts.json')
    .option('--predictions <file>', 'score or pack: pred.json as submitted to the server')
    .option('-o, --output <file>', 'also write the scores there')
    .option('--submission <zip>', 'write the ZIP for the server, of --predictions or of --root and --weights')
    .option('--root <folder>', 'predict: folder of HO3D, whose evaluation split is predicted')
    .option('--weights <file>', 'predict: the network, as training leaves it')
    .option('--hand <path>', 'predict: MANO_RIGHT.pkl or its folder (default: MANO_DIR)')
    .option('--fingertips <which>', 'predict: ho3d (as its labels) or model (as the release submits)', 'ho3d')
    .action(async (flags: Flags) => {
      if (flags.submission !== undefined) await submit(flags, flags.submission);
      if (flags.groundTruth === undefined) {
        if (flags.submission !== undefined) return;
        throw new InputError('evaluate ho3d: expected --ground-truth or --submission, found neither');
      }
      if (flags.predictions === undefined) {
        throw new InputError('evaluate ho3d: --ground-truth needs --predictions, a pred.json to score');
      }
      const scores = formatHo3dScores(evaluateHo3d(flags.groundTruth, flags.predictions));
      if (flags.output !== undefined) writeFileSync(flags.output, scores);
      process.stdout.write(scores);
    });
  const finder = new Command('finder')
    .description(
      'How well a network finds the hand in whole pictures, as `reconstruct` and the browser page do without a box',
    )
    .argument('<data>', "folder of a run whose capture is finished, or data in DexYCB's layout")
    .option('--weights <files...>', 'networks (default: the shipped one and the run’s own)')
    .option('--hand <model>', 'the hand they were trained with: builtin, mano, or a path', 'builtin')
    .option('--setup <name>', 'of data that is no run (default: s0, or a simulated capture’s own)')
    .option('--splits <names>', 'comma-separated (default: all test splits)')
    .option('--count <number>', 'frames, dealt to the splits', '120')
    .action(async (data: string, flags: FinderFlags) => {
      const count = Number(flags.count);
      if (!(Number.isInteger(count) && count > 0)) {
        throw new InputError(`--count: expected a whole number above 0, found ${flags.count}`);
      }
      const scores = await finderScores({
        data,
        weights: flags.weights,
        hand: findHandModel(flags.hand === 'mano' ? {} : { path: flags.hand }),
        setup: flags.setup,
        splits: flags.splits?.split(','),
        count,
        progress: terminalProgress(),
        signal: abortOnSignals(),
      });
      process.stdout.write(finderTable(scores));
    });
  return new Command('evaluate').description('Score predictions').addCommand(ho3d).addCommand(finder);
}

async function submit(flags: Flags, output: string): Promise<void> {
  const { root, weights, predictions, hand, fingertips } = flags;
  if (root !== undefined && weights !== undefined) {
    if (fingertips !== 'ho3d' && fingertips !== 'model') {
      throw new InputError(`--fingertips: expected ho3d or model, found ${fingertips}`);
    }
    const progress = terminalProgress();
    const count = await submitHo3d({
      root,
      weights,
      hand,
      fingertips,
      output,
      progress,
      signal: abortOnSignals(),
    });
    process.stdout.write(`${output}: ${count} pictures\n`);
  } else if (predictions !== undefined) {
    writeSubmissionZip(output, readFileSync(predictions));
    process.stdout.write(`${output}\n`);
  } else {
    throw new InputError('--submission: expected --predictions, or --root and --weights, found neither');
  }
}
