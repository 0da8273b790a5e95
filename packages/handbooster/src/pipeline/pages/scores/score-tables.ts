import { type Content, html } from '../../../drawing/html.js';
import type { ComparedTable } from '../../../evaluation/comparison/compared-row.js';
import { MEASURE_NAMES, MEASURES } from '../../../evaluation/comparison/measures.js';
import type { Run } from '../../run/open-run.js';
import { comparisonTables } from './comparison-tables.js';
import { paperFigures } from './paper-figures.js';

/** Errors, areas and F-scores of every way of training on every test split, beside the paper's. */
export function scoreTables(run: Run, { rows }: ComparedTable): Content {
  const { evaluate, hand } = run.config;
  const paper = paperFigures(run.config);
  const isBeside = paper?.sameData === true;
  return [
    html`<p>Errors in millimetres, areas and F-scores in percent. "Mean hand" predicts the training set's mean for every image.
Fingertips are vertices of the hand model (${hand.model}), the same for prediction and truth. Alignment ${
      evaluate.reflection === 'allowed' ? 'may mirror, as in the published scripts' : 'never mirrors'
    } (<code>evaluate.reflection</code>).</p>`,
    comparisonTables(
      isBeside ? rows : rows.map((row) => ({ ...row, row: { ...row.row, paper: undefined } })),
    ),
    paper === null || isBeside
      ? null
      : html`<p class="faint">The paper, on other data (${paper.source}), without and with generated images: ${MEASURES.filter(
          (name) => paper.figures.real[name] !== undefined,
        ).map((name, i) => [
          i > 0 ? '; ' : '',
          `${MEASURE_NAMES[name]} ${paper.figures.real[name]} and ${paper.figures['real + synthetic'][name]}`,
        ])}.</p>`,
  ];
}
