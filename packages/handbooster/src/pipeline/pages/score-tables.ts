import { type Content, html, table } from '../../drawing/html.js';
import type { Run } from '../run/open-run.js';

/** Errors and areas of every way of training on every test split. */
export function scoreTables(run: Run): Content {
  const rows = run.scores();
  const { evaluate, hand } = run.config;
  const head = ['Test split', 'Training', 'J-PE', 'J-AUC', 'V-PE', 'V-AUC', 'F@5', 'F@15'];
  const half = (name: 'rootRelative' | 'aligned') =>
    table(
      head,
      rows.map((row) => {
        const scores = row[name];
        const percent = (value: number) => (100 * value).toFixed(1);
        return [
          row.method === 'mean hand' ? `${row.split} (${row.samples} images)` : '',
          row.method,
          scores.jointError.toFixed(1),
          percent(scores.jointAuc),
          scores.vertexError.toFixed(1),
          percent(scores.vertexAuc),
          percent(scores.fScore5),
          percent(scores.fScore15),
        ];
      }),
    );
  return [
    html`<p>Errors in millimetres, areas under the 3D PCK curve from 0 to 50 mm (100 thresholds) and F-scores in percent. "Mean hand" predicts the training
set's mean for every image. Fingertips are vertices of the hand model (${hand.model}), the same for prediction and truth. Test splits differ in what training has not
seen and are never put together. Alignment ${evaluate.reflection === 'allowed' ? 'may mirror, as in the published scripts' : 'never mirrors'}
(<code>evaluate.reflection</code>).</p>`,
    html`<h3>Root-relative</h3>`,
    half('rootRelative'),
    html`<h3>After Procrustes alignment</h3>`,
    half('aligned'),
  ];
}
