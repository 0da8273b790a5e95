import { Command } from 'commander';
import { IMPORT_DEFAULTS, importWeights } from '../../commands/weights/import-weights.js';
import type { OfficialWeights } from '../../synthesis/weights/official-checkpoint.js';
import { choiceFlag } from '../flags/choice-flag.js';
import { handFlag } from '../flags/hand-flag.js';
import { pathFlag } from '../flags/path-flag.js';
import { wholeNumberFlag } from '../flags/whole-number-flag.js';
import type { Terminal } from '../terminal/terminal.js';

interface Flags {
  output?: string;
  weights?: OfficialWeights;
  imageSize: number;
  half?: boolean;
  hand: string;
  hierarchy?: string;
  json?: boolean;
}

export function importCommand(terminal: Terminal): Command {
  return new Command('import')
    .argument('<file>', 'a .pt or .pth file; what it is is seen from its names')
    .option('-o, --output <file>', 'the converted file (default: the same name, here)')
    .addOption(
      choiceFlag('--weights <which>', 'of a denoiser (default: ema where there are any)', ['ema', 'model']),
    )
    .addOption(
      wholeNumberFlag('--image-size <pixels>', 'of a denoiser, which does not say it', {
        least: 16,
        most: 1024,
        fallback: IMPORT_DEFAULTS.imageSize,
      }),
    )
    .option('--half', 'half precision: half the size')
    .addOption(handFlag('of a reconstruction network', IMPORT_DEFAULTS.hand))
    .addOption(
      pathFlag(
        '--hierarchy <file>',
        'of MobRecon and H2ONet: transform.pkl of the official template folder',
        { kind: 'file' },
      ),
    )
    .option('--json', 'the answer as JSON')
    .action((file: string, flags: Flags) => {
      const imported = importWeights({ ...flags, file });
      const { network, output, parameters, step, ignored, notes } = imported;
      if (flags.json) terminal.printJson(imported);
      else {
        terminal.printLines([
          `${file}: ${network}${step === undefined ? '' : `, step ${step}`}`,
          `${parameters.toLocaleString('en')} parameters -> ${output}`,
          ...(ignored.length > 0 ? [`left out: ${ignored.join(', ')}`] : []),
          ...notes,
        ]);
      }
    });
}
