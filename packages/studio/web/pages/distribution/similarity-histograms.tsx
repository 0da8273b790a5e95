import type { ObjectFigures, SimilarityHistogram } from '../../../src/api/distribution.js';
import { formatNumber } from '../../parts/ui/format-number.js';

const SERIES = [
  ['before', 'all selected grasps alike'],
  ['after', 'by their probability (Eq. 6)'],
] as const;

/** Shares of pairs by their similarity, before and after Eq. 6, bar beside bar. */
export function SimilarityHistograms({ pairs }: { pairs: NonNullable<ObjectFigures['pairs']> }) {
  const { before, after } = pairs;
  const most = Math.max(...before.shares, ...after.shares, 1e-9);
  const told = (histogram: SimilarityHistogram) =>
    histogram.mean === null ? '' : `mean ${histogram.mean.toFixed(3)}`;
  return (
    <>
      <div
        class="pair-bars"
        role="img"
        aria-label={`Similarities from ${formatNumber(before.low)} to ${formatNumber(before.high)}; before, ${told(before)}; after, ${told(after)}`}
      >
        {before.shares.map((share, i) => {
          const from = before.low + ((before.high - before.low) * i) / before.shares.length;
          return (
            <span
              key={from}
              class="pair"
              title={`from ${formatNumber(from)}: ${percent(share)}, after ${percent(after.shares[i])}`}
            >
              <span data-series="before" style={{ height: `${(100 * share) / most}%` }} />
              <span data-series="after" style={{ height: `${(100 * after.shares[i]) / most}%` }} />
            </span>
          );
        })}
      </div>
      <p class="pair-axis quiet" aria-hidden="true">
        <span>{formatNumber(before.low)}</span>
        <span>similarity</span>
        <span>{formatNumber(before.high)}</span>
      </p>
      <ul class="pair-legend">
        {SERIES.map(([name, words]) => (
          <li key={name} data-series={name}>
            {words} <span class="quiet">{told(pairs[name])}</span>
          </li>
        ))}
      </ul>
    </>
  );
}

function percent(share: number): string {
  return `${(100 * share).toFixed(1)} %`;
}
