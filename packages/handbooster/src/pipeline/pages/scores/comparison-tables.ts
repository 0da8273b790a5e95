import { type Content, type Html, html, table } from '../../../drawing/html.js';
import type { ComparedRow } from '../../../evaluation/comparison/compared-row.js';
import {
  isErrorMeasure,
  MEASURE_NAMES,
  MEASURES,
  type Measure,
  measureText,
} from '../../../evaluation/comparison/measures.js';
import type { PairedDifference } from '../../../evaluation/comparison/paired-bootstrap.js';

/**
 * The six measures under both alignments, split by split, with intervals and the paper's figures under ours.
 */
export function comparisonTables(rows: readonly ComparedRow[]): Content {
  return [
    html`<h3>Each minus its own wrist (root-relative)</h3>`,
    half(
      rows,
      MEASURES.filter((name) => !name.startsWith('aligned')),
    ),
    html`<h3>After Procrustes alignment</h3>`,
    half(
      rows,
      MEASURES.filter((name) => name.startsWith('aligned')),
    ),
  ];
}

function half(rows: readonly ComparedRow[], measures: readonly Measure[]): Html {
  const hasSeeds = rows.some(({ seeds }) => seeds.length > 1);
  let shown = '';
  return table(
    [
      'Test split',
      'Training',
      ...(hasSeeds ? ['Seeds'] : []),
      ...measures.map((name) => MEASURE_NAMES[name]),
    ],
    rows.map((row) => {
      const first = row.split !== shown;
      shown = row.split;
      const seeds = hasSeeds ? [row.seeds.length] : [];
      return [
        first ? html`<code>${row.split}</code>` : '',
        row.row.title,
        ...seeds,
        ...measures.map((measure) => figure(row, measure)),
      ];
    }),
  );
}

function figure({ row, means, differences }: ComparedRow, measure: Measure): Html {
  const own = isErrorMeasure(measure) ? differences?.[measure] : undefined;
  const paper = row.paper?.[measure];
  return html`<span class="number">${measureText(measure, means[measure])}</span>${
    own === undefined ? null : html`<span class="interval">${changeText(own)}</span>`
  }${paper === undefined ? null : html`<span class="interval">paper ${paper}</span>`}`;
}

/** `-1.20 [-2.00, -0.40]`, in colour where the interval leaves zero out. */
function changeText(change: PairedDifference): Html {
  const { difference, low, high } = change;
  const words = `${signed(difference)} [${signed(low)}, ${signed(high)}]`;
  const verdict = sureness(change);
  if (verdict === 'unsure') return html`${words}`;
  return html`<span class="${verdict === 'lower' ? 'good' : 'bad'}">${words} *</span>`;
}

/** What an interval says. */
export function sureness({ low, high }: PairedDifference): 'lower' | 'higher' | 'unsure' {
  if (high < 0) return 'lower';
  return low > 0 ? 'higher' : 'unsure';
}

/** With its sign, and a true minus. */
export function signed(value: number, digits = 2): string {
  const text = Math.abs(value).toFixed(digits);
  return `${value < 0 ? '−' : '+'}${text}`;
}
