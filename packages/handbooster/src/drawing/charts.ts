import { parse, View } from 'vega';
import { compile, type TopLevelSpec } from 'vega-lite';
import { Html } from './html.js';

/** A Vega-Lite chart as SVG, drawn here: the page needs no script. */
export async function chart(spec: Omit<TopLevelSpec, '$schema'>): Promise<Html> {
  const view = new View(parse(compile(spec as TopLevelSpec).spec), { renderer: 'none' });
  const svg = await view.toSVG();
  view.finalize();
  return new Html(svg);
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
