import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { InputError } from '../base/errors/input-error.js';
import { Interrupted } from '../base/errors/interrupted.js';
import { writeFileAtomicSync } from '../base/files/atomic-write.js';
import { packageFile } from '../base/files/package-file.js';
import type { Progress } from '../base/progress.js';
import { boost } from '../pipeline/boost.js';
import { readManifest } from '../pipeline/run/run-directory.js';
import { cellFolders, type ExperimentCell, experimentCells, isFinished } from './experiment-cells.js';
import type { Experiment } from './experiment-definition.js';
import { writeExperimentFile } from './experiment-folder.js';

/** What a cell was made from, beside the run's own configuration and manifest. */
export const CELL_FILE = 'cell.json';

/** The content of that file. */
export interface CellCard {
  config: string;
  overrides: string[];
  seed: number;
  /** Of the copy that made it; null where that was none of a repository. */
  commit: string | null;
  /** Wall-clock time of each stage. */
  seconds: Record<string, number>;
}

export interface RunExperimentInput {
  experiment: Experiment;
  /** Folder of all experiments. */
  root: string;
  /** Other run folders whose finished stages may be taken over. */
  store?: readonly string[];
  workers: number;
  progress: Progress;
  signal: AbortSignal;
}

export interface ExperimentRun {
  finished: number;
  /** Runs that failed, with what was wrong. */
  failed: { folder: string; error: string }[];
}

/**
 * Makes every cell of an experiment that is not finished. A stage that rows share is made once: it is known
 * by what its result is a function of. A cell that fails does not stop the others; an interrupted one is gone
 * on with.
 *
 * @throws Interrupted when stopped
 */
export async function runExperiment(input: RunExperimentInput): Promise<ExperimentRun> {
  const { experiment, root, store = [], workers, progress, signal } = input;
  const cells = experimentCells(experiment, root);
  const folders = cellFolders(cells);
  const failed: ExperimentRun['failed'] = [];
  writeExperimentFile(root, experiment);
  for (const [at, folder] of folders.entries()) {
    const cell = cells.find((each) => each.folder === folder) as ExperimentCell;
    progress.say(`run ${at + 1} of ${folders.length}: ${cell.row.title}, seed ${cell.seed}`);
    if (isFinished(cell)) continue;
    try {
      await boost({
        config: experiment.config,
        overrides: cell.overrides,
        output: folder,
        until: 'evaluate',
        store: [...folders, ...store],
        workers,
        progress,
        signal,
      });
      writeCell(cell, experiment);
    } catch (error) {
      if (error instanceof Interrupted || signal.aborted) throw error;
      const message = error instanceof Error ? error.message : String(error);
      failed.push({ folder, error: message });
      progress.say(`${folder}: ${message}`);
    }
  }
  if (failed.length === folders.length) {
    throw new InputError(`experiment ${experiment.name}: no run could be made: ${failed[0].error}`);
  }
  return { finished: cells.filter(isFinished).length, failed };
}

function writeCell({ folder, overrides, seed }: ExperimentCell, { config }: Experiment): void {
  const manifest = readManifest(join(folder, 'manifest.json'));
  const stages = Object.entries(manifest?.stages ?? {});
  const seconds = Object.fromEntries(stages.map(([name, record]) => [name, Math.round(record.seconds)]));
  const card: CellCard = { config, overrides, seed, commit: commit(), seconds };
  writeFileAtomicSync(join(folder, CELL_FILE), `${JSON.stringify(card, null, 2)}\n`);
}

/** The commit of this copy; null where it is none of a repository. */
function commit(): string | null {
  try {
    const { stdout } = spawnSync('git', ['rev-parse', 'HEAD'], { cwd: packageFile('.'), encoding: 'utf8' });
    return stdout.trim() || null;
  } catch {
    return null;
  }
}
