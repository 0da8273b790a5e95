import { textTable } from '../../base/text/text-table.js';
import type { SampleErrors } from '../../evaluation/metrics/hand-metrics.js';
import { MEASURES, type Measure } from '../../experiments/experiment-definition.js';
import {
  ERROR_MEASURES,
  type ExperimentResults,
  type RowResult,
} from '../../experiments/experiment-results.js';
import type { PairedDifference } from '../../experiments/paired-bootstrap.js';

export const EXPERIMENT_FORMATS = ['text', 'markdown', 'latex', 'csv'] as const;
export type ExperimentFormat = (typeof EXPERIMENT_FORMATS)[number];

/** As the paper's tables name them. */
const NAMES: Record<Measure, string> = {
  jointError: 'J-PE',
  vertexError: 'V-PE',
  jointAuc: 'J-AUC',
  vertexAuc: 'V-AUC',
  fScore5: 'F@5',
  fScore15: 'F@15',
  alignedJointError: 'PA-J-PE',
  alignedVertexError: 'PA-V-PE',
  alignedJointAuc: 'PA-J-AUC',
  alignedVertexAuc: 'PA-V-AUC',
  alignedFScore5: 'PA-F@5',
  alignedFScore15: 'PA-F@15',
};

/**
 * Areas and F-scores that the table has beside the errors; they are of all samples together, so they come
 * without intervals.
 */
const SHARES = ['jointAuc', 'fScore5', 'alignedJointAuc', 'alignedFScore5'] as const;

const isError = (measure: Measure) => /Error$/.test(measure);
const figure = (measure: Measure, value: number) =>
  isError(measure) ? value.toFixed(2) : (100 * value).toFixed(1);

/**
 * An experiment's table: a part for each split, a row for each way of training; differences with their
 * interval.
 */
export function experimentTable(results: ExperimentResults, format: ExperimentFormat): string {
  if (format === 'csv') return csv(results);
  const splits = [...new Set(results.rows.map(({ split }) => split))];
  const parts = splits.map((split) => {
    const own = results.rows.filter((row) => row.split === split);
    const cells = [head(), ...own.map(line)];
    if (format === 'markdown') return `**${split}**\n\n${markdown(cells)}`;
    return format === 'latex' ? latex(split, cells) : `${split}\n${textTable(cells)}`;
  });
  const title = `${results.experiment.name}: ${results.experiment.title}`;
  const notes = [...missing(results), ...paper(results)];
  if (format === 'latex') return [`% ${title}`, ...parts, ...notes.map((note) => `% ${note}`)].join('\n\n');
  return [title, ...parts, notes.join('\n')].filter((part) => part !== '').join('\n\n');
}

function head(): string[] {
  const errors = ERROR_MEASURES.flatMap((name) => [NAMES[name], 'difference']);
  return ['row', 'seeds', ...errors, ...SHARES.map((name) => NAMES[name])];
}

function line({ row, seeds, means, differences }: RowResult): string[] {
  const errors = ERROR_MEASURES.flatMap((name) => [
    figure(name, means[name]),
    differences === null ? '' : change(differences[name]),
  ]);
  return [row.title, seeds.join(' '), ...errors, ...SHARES.map((name) => figure(name, means[name]))];
}

/** `-1.20 [-2.00, -0.40] *`: the star where the interval leaves zero out. */
function change({ difference, low, high }: PairedDifference): string {
  const signed = (value: number) => `${value < 0 ? '-' : '+'}${Math.abs(value).toFixed(2)}`;
  const sure = low > 0 || high < 0 ? ' *' : '';
  return `${signed(difference)} [${signed(low)}, ${signed(high)}]${sure}`;
}

function missing({ missing: cells, experiment }: ExperimentResults): string[] {
  const lacking = experiment.rows.filter(({ needs }) => needs !== undefined);
  return [
    ...(cells.length === 0
      ? []
      : [`not made yet: ${cells.map(({ row, seed }) => `${row.title} (seed ${seed})`).join('; ')}`]),
    ...lacking.map(({ title, needs }) => `not made: ${title}: ${needs}`),
  ];
}

function paper({ experiment }: ExperimentResults): string[] {
  return experiment.rows.flatMap(({ title, paper: own }) => {
    if (own === undefined) return [];
    const figures = MEASURES.flatMap((name) =>
      own[name] === undefined ? [] : [`${NAMES[name]} ${own[name]}`],
    );
    return [`the paper: ${title}: ${figures.join(', ')}`];
  });
}

function markdown([first, ...rows]: string[][]): string {
  const row = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  return [
    row(first),
    `|---|---|${first
      .slice(2)
      .map(() => '---:|')
      .join('')}`,
    ...rows.map(row),
  ].join('\n');
}

function latex(split: string, rows: string[][]): string {
  const escaped = (text: string) => text.replace(/[&%$#_{}]/g, (found) => `\\${found}`);
  const body = rows.map((cells) => `${cells.map(escaped).join(' & ')} \\\\`);
  const [first, ...rest] = body;
  return [
    `% ${split}`,
    `\\begin{tabular}{ll${'r'.repeat(rows[0].length - 2)}}`,
    '\\toprule',
    first,
    '\\midrule',
    ...rest,
    '\\bottomrule',
    '\\end{tabular}',
  ].join('\n');
}

/** One line a row, split and measure, with all there is to know of the difference. */
function csv({ rows }: ExperimentResults): string {
  const lines = rows.flatMap(({ row, split, seeds, means, differences }) =>
    MEASURES.map((measure) => {
      const own = isError(measure) ? differences?.[measure as keyof SampleErrors] : undefined;
      const figures = own === undefined ? ['', '', '', ''] : [own.difference, own.low, own.high, own.p];
      return [row.name, split, seeds.length, measure, means[measure], ...figures, row.paper?.[measure] ?? ''];
    }),
  );
  const names = ['row', 'split', 'seeds', 'measure', 'mean', 'difference', 'low', 'high', 'p', 'paper'];
  return [names, ...lines].map((cells) => cells.join(',')).join('\n');
}
