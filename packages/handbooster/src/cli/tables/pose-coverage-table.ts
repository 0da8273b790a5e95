import type { PoseCoverage } from '../../commands/conditions/pose-coverage.js';

/** Mean distances to the nearest hand, for the terminal and the documents. */
export function poseCoverageTable(rows: readonly PoseCoverage[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  return [
    line([
      'split',
      'hands',
      'nearest real, mm',
      'real or condition',
      'nearest condition',
      'nearer to a condition',
    ]),
    '|---|---:|---:|---:|---:|---:|',
    ...rows.map(({ split, samples, real, together, conditions, nearer }) =>
      line([
        `\`${split}\``,
        String(samples),
        ...[real, together, conditions].map((value) => value.toFixed(2)),
        `${(100 * nearer).toFixed(0)} %`,
      ]),
    ),
  ].join('\n');
}
