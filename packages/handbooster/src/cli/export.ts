import { Command } from 'commander';
import { exportOnnx } from '../commands/onnx/export-onnx.js';

interface Flags {
  output: string;
  half: boolean;
  hand: string;
  check: boolean;
}

export function exportCommand(): Command {
  const onnx = new Command('onnx')
    .description('Write a network as an ONNX model (opset 17) for any batch size')
    .argument(
      '<network>',
      'a weights file of ours, or mobrecon-s, mobrecon, mobrecon-ds, h2onet, handoccnet, denoiser (untrained where no weights are shipped)',
    )
    .requiredOption('-o, --output <file>', 'the model to write')
    .option('--half', 'weights rounded to half precision: half the file; it still computes in float32', false)
    .option('--hand <model>', '`builtin`, `mano` (found by MANO_DIR), or the path of a model', 'builtin')
    .option(
      '--check',
      'run the model in onnxruntime-web (npm install onnxruntime-web) beside the engine',
      false,
    )
    .action(async (source: string, flags: Flags) => {
      const { name, bytes, trained, differences } = await exportOnnx({ source, ...flags });
      const megabytes = (bytes / 1e6).toFixed(1);
      const lines = [`${flags.output}: ${name}, ${megabytes} MB${trained ? '' : ', weights not trained'}`];
      for (const [output, share] of Object.entries(differences ?? {})) {
        lines.push(`${output}: differs from the engine by ${share.toExponential(1)} of its largest number`);
      }
      process.stdout.write(`${lines.join('\n')}\n`);
    });
  return new Command('export').description('Take networks elsewhere').addCommand(onnx);
}
