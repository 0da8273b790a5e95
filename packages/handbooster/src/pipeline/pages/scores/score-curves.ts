import { lineChart } from '../../../drawing/charts.js';
import { type Content, type Html, html, table } from '../../../drawing/html.js';
import {
  ERROR_GROUPS,
  type ErrorGroup,
  errorsByGroup,
  type SampleRecord,
} from '../../../evaluation/metrics/error-groups.js';
import type { CurveRow } from '../../outputs/scores.js';
import type { Run } from '../../run/open-run.js';
import { METHOD_NAMES } from './run-comparison.js';

const GROUP_NAMES: Record<ErrorGroup, string> = {
  object: 'Object',
  subject: 'Person',
  view: 'Camera',
  occlusion: 'Occlusion',
};

/**
 * Errors by object, person, camera and level of occlusion; each test split apart, because they differ in what
 * is unseen.
 */
export function groupTables(records: readonly SampleRecord[]): Content {
  const splits = [...new Set(records.map(({ split }) => split))];
  return splits.map((split) => {
    const own = records.filter((record) => record.split === split);
    return html`<details><summary><code>${split}</code></summary>${ERROR_GROUPS.map((by) => groupTable(own, by))}</details>`;
  });
}

function groupTable(records: readonly SampleRecord[], by: ErrorGroup): Html {
  let shown = '';
  return table(
    [GROUP_NAMES[by], 'Images', 'Training', 'J-PE', 'V-PE', 'PA-J-PE', 'PA-V-PE'],
    errorsByGroup(records, by).map(({ group, method, samples, errors }) => {
      const first = group !== shown;
      shown = group;
      const { jointError, vertexError, alignedJointError, alignedVertexError } = errors;
      const values = [jointError, vertexError, alignedJointError, alignedVertexError];
      return [
        first ? group : '',
        first ? samples : '',
        METHOD_NAMES[method as keyof typeof METHOD_NAMES] ?? method,
        ...values.map((millimetres) => millimetres.toFixed(1)),
      ];
    }),
  );
}

/**
 * Shares of joints and vertices within a distance of the truth, root-relative and aligned: a chart a split.
 */
export async function keypointCurves(rows: readonly CurveRow[]): Promise<Content> {
  const splits = [...new Set(rows.map(({ split }) => split))];
  const charts = splits.flatMap((split) =>
    (
      [
        ['vertices', 'root-relative'],
        ['alignedVertices', 'aligned'],
      ] as const
    ).map(([name, words]) => {
      const points = rows
        .filter((row) => row.split === split)
        .flatMap(({ method, thresholds, curves }) =>
          thresholds.map((threshold, i) => ({
            series: METHOD_NAMES[method],
            x: threshold,
            y: curves[name][i],
          })),
        );
      return lineChart(`${split}: vertices, ${words}`, points, {
        x: 'distance from the truth, mm',
        y: 'share of vertices (3D PCK)',
      });
    }),
  );
  return Promise.all(charts);
}

/** Errors on held-out images over the training, of both trainings. */
export async function learningCurves(run: Run): Promise<Content> {
  const series = { baseline: 'real', train: 'real + generated' } as const;
  const errors = { jointError: 'J-PE', alignedJointError: 'PA-J-PE' } as const;
  const charts = Object.entries(errors).map(async ([name, title]) => {
    const points = (['baseline', 'train'] as const).flatMap((stage) =>
      run
        .log(stage, 'validation.jsonl')
        .map((line) => ({ series: series[stage], x: line.step + 1, y: line[name] })),
    );
    if (points.length === 0) return null;
    return lineChart(`Held-out images: ${title}`, points, { x: 'step', y: 'mm' });
  });
  return Promise.all(charts);
}
