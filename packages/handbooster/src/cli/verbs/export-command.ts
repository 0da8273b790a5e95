import { Command, Option } from 'commander';
import { exportOnnx } from '../../commands/onnx/export-onnx.js';
import { exportTracker } from '../../commands/onnx/export-tracker.js';
import { handFlag } from '../flags/hand-flag.js';
import type { Terminal } from '../terminal/terminal.js';

interface Flags {
  output: string;
  half: boolean;
  for?: 'opencv4';
  hand: string;
  check: boolean;
}

export function exportCommand(terminal: Terminal): Command {
  const onnx = new Command('onnx')
    .description('Write a network as an ONNX model (opset 17) for any batch size')
    .argument(
      '<network>',
      'a weights file of ours, or mobrecon-s, mobrecon, mobrecon-ds, h2onet, handoccnet, denoiser (untrained where no weights are shipped)',
    )
    .requiredOption('-o, --output <file>', 'the model to write')
    .option('--half', 'weights rounded to half precision: half the file; it still computes in float32', false)
    .addOption(
      new Option(
        '--for <reader>',
        'a form of opset 10 for one image, in operators that OpenCV 4 reads right',
      ).choices(['opencv4']),
    )
    .addOption(handFlag(undefined, 'builtin'))
    .option(
      '--check',
      'run the model in onnxruntime-web (npm install onnxruntime-web) beside the engine',
      false,
    )
    .action(async (source: string, flags: Flags) => {
      const { name, bytes, trained, differences } = await exportOnnx({
        source,
        ...flags,
        opencv4: flags.for === 'opencv4',
      });
      const megabytes = (bytes / 1e6).toFixed(1);
      terminal.printLines([
        `${flags.output}: ${name}, ${megabytes} MB${trained ? '' : ', weights not trained'}`,
        ...Object.entries(differences ?? {}).map(
          ([output, share]) =>
            `${output}: differs from the engine by ${share.toExponential(1)} of its largest number`,
        ),
      ]);
    });
  const tracker = new Command('tracker')
    .description(
      'Write the networks and the hand that `createTracker` of handbooster/browser fetches (needs @mediapipe/hands)',
    )
    .requiredOption('-o, --output <folder>', 'where a page can fetch them')
    .addOption(handFlag(undefined, 'builtin'))
    .action(({ output, hand }: Pick<Flags, 'output' | 'hand'>) => {
      const files = exportTracker(output, hand);
      terminal.printLines(files.map(({ path, bytes }) => `${path}: ${(bytes / 1e6).toFixed(1)} MB`));
    });
  return new Command('export').addCommand(onnx).addCommand(tracker);
}
