import { lineChart } from '../../drawing/charts.js';
import { type Content, html } from '../../drawing/html.js';
import type { CurveRow } from '../../pipeline/outputs/scores.js';
import { Run } from '../../pipeline/run/open-run.js';
import type { ExperimentCell } from '../experiment-cells.js';
import { METHODS } from '../experiment-results.js';

/**
 * PCK curves of every row, means over the seeds, and errors on held-out images over the training of the first
 * seed.
 */
export async function experimentCurves(cells: readonly ExperimentCell[]): Promise<Content> {
  const curves = cells.flatMap((cell) =>
    Run.open(cell.folder)
      .curves()
      .filter(({ method }) => method === METHODS[cell.row.trained])
      .map((curve) => ({ title: cell.row.title, curve })),
  );
  if (curves.length === 0) return null;
  const titles = [...new Set(curves.map(({ title }) => title))];
  const splits = [...new Set(curves.map(({ curve }) => curve.split))];
  const charts = splits.flatMap((split) =>
    (['vertices', 'alignedVertices'] as const).map((name) => {
      const points = titles.flatMap((title) =>
        meanCurve(
          curves
            .filter((each) => each.title === title && each.curve.split === split)
            .map(({ curve }) => curve),
          name,
        ).map((point) => ({ series: title, ...point })),
      );
      const words = name === 'vertices' ? 'root-relative' : 'aligned';
      return lineChart(`${split}: vertices, ${words}`, points, {
        x: 'distance from the truth, mm',
        y: 'share of vertices (3D PCK)',
      });
    }),
  );
  return [
    html`<div class="charts">${await Promise.all(charts)}</div>`,
    html`<h3>Errors on held-out images over the training, first seed</h3>`,
    html`<div class="charts">${await Promise.all([learning(cells, 'jointError', 'J-PE'), learning(cells, 'alignedJointError', 'PA-J-PE')])}</div>`,
  ];
}

function meanCurve(curves: readonly CurveRow[], name: keyof CurveRow['curves']): { x: number; y: number }[] {
  const [first] = curves;
  if (first === undefined) return [];
  return first.thresholds.map((threshold, i) => ({
    x: threshold,
    y: curves.reduce((sum, curve) => sum + curve.curves[name][i], 0) / curves.length,
  }));
}

async function learning(cells: readonly ExperimentCell[], measure: string, words: string): Promise<Content> {
  const first = Math.min(...cells.map(({ seed }) => seed));
  const points = cells
    .filter(({ seed }) => seed === first)
    .flatMap(({ row, folder }) => {
      const lines = Run.open(folder).log(row.trained === 'real' ? 'baseline' : 'train', 'validation.jsonl');
      return lines.map((line) => ({ series: row.title, x: line.step + 1, y: line[measure] }));
    });
  return points.length === 0 ? null : lineChart(`Held-out images: ${words}`, points, { x: 'step', y: 'mm' });
}
