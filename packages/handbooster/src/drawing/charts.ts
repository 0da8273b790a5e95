import { createHash } from 'node:crypto';
import type { TopLevelSpec } from 'vega-lite';
import { Html } from './html.js';

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
 * Vega (6) counts the gradients and clips of a process, so that a chart drawn twice has other bytes. Here
 * their ids follow from the chart itself: the same for the same chart, and others for another on one page.
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
  return chart({
    title,
    width: 420,
    height: 220,
    data: { values: [...rows] },
    mark: { type: 'line', interpolate: 'linear' },
    encoding: {
      x: { field: 'x', type: 'quantitative', title: x },
      y: { field: 'y', type: 'quantitative', title: y, scale: { type: logarithmic ? 'log' : 'linear' } },
      color: { field: 'series', type: 'nominal', title: null },
    },
  } as unknown as TopLevelSpec);
}

/** Overlaid histograms of shares. */
export function histogram(
  title: string,
  rows: readonly { series: string; value: number }[],
  x: string,
): Promise<Html> {
  return chart({
    title,
    width: 420,
    height: 220,
    data: { values: [...rows] },
    mark: { type: 'bar', opacity: 0.6 },
    encoding: {
      x: { field: 'value', type: 'quantitative', bin: { maxbins: 30 }, title: x },
      y: { aggregate: 'count', type: 'quantitative', stack: null, title: 'count' },
      color: { field: 'series', type: 'nominal', title: null },
    },
  } as unknown as TopLevelSpec);
}
