import { createHash } from 'node:crypto';
import type { TopLevelSpec } from 'vega-lite';
import { Html, html } from './html.js';
import { seriesColors } from './series-colors.js';

/** A Vega-Lite chart as SVG, drawn here: the page needs no script. */
export async function chart(spec: Omit<TopLevelSpec, '$schema'>): Promise<Html> {
  // Half a second of loading, for the verbs that draw.
  const [{ parse, View }, { compile }] = await Promise.all([import('vega'), import('vega-lite')]);
  const view = new View(parse(compile(spec as TopLevelSpec).spec), { renderer: 'none' });
  const svg = await view.toSVG();
  view.finalize();
  return new Html(withIdsOfContent(svg));
}

/**
 * Vega (5.33, 6.4) counts the gradients and clips of a process, so that a chart drawn twice has other bytes.
 * Here their ids follow from the chart itself: the same for the same chart, and others for another on one
 * page.
 */
function withIdsOfContent(svg: string): string {
  const ids = [...new Set([...svg.matchAll(/ id="([^"]+)"/g)].map(([, id]) => id))];
  const rename = (name: (i: number) => string) =>
    svg.replace(/( id="|#)([a-z]+_?\d+)(?=["')])/g, (whole, before: string, id: string) =>
      ids.includes(id) ? `${before}${name(ids.indexOf(id))}` : whole,
    );
  const hash = createHash('sha256')
    .update(rename((i) => `part${i}`))
    .digest('hex')
    .slice(0, 8);
  return rename((i) => `chart-${hash}-${i}`);
}

/** A line per series. */
export function lineChart(
  title: string,
  rows: readonly { series: string; x: number; y: number }[],
  { x, y, logarithmic = false }: { x: string; y: string; logarithmic?: boolean },
): Promise<Html> {
  return figureOf(title, {
    data: { values: [...rows] },
    mark: { type: 'line', interpolate: 'linear' },
    encoding: {
      x: { field: 'x', type: 'quantitative', title: x },
      y: { field: 'y', type: 'quantitative', title: y, scale: { type: logarithmic ? 'log' : 'linear' } },
      color: seriesColor(rows),
    },
  });
}

/** Overlaid histograms of shares. */
export function histogram(
  title: string,
  rows: readonly { series: string; value: number }[],
  x: string,
): Promise<Html> {
  return figureOf(title, {
    data: { values: [...rows] },
    mark: { type: 'bar', opacity: 0.6 },
    encoding: {
      x: { field: 'value', type: 'quantitative', bin: { maxbins: 30 }, title: x },
      y: { aggregate: 'count', type: 'quantitative', stack: null, title: 'count' },
      color: seriesColor(rows),
    },
  });
}

/** A difference with its interval. */
export interface IntervalRow {
  /** The line that it stands on. */
  label: string;
  series: string;
  value: number;
  low: number;
  high: number;
}

/** Differences with their intervals about a line at zero; series of one line stand below each other. */
export function intervalChart(title: string, rows: readonly IntervalRow[], x: string): Promise<Html> {
  const labels = [...new Set(rows.map(({ label }) => label))];
  const series = [...new Set(rows.map((row) => row.series))];
  const height = labels.length * (14 * series.length + 10);
  const y = { field: 'label', type: 'nominal', title: null, sort: labels, axis: { labelLimit: 160 } };
  const line = { yOffset: { field: 'series', sort: series, scale: { paddingOuter: 0.6 } } };
  return figureOf(
    title,
    {
      data: { values: [...rows] },
      layer: [
        { mark: { type: 'rule', strokeDash: [3, 3], color: 'currentColor' }, encoding: { x: { datum: 0 } } },
        {
          mark: { type: 'rule', strokeWidth: 2 },
          encoding: {
            y,
            ...line,
            x: { field: 'low', type: 'quantitative', title: x },
            x2: { field: 'high' },
            color: seriesColor(rows),
          },
        },
        {
          mark: { type: 'point', filled: true, size: 55, opacity: 1 },
          encoding: { y, ...line, x: { field: 'value', type: 'quantitative' }, color: seriesColor(rows) },
        },
      ],
    },
    height,
  );
}

function seriesColor(rows: readonly { series: string }[]) {
  const domain = [...new Set(rows.map(({ series }) => series))];
  const scale = { domain, range: seriesColors(domain) };
  return { field: 'series', type: 'nominal', title: null, scale, sort: null };
}

/** A chart of one size and look, whose text has the page's colour, named for who does not see it. */
async function figureOf(title: string, spec: object, height = 200): Promise<Html> {
  const drawn = await chart({ width: 340, height, ...spec, config: LOOK } as unknown as TopLevelSpec);
  return html`<figure class="chart"><figcaption>${title}</figcaption><div role="img" aria-label="${title}">${new Html(withoutRoles(drawn.text))}</div></figure>`;
}

/** Vega names every mark for screen readers; inside an image that has a name these are in the way. */
function withoutRoles(svg: string): string {
  return svg.replace(/ (role|aria-[a-z]+)="[^"]*"/g, '');
}

const INK = 'currentColor';
const LOOK = {
  background: null,
  font: 'system-ui, sans-serif',
  view: { stroke: null },
  axis: {
    labelColor: INK,
    titleColor: INK,
    domainColor: INK,
    tickColor: INK,
    gridColor: INK,
    gridOpacity: 0.15,
    labelFontSize: 11,
    titleFontSize: 11,
    titleFontWeight: 'normal',
  },
  legend: { labelColor: INK, orient: 'top', labelFontSize: 12, symbolStrokeWidth: 3, labelLimit: 320 },
};
