import type { ComparedTable } from '../evaluation/comparison/compared-row.js';
import { MEASURE_NAMES, MEASURES } from '../evaluation/comparison/measures.js';
import type { ExperimentResults } from './experiment-results.js';

/**
 * An experiment's rows as a table, with what is missing and the paper's figures of rows that have none yet.
 */
export function experimentSummary(results: ExperimentResults): ComparedTable {
  const { experiment, rows, missing } = results;
  const lacking = experiment.rows.filter(({ needs }) => needs !== undefined);
  const open = missing.map(({ row, seed }) => `${row.title} (seed ${seed})`);
  const notes = [
    ...(open.length === 0 ? [] : [`not made yet: ${open.join('; ')}`]),
    ...lacking.map(({ title, needs }) => `not made: ${title}: ${needs}`),
    ...experiment.rows
      .filter((row) => row.paper !== undefined && !rows.some((made) => made.row === row))
      .map(({ title, paper }) => {
        const figures = MEASURES.filter((name) => paper?.[name] !== undefined);
        return `the paper: ${title}: ${figures.map((name) => `${MEASURE_NAMES[name]} ${paper?.[name]}`).join(', ')}`;
      }),
  ];
  return { name: experiment.name, title: experiment.title, rows, notes };
}
