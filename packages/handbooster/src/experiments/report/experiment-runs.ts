import { existsSync } from 'node:fs';
import { basename, join } from 'node:path';
import { readJsonFile } from '../../base/files/read-text-file.js';
import { formatSeconds } from '../../base/text/format-seconds.js';
import { type Content, html, table } from '../../drawing/html.js';
import { Run } from '../../pipeline/run/open-run.js';
import type { ExperimentCell } from '../experiment-cells.js';
import { CELL_FILE, type CellCard } from '../run-experiment.js';

/** Which run each row and seed comes from: what was changed, at which commit, when and in what time. */
export function experimentRuns(cells: readonly ExperimentCell[]): Content {
  if (cells.length === 0) return null;
  return [
    html`<p class="faint">Rows that differ only in which of a run's two networks they are about share one run; stages that runs share were made once, and their time is in each.</p>`,
    table(
      ['Row', 'Seed', 'Run', 'Changed', 'Commit', 'Scored on', 'Time of its stages'],
      cells.map(({ row, seed, folder, overrides }) => {
        const file = join(folder, CELL_FILE);
        const card = existsSync(file) ? (readJsonFile(file) as CellCard) : null;
        const seconds = Object.values(card?.seconds ?? {}).reduce((sum, each) => sum + each, 0);
        return [
          row.title,
          seed,
          html`<code>${basename(folder)}</code>`,
          html`<code>${overrides.join(' ')}</code>`,
          card?.commit?.slice(0, 10) ?? '?',
          Run.open(folder).dateOf('evaluate'),
          formatSeconds(seconds),
        ];
      }),
    ),
  ];
}
