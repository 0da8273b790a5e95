import { writeFileSync } from 'node:fs';
import { Command } from 'commander';
import { evaluateHo3d, formatHo3dScores } from '../evaluation/index.js';

interface Flags {
  groundTruth: string;
  predictions: string;
  output?: string;
}

export function evaluateCommand(): Command {
  const ho3d = new Command('ho3d')
    .description('The official HO3D scores (v2 and v3), offline')
    .requiredOption('--ground-truth <folder>', 'folder of evaluation_xyz.json and evaluation_verts.json')
    .requiredOption('--predictions <file>', 'pred.json as submitted to the server')
    .option('-o, --output <file>', 'also write the scores there')
    .action((flags: Flags) => {
      const scores = formatHo3dScores(evaluateHo3d(flags.groundTruth, flags.predictions));
      if (flags.output !== undefined) writeFileSync(flags.output, scores);
      process.stdout.write(scores);
    });
  return new Command('evaluate').description('Score predictions').addCommand(ho3d);
}
