import { Command } from 'commander';
import { InputError } from '../../../base/errors/input-error.js';
import { packHo3dSubmission, scoreHo3d } from '../../../commands/evaluate/score-ho3d.js';
import { submitHo3d } from '../../../commands/evaluate/submit-ho3d.js';
import { choiceFlag } from '../../flags/choice-flag.js';
import { pathFlag } from '../../flags/path-flag.js';
import type { Terminal } from '../../terminal/terminal.js';

interface Flags {
  groundTruth?: string;
  predictions?: string;
  output?: string;
  submission?: string;
  root?: string;
  weights?: string;
  hand?: string;
  fingertips: 'ho3d' | 'model';
  json?: boolean;
}

export function evaluateHo3dCommand(terminal: Terminal): Command {
  return new Command('ho3d')
    .description('The official HO3D scores (v2 and v3), offline, and the ZIP that its server takes')
    .addOption(
      pathFlag('--ground-truth <folder>', 'score: folder of evaluation_xyz.json and evaluation_verts.json', {
        kind: 'folder',
      }),
    )
    .addOption(
      pathFlag('--predictions <file>', 'score or pack: pred.json as submitted to the server', {
        kind: 'file',
      }),
    )
    .option('-o, --output <file>', 'also write the scores there')
    .option('--json', 'scores as JSON')
    .option('--submission <zip>', 'write the ZIP for the server, of --predictions or of --root and --weights')
    .addOption(
      pathFlag('--root <folder>', 'predict: folder of HO3D, whose evaluation split is predicted', {
        kind: 'folder',
      }),
    )
    .addOption(pathFlag('--weights <file>', 'predict: the network, as training leaves it', { kind: 'file' }))
    .addOption(
      pathFlag('--hand <path>', 'predict: MANO_RIGHT.pkl or its folder (default: MANO_DIR)', {
        kind: 'either',
      }),
    )
    .addOption(
      choiceFlag(
        '--fingertips <which>',
        'predict: ho3d (as its labels) or model (as the release submits)',
        ['ho3d', 'model'],
        'ho3d',
      ),
    )
    .action(async (flags: Flags) => {
      const { groundTruth, predictions, submission, output, json } = flags;
      if (groundTruth === undefined && submission === undefined) {
        throw new InputError('evaluate ho3d: expected --ground-truth or --submission, found neither');
      }
      if (groundTruth !== undefined && predictions === undefined) {
        throw new InputError('evaluate ho3d: --ground-truth needs --predictions, a pred.json to score');
      }
      if (submission !== undefined) await submit(flags, submission, terminal);
      if (groundTruth === undefined || predictions === undefined) return;
      const { scores, text } = scoreHo3d({ groundTruth, predictions, output });
      if (json) terminal.printJson(scores);
      else terminal.print(text);
    });
}

async function submit(flags: Flags, output: string, terminal: Terminal): Promise<void> {
  const { root, weights, predictions, hand, fingertips, json } = flags;
  if (root !== undefined && weights !== undefined) {
    const { progress, signal } = terminal;
    const count = await submitHo3d({ root, weights, hand, fingertips, output, progress, signal });
    if (!json) terminal.print(`${output}: ${count} pictures\n`);
  } else if (predictions !== undefined) {
    const count = packHo3dSubmission(predictions, output);
    if (!json) terminal.print(`${output}: ${count} pictures (version 2 has 11524, version 3 20137)\n`);
  } else {
    throw new InputError('--submission: expected --predictions, or --root and --weights, found neither');
  }
}
