import { writeFileAtomicSync } from '../../base/files/atomic-write.js';
import type { Progress } from '../../base/progress.js';
import { openReport } from './open-report.js';

export interface WriteReportInput {
  /** Of a run, or of an experiment. */
  folder: string;
  /** Gets the page; by default `report-NAME.html` where the command is run. */
  output?: string;
  progress: Progress;
}

/** Writes the page of a run or an experiment, and says where it is. */
export async function writeReport({ folder, output, progress }: WriteReportInput): Promise<string> {
  const report = openReport(folder);
  const file = output ?? `report-${report.name}.html`;
  const task = progress.begin('report', 0);
  writeFileAtomicSync(file, await report.page());
  task.end();
  return file;
}
