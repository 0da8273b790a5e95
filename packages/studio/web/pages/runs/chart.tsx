import { useEffect, useRef } from 'preact/hooks';
import uPlot from 'uplot';
import 'uplot/dist/uPlot.min.css';
import type { Curve } from '../../../src/api/runs.js';
import { dark } from '../../parts/ui/theme.js';

const HEIGHT = 160;
const LIGHT = ['#0f6b66', '#b0361c', '#2f66a9', '#9a5a00', '#7a3fa0', '#1b7044', '#8b3a62', '#4d5259'];
const DARK = ['#5fc9c0', '#ff9179', '#7fb2f0', '#f0b35a', '#c79bf0', '#69cf96', '#f39ac4', '#b9bfc6'];

interface Props {
  title: string;
  curves: readonly Curve[];
  /** All runs shown: a run has the same colour in every chart. */
  sources: readonly string[];
  logarithmic: boolean;
}

/** One measure of one stage, a line a run. */
export function Chart({ title, curves, sources, logarithmic }: Props) {
  const element = useRef<HTMLDivElement>(null);
  const isDark = dark.value;
  useEffect(() => {
    const node = element.current as HTMLDivElement;
    const colors = isDark ? DARK : LIGHT;
    const ink = getComputedStyle(node).getPropertyValue('--quiet');
    const line = getComputedStyle(node).getPropertyValue('--line');
    const axis = {
      stroke: ink,
      grid: { stroke: line, width: 1 },
      ticks: { stroke: line, width: 1 },
      font: '11px system-ui',
    };
    const steps = [...new Set(curves.flatMap((curve) => curve.steps))].sort((a, b) => a - b);
    const data: uPlot.AlignedData = [
      steps,
      ...curves.map((curve) => {
        const values = new Map(curve.steps.map((step, i) => [step, curve.values[i]]));
        return steps.map((step) => values.get(step) ?? null);
      }),
    ];
    const plot = new uPlot(
      {
        width: node.clientWidth,
        height: HEIGHT,
        scales: { x: { time: false }, y: { distr: logarithmic ? 3 : 1 } },
        legend: { show: curves.length > 1 },
        axes: [
          { ...axis, size: 28 },
          { ...axis, size: 54 },
        ],
        series: [
          { label: 'step' },
          ...curves.map(({ source }) => ({
            label: source,
            stroke: colors[sources.indexOf(source) % colors.length],
            width: 2,
            spanGaps: true,
            points: { show: steps.length < 30 },
          })),
        ],
      },
      data,
      node,
    );
    const seen = new ResizeObserver(() => plot.setSize({ width: node.clientWidth, height: HEIGHT }));
    seen.observe(node);
    return () => {
      seen.disconnect();
      plot.destroy();
    };
  }, [curves, sources.join(), logarithmic, isDark]);
  const last = curves[0].values.at(-1) as number;
  return (
    <figure class="card chart">
      <figcaption>
        <strong>{title}</strong>
        <span class="quiet">{Number(last.toPrecision(4))}</span>
      </figcaption>
      <div ref={element} role="img" aria-label={`${title}, at last ${Number(last.toPrecision(4))}`} />
    </figure>
  );
}
