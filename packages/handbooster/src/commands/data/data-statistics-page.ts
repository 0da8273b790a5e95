import { chart } from '../../drawing/charts.js';
import { Html, html, page, table } from '../../drawing/html.js';
import type { DataStatistics, GroupCounts } from './data-statistics.js';
import { GRASPING_NOTE, statisticsTables } from './data-statistics-text.js';

/** A contact sheet of one split. */
export interface SplitSheet {
  split: string;
  /** JPEG. */
  image: Buffer;
}

/**
 * A page with everything of a dataset's statistics: tables, charts and pictures; nothing is loaded from
 * elsewhere.
 */
export async function statisticsPage(
  statistics: DataStatistics,
  sheets: readonly SplitSheet[],
): Promise<string> {
  const { root, layout, setup, splits, subjects, objects, cameras } = statistics;
  const [overview, ...groups] = statisticsTables(statistics);
  const names = splits.map(({ name }) => name);
  const charts = await Promise.all([
    bars('Labelled pictures by subject', subjects, names),
    bars('Labelled pictures by grasped object', objects, names),
    bars('Labelled pictures by camera', cameras, names),
    graspingBars(objects),
  ]);
  const set = ({ title, head, rows }: (typeof groups)[number]) => html`<h2>${title}</h2>${table(head, rows)}`;
  return page(
    `Statistics of ${root}`,
    html`<h1>${root}</h1><p>${layout}${setup === null ? '' : `, splits of ${setup}`}</p>
${set(overview)}<p>${GRASPING_NOTE}.</p>
<div class="charts">${charts}</div>
<h2>Pictures</h2>
${sheets.map(
  ({ split, image }) =>
    html`<figure><img alt="pictures of ${split}" src="${new Html(`data:image/jpeg;base64,${image.toString('base64')}`)}"><figcaption>${split}</figcaption></figure>`,
)}
${groups.map(set)}`,
  );
}

function bars(title: string, groups: readonly GroupCounts[], splits: readonly string[]): Promise<Html> {
  const values = groups.flatMap(({ name, bySplit }) =>
    bySplit.map((pictures, i) => ({ name, split: splits[i], pictures })),
  );
  return chart({
    title,
    width: 420,
    height: { step: 14 },
    data: { values },
    mark: 'bar',
    encoding: {
      y: { field: 'name', type: 'nominal', title: null },
      x: { field: 'pictures', type: 'quantitative', aggregate: 'sum', title: 'pictures' },
      color: { field: 'split', type: 'nominal', sort: [...splits], title: null },
    },
  } as unknown as Parameters<typeof chart>[0]);
}

function graspingBars(objects: readonly GroupCounts[]): Promise<Html> {
  const values = objects
    .filter(({ judged }) => judged > 0)
    .map(({ name, grasping, judged }) => ({ name, share: grasping / judged }));
  return chart({
    title: 'Share of pictures that show a grasp (Eq. 3)',
    width: 420,
    height: { step: 14 },
    data: { values },
    mark: 'bar',
    encoding: {
      y: { field: 'name', type: 'nominal', title: null },
      x: { field: 'share', type: 'quantitative', scale: { domain: [0, 1] }, axis: { format: '%' } },
    },
  } as unknown as Parameters<typeof chart>[0]);
}
