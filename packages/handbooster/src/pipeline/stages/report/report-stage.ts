import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { page } from '../../../drawing/html.js';
import { REPORT_FILE } from '../../outputs/report-file.js';
import { runTitle } from '../../pages/answer.js';
import { reportBody } from '../../pages/report-body.js';
import { runStage } from '../../run/run-stage.js';

/** One page with what the run made: pictures, counts, tables, curves, versions and seeds. */
export const reportStage = runStage({
  name: 'report',
  version: 3,
  inputs: [
    'capture',
    'grasps',
    'select',
    'conditions',
    'denoiser',
    'synthesise',
    'baseline',
    'filter',
    'train',
    'evaluate',
  ],
  settings: (config) => config,
  async run({ folder, run, progress }) {
    const task = progress.begin('report', 0);
    const body = await reportBody(run);
    writeFileSync(join(folder, REPORT_FILE), page(runTitle(run), body));
    task.end();
    return { kept: (await run.keptConditions()).length };
  },
});
