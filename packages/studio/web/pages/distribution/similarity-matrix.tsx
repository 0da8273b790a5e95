import { useEffect, useRef } from 'preact/hooks';
import type { ObjectFigures } from '../../../src/api/distribution.js';
import { formatNumber } from '../../parts/ui/format-number.js';

interface Props {
  maps: ObjectFigures['maps'];
  kind: 'picked' | 'random';
  words: string;
}

/** Viridis at its fifths: brightness alone tells the order. */
const STOPS = [
  [68, 1, 84],
  [59, 82, 139],
  [33, 145, 140],
  [94, 201, 98],
  [253, 231, 37],
];

/** Similarities of poses to each other; both matrices on one scale. */
export function SimilarityMatrix({ maps, kind, words }: Props) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const rows = maps[kind];
  const values = [...maps.picked, ...maps.random].flat();
  const least = values.reduce((a, b) => Math.min(a, b), 1);
  useEffect(() => {
    const node = canvas.current as HTMLCanvasElement;
    const size = Math.max(1, rows.length);
    Object.assign(node, { width: size, height: size });
    const context = node.getContext('2d') as CanvasRenderingContext2D;
    const image = context.createImageData(size, size);
    rows.forEach((row, i) => {
      row.forEach((value, j) => {
        const place = ((value - least) / Math.max(1e-9, 1 - least)) * (STOPS.length - 1);
        const below = Math.max(0, Math.min(STOPS.length - 2, Math.floor(place)));
        const rest = Math.min(1, place - below);
        const mixed = STOPS[below].map((from, k) => from + (STOPS[below + 1][k] - from) * rest);
        image.data.set([...mixed, 255], 4 * (i * size + j));
      });
    });
    context.putImageData(image, 0, 0);
  }, [rows, least]);
  // Poses beside themselves are left out of the mean.
  const others = rows.flatMap((row, i) => row.filter((_, j) => j !== i));
  const mean = others.reduce((sum, value) => sum + value, 0) / Math.max(1, others.length);
  const told = others.length === 0 ? 'none' : `mean ${mean.toFixed(3)}`;
  return (
    <div class="matrix">
      <canvas
        ref={canvas}
        class="matrix-cells"
        role="img"
        aria-label={`Similarities of ${rows.length} ${words}, ${told}`}
      />
      <p>
        {words} <span class="quiet">{told}</span>
      </p>
      <p class="scale" aria-hidden="true">
        <span>{formatNumber(least)}</span>
        <span class="matrix-scale" />
        <span>1</span>
      </p>
    </div>
  );
}
