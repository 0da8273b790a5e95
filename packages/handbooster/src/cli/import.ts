import { Command, Option } from 'commander';
import { importWeights } from '../commands/weights/import-weights.js';
import type { OfficialWeights } from '../synthesis/weights/official-checkpoint.js';

interface Flags {
  output?: string;
  weights?: OfficialWeights;
  imageSize: string;
  half?: boolean;
  hand: string;
  hierarchy?: string;
  json?: boolean;
}

export function importCommand(): Command {
  return new Command('import')
    .description(
      'Convert official weights (denoiser, HandOccNet, MobRecon, H2ONet, ResNet-50, densestack, Inception-v3) to safetensors',
    )
    .argument('<file>', 'a .pt or .pth file; what it is is seen from its names')
    .option('-o, --output <file>', 'the converted file (default: the same name, here)')
    .addOption(
      new Option('--weights <which>', 'of a denoiser (default: ema where there are any)').choices([
        'ema',
        'model',
      ]),
    )
    .option('--image-size <pixels>', 'of a denoiser, which does not say it', '128')
    .option('--half', 'half precision: half the size')
    .option(
      '--hand <model>',
      'of a reconstruction network: builtin, mano (found by MANO_DIR), or a path',
      'mano',
    )
    .option('--hierarchy <file>', 'of MobRecon and H2ONet: transform.pkl of the official template folder')
    .option('--json', 'print what was found as JSON')
    .action((file: string, flags: Flags) => {
      const imported = importWeights({ ...flags, file, imageSize: Number(flags.imageSize) });
      const { kind, network, output, parameters, step, ignored, notes } = imported;
      const lines = [
        `${file}: ${network}${step === undefined ? '' : `, step ${step}`}`,
        `${parameters.toLocaleString('en')} parameters -> ${output}`,
        ...(ignored.length > 0 ? [`left out: ${ignored.join(', ')}`] : []),
        ...notes,
      ];
      process.stdout.write(
        flags.json ? `${JSON.stringify({ ...imported, kind }, null, 2)}\n` : `${lines.join('\n')}\n`,
      );
    });
}
