import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { page } from '../../drawing/html.js';
import type { ComparedTable } from '../../evaluation/comparison/compared-row.js';
import { openExperimentFolder } from '../../experiments/experiment-folder.js';
import { experimentResults } from '../../experiments/experiment-results.js';
import { experimentSummary } from '../../experiments/experiment-summary.js';
import { experimentPage } from '../../experiments/report/experiment-page.js';
import { runTitle } from '../../pipeline/pages/answer.js';
import { reportBody } from '../../pipeline/pages/report-body.js';
import { runComparison } from '../../pipeline/pages/scores/run-comparison.js';
import { Run } from '../../pipeline/run/open-run.js';
import { MANIFEST_FILE } from '../../pipeline/run/run-directory.js';

/** What is to be told of a run, or of an experiment. */
export interface Report {
  /** Name of the folder. */
  name: string;
  table(): Promise<ComparedTable>;
  /** One page in one file. */
  page(): Promise<string>;
}

/**
 * The report of what is in a folder: a run or an experiment.
 * @throws InputError where it is neither, and where a run has no scores yet
 */
export function openReport(folder: string): Report {
  if (existsSync(join(folder, MANIFEST_FILE))) {
    const run = Run.open(folder);
    return {
      name: run.name,
      table: () => runComparison(run),
      page: async () => page(runTitle(run), await reportBody(run)),
    };
  }
  const { experiment, root } = openExperimentFolder(resolve(folder));
  return {
    name: experiment.name,
    table: async () => experimentSummary(await experimentResults(experiment, root)),
    page: async () => experimentPage(await experimentResults(experiment, root), root),
  };
}
