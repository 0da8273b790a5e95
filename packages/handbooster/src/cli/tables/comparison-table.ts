import { textTable } from '../../base/text/text-table.js';
import type { ComparedRow, ComparedTable } from '../../evaluation/comparison/compared-row.js';
import {
  ERROR_MEASURES,
  MEASURE_NAMES,
  MEASURES,
  type Measure,
} from '../../evaluation/comparison/measures.js';
import type { PairedDifference } from '../../evaluation/comparison/paired-bootstrap.js';

export const TABLE_FORMATS = ['text', 'markdown', 'latex', 'csv'] as const;
export type TableFormat = (typeof TABLE_FORMATS)[number];

/** Millimetres, which every sample has; the others are shares. */
const isError = (measure: Measure): measure is (typeof ERROR_MEASURES)[number] =>
  (ERROR_MEASURES as readonly Measure[]).includes(measure);
const figure = (measure: Measure, value: number) => {
  if (!Number.isFinite(value)) return 'no number';
  return isError(measure) ? value.toFixed(2) : (100 * value).toFixed(1);
};

/** The two alignments, each with its six measures. */
const HALVES = [
  { name: 'each minus its own wrist', measures: MEASURES.filter((name) => !name.startsWith('aligned')) },
  { name: 'after Procrustes alignment', measures: MEASURES.filter((name) => name.startsWith('aligned')) },
];

/**
 * Rows of ways of training: for each split and alignment a table of the six measures, with differences and
 * their interval, and with the paper's figures where it has them.
 */
export function comparisonTable(table: ComparedTable, format: TableFormat): string {
  const { name, title, rows, notes } = table;
  if (format === 'csv') return csv(rows);
  const splits = [...new Set(rows.map(({ split }) => split))];
  const parts = splits.flatMap((split) =>
    HALVES.map(({ name: half, measures }) => {
      const own = rows.filter((row) => row.split === split);
      const columns = measures.flatMap((measure) => columnsOf(measure, own));
      const head = ['row', 'seeds', ...columns.map(({ head: words }) => words)];
      const lines = own.map((row) => [
        row.row.title,
        row.seeds.join(' '),
        ...columns.map(({ cell }) => cell(row)),
      ]);
      const words = `${split}, ${half}`;
      if (format === 'markdown') return `**${words}**\n\n${markdown([head, ...lines])}`;
      if (format === 'latex') return latex(words, [head, ...lines]);
      return `${words}\n${textTable([head, ...lines])}`;
    }),
  );
  const first = `${name}: ${title}`;
  if (format === 'latex') return [`% ${first}`, ...parts, ...notes.map((note) => `% ${note}`)].join('\n\n');
  return [first, ...parts, notes.join('\n')].filter((part) => part !== '').join('\n\n');
}

interface Column {
  head: string;
  cell(row: ComparedRow): string;
}

/** A measure's mean, its difference where it is an error, and the paper's figure where any row has one. */
function columnsOf(measure: Measure, rows: readonly ComparedRow[]): Column[] {
  const columns: Column[] = [
    { head: MEASURE_NAMES[measure], cell: ({ means }) => figure(measure, means[measure]) },
  ];
  if (isError(measure)) {
    const cell = ({ differences }: ComparedRow) => (differences === null ? '' : change(differences[measure]));
    columns.push({ head: 'difference', cell });
  }
  if (rows.some(({ row }) => row.paper?.[measure] !== undefined)) {
    columns.push({ head: 'paper', cell: ({ row }) => row.paper?.[measure]?.toString() ?? '' });
  }
  return columns;
}

/** `-1.20 [-2.00, -0.40] *`: the star where the interval leaves zero out. */
function change({ difference, low, high }: PairedDifference): string {
  const signed = (value: number) => `${value < 0 ? '-' : '+'}${Math.abs(value).toFixed(2)}`;
  const sure = low > 0 || high < 0 ? ' *' : '';
  return `${signed(difference)} [${signed(low)}, ${signed(high)}]${sure}`;
}

function markdown([first, ...rows]: string[][]): string {
  const row = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  const numbers = first.slice(2).map(() => '---:|');
  return [row(first), `|---|---|${numbers.join('')}`, ...rows.map(row)].join('\n');
}

function latex(title: string, rows: string[][]): string {
  const escaped = (text: string) => text.replace(/[&%$#_{}]/g, (found) => `\\${found}`);
  const body = rows.map((cells) => `${cells.map(escaped).join(' & ')} \\\\`);
  const [first, ...rest] = body;
  return [
    `% ${title}`,
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
function csv(rows: readonly ComparedRow[]): string {
  const lines = rows.flatMap(({ row, split, seeds, means, against, differences }) =>
    MEASURES.map((measure) => {
      const own = isError(measure) ? differences?.[measure] : undefined;
      const figures = own === undefined ? ['', '', '', ''] : [own.difference, own.low, own.high, own.p];
      const before = own === undefined ? '' : against;
      const paper = row.paper?.[measure] ?? '';
      return [row.name, split, seeds.length, measure, means[measure], ...figures, paper, before];
    }),
  );
  const first = ['row', 'split', 'seeds', 'measure', 'mean', 'difference', 'low', 'high', 'p'];
  const names = [...first, 'paper', 'against'];
  return [names, ...lines].map((cells) => cells.join(',')).join('\n');
}
