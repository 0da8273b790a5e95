import { intervalChart } from '../../../drawing/charts.js';
import { type Content, type Html, html } from '../../../drawing/html.js';
import type { ComparedRow } from '../../../evaluation/comparison/compared-row.js';
import type { SampleErrors } from '../../../evaluation/metrics/hand-metrics.js';
import { signed, sureness } from './comparison-tables.js';

/**
 * What a row's intervals say of one error, in a sentence: on which splits it fell, rose, or is not resolved.
 */
export function comparisonWords(
  rows: readonly ComparedRow[],
  measure: keyof SampleErrors,
  what: string,
): Html {
  const parts = (['lower', 'higher', 'unsure'] as const).map((verdict) => ({
    verdict,
    list: rows.flatMap(({ split, differences }) => {
      const own = differences?.[measure];
      return own === undefined || sureness(own) !== verdict
        ? []
        : [{ split, percent: (100 * own.difference) / own.before }];
    }),
  }));
  const [lower, higher, unsure] = parts.map(({ list }) => list);
  const named = (list: typeof lower) =>
    list.map(({ split, percent }) => `${split} ${signed(percent, 1)}\u00a0%`).join(', ');
  const sentences: Content[] = [];
  if (lower.length > 0) sentences.push(html`surely <span class="good">lower</span> on ${named(lower)}`);
  if (higher.length > 0) sentences.push(html`surely <span class="bad">higher</span> on ${named(higher)}`);
  if (unsure.length > 0) sentences.push(html`not resolved on ${named(unsure)}`);
  return html`<li>${what}: ${sentences.map((sentence, i) => [i > 0 ? '; ' : '', sentence])}.</li>`;
}

/** Differences in percent with their intervals, before and after alignment: a line a split. */
export function differenceChart(rows: readonly ComparedRow[], title: string): Promise<Html> {
  const series = { jointError: 'J-PE', alignedJointError: 'PA-J-PE' } as const;
  const points = rows.flatMap(({ split, differences }) =>
    Object.entries(series).flatMap(([measure, name]) => {
      const own = differences?.[measure as keyof SampleErrors];
      if (own === undefined) return [];
      const percent = (value: number) => (100 * value) / own.before;
      const [value, low, high] = [own.difference, own.low, own.high].map(percent);
      return [{ label: split, series: name, value, low, high }];
    }),
  );
  return intervalChart(title, points, 'change of the error, %, with its interval (left: better)');
}
