import type { ObjectCoverage } from '../../../conditions/selection/select-for-object.js';
import { figure } from '../../../drawing/write-figure.js';

/** More objects than this make a picture nobody can read. */
const SHOWN_OBJECTS = 8;

/** Similarity of real poses among themselves, picked by farthest-pose sampling and at random: Fig. 4 left. */
export function similarityFigure(coverage: readonly ObjectCoverage[]): Promise<string> {
  const values = coverage.slice(0, SHOWN_OBJECTS).flatMap(({ name, maps }) =>
    (['picked', 'random'] as const).flatMap((kind) =>
      maps[kind].flatMap((row, i) =>
        row.map((similarity, j) => ({
          object: name,
          kind: kind === 'picked' ? 'farthest poses' : 'random poses',
          i,
          j,
          similarity,
        })),
      ),
    ),
  );
  return figure({
    title: 'Similarity of the selected real poses',
    data: { values },
    facet: {
      row: { field: 'kind', type: 'nominal', title: null },
      column: { field: 'object', type: 'nominal', title: null, sort: null },
    },
    spec: {
      width: 120,
      height: 120,
      mark: 'rect',
      encoding: {
        x: { field: 'i', type: 'ordinal', axis: null },
        y: { field: 'j', type: 'ordinal', axis: null },
        color: {
          field: 'similarity',
          type: 'quantitative',
          scale: { scheme: 'viridis', zero: false },
          title: 'similarity',
        },
      },
    },
  });
}

/** Similarity of synthetic and real poses, before and after cross-distribution sampling: Fig. 4 right. */
export function histogramFigure(coverage: readonly ObjectCoverage[]): Promise<string> {
  const values = coverage.slice(0, SHOWN_OBJECTS).flatMap(({ name, crossDistribution }) => {
    if (crossDistribution === null) return [];
    return (['before', 'after'] as const).flatMap((when) => {
      const { low, high, shares } = crossDistribution.pairs[when];
      return shares.map((share, k) => ({
        object: name,
        series: when === 'before' ? 'all picked grasps alike' : 'by their probability (Eq. 6)',
        from: low + ((high - low) * k) / shares.length,
        to: low + ((high - low) * (k + 1)) / shares.length,
        share,
      }));
    });
  });
  return figure({
    title: 'Similarity of the selected grasps to the selected real poses',
    data: { values },
    facet: { field: 'object', type: 'nominal', title: null, sort: null },
    columns: 4,
    resolve: { scale: { x: 'independent' } },
    spec: {
      width: 200,
      height: 120,
      mark: { type: 'bar', opacity: 0.55, binSpacing: 0 },
      encoding: {
        x: { field: 'from', type: 'quantitative', bin: { binned: true }, title: 'similarity' },
        x2: { field: 'to' },
        y: { field: 'share', type: 'quantitative', stack: null, title: 'share of pairs' },
        color: { field: 'series', type: 'nominal', title: null, legend: { orient: 'top', labelLimit: 0 } },
      },
    },
  });
}
