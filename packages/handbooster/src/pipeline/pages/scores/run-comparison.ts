import {
  type ComparedRow,
  type ComparedTable,
  compareErrors,
  meanMeasures,
} from '../../../evaluation/comparison/compared-row.js';
import type { Run } from '../../run/open-run.js';
import { paperFigures } from './paper-figures.js';

/** Ways of training as pages name them. */
export const METHOD_NAMES = {
  'mean hand': 'mean hand',
  real: 'real',
  'real + synthetic': 'real + generated',
} as const;

/** The two networks of a run, and who has learned nothing, compared sample by sample on every test split. */
export async function runComparison(run: Run): Promise<ComparedTable> {
  const scores = run.scores();
  const records = await run.sampleErrors();
  const paper = paperFigures(run.config);
  const errorsOf = (split: string, method: string) =>
    records
      .filter((record) => record.split === split && record.method === method)
      .map(({ subject, sequence, id, errors }) => ({
        seed: run.config.seed,
        sequence: `${subject}/${sequence}`,
        sample: id,
        errors,
      }));
  const rows = scores.map(
    (score): ComparedRow => ({
      row: {
        name: score.method.replaceAll(' ', '-'),
        title: METHOD_NAMES[score.method],
        paper: score.method === 'mean hand' ? undefined : paper?.figures[score.method],
      },
      split: score.split,
      seeds: [run.config.seed],
      against: score.method === 'real + synthetic' ? 'real' : null,
      means: meanMeasures([score]),
      differences:
        score.method === 'real + synthetic'
          ? compareErrors(errorsOf(score.split, 'real'), errorsOf(score.split, score.method))
          : null,
    }),
  );
  const notes = paper === null ? [] : [`the paper's figures are those of ${paper.source}`];
  return { name: run.name, title: `${run.config.train.network}, one seed`, rows, notes };
}
