import { join } from 'node:path';
import sharp from 'sharp';
import type { TopLevelSpec } from 'vega-lite';
import { writeFileAtomic } from '../../../base/files/atomic-write.js';
import type { ObjectCoverage } from '../../../conditions/selection/select-for-object.js';
import { chart } from '../../../drawing/charts.js';

/** More objects than this make a picture nobody can read. */
const SHOWN_OBJECTS = 8;
/** Pixels of a PNG for each unit of the SVG. */
const SCALE = 2;

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

/** Writes a figure as `<name>.svg` and `<name>.png`. */
export async function writeFigure(folder: string, name: string, svg: string): Promise<void> {
  await writeFileAtomic(join(folder, `${name}.svg`), svg);
  const png = await sharp(Buffer.from(svg), { density: 72 * SCALE })
    .flatten({ background: '#ffffff' })
    .png()
    .toBuffer();
  await writeFileAtomic(join(folder, `${name}.png`), png);
}

async function figure(spec: object): Promise<string> {
  return (await chart(spec as unknown as TopLevelSpec)).text;
}
