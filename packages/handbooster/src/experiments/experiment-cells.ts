import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Experiment, ExperimentRow } from './experiment-definition.js';

/** A row under one seed. */
export interface ExperimentCell {
  row: ExperimentRow;
  seed: number;
  /** Of the configuration, the row's and the seed among them. */
  overrides: string[];
  /** The run that makes it; rows that differ only in which network they are about share one. */
  folder: string;
}

/** Where an experiment's runs lie: a folder below this. */
export const EXPERIMENTS_FOLDER = join('runs', 'experiments');

/**
 * All cells, seed by seed, so that a table with one seed is whole before the next begins. Rows that cannot be
 * made have none.
 */
export function experimentCells(experiment: Experiment, root: string): ExperimentCell[] {
  const { name, rows, seeds, set } = experiment;
  const cells: ExperimentCell[] = [];
  for (const seed of seeds) {
    const folders = new Map<string, string>();
    for (const row of rows) {
      if (row.needs !== undefined) continue;
      const overrides = [...set, ...row.set, `seed=${seed}`];
      const key = overrides.join('\n');
      const folder = folders.get(key) ?? join(root, name, `${row.name}-seed-${seed}`);
      folders.set(key, folder);
      cells.push({ row, seed, overrides, folder });
    }
  }
  return cells;
}

/** Whether a cell's run has its scores. */
export function isFinished({ folder }: ExperimentCell): boolean {
  return existsSync(join(folder, 'evaluate'));
}

/** Folders of the runs, each once, in the order they are made. */
export function cellFolders(cells: readonly ExperimentCell[]): string[] {
  return [...new Set(cells.map(({ folder }) => folder))];
}
