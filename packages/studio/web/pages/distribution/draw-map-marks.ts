import type { Points, PointView } from '../../parts/points/point-view.js';
import type { MapCell } from './map-points.js';

interface Marks {
  cells: readonly MapCell[];
  points: Points;
  chosen: number | null;
  neighbours: readonly number[];
  listed: readonly number[];
  /** Map units. */
  lasso: readonly (readonly [number, number])[];
}

const MOST_RINGS = 2000;
const LARGEST_RATIO = 2;

/** What stands over the points: names of objects, the lasso, and rings round what is chosen and listed. */
export function drawMapMarks(
  canvas: HTMLCanvasElement,
  view: PointView,
  { cells, points, chosen, neighbours, listed, lasso }: Marks,
): void {
  const ratio = Math.min(LARGEST_RATIO, devicePixelRatio);
  const { clientWidth, clientHeight } = canvas;
  const [width, height] = [Math.round(clientWidth * ratio), Math.round(clientHeight * ratio)];
  if (canvas.width !== width || canvas.height !== height) Object.assign(canvas, { width, height });
  const context = canvas.getContext('2d') as CanvasRenderingContext2D;
  context.setTransform(ratio, 0, 0, ratio, 0, 0);
  context.clearRect(0, 0, clientWidth, clientHeight);
  const style = getComputedStyle(canvas);
  const color = (name: string) => style.getPropertyValue(name).trim();
  context.font = `13px ${style.fontFamily}`;
  context.textAlign = 'center';
  context.fillStyle = color('--quiet');
  if (cells.length > 1) {
    for (const { name, x, y } of cells) {
      const [left, top] = view.pixel([x, y + 1]);
      const [right] = view.pixel([x + 1, y + 1]);
      context.fillText(
        name.replace(/^\d+_/, '').replaceAll('_', ' '),
        (left + right) / 2,
        top - 8,
        right - left,
      );
    }
  }
  const ring = (point: number, radius: number) => {
    if (points.sizes[point] === 0) return;
    const [x, y] = view.pixelOf(point);
    context.beginPath();
    context.arc(x, y, radius, 0, 2 * Math.PI);
    context.stroke();
  };
  context.strokeStyle = color('--ink');
  context.lineWidth = 1.25;
  for (const point of listed.slice(0, MOST_RINGS)) ring(point, 5.5);
  if (chosen !== null) {
    const [x, y] = view.pixelOf(chosen);
    context.globalAlpha = 0.6;
    for (const other of neighbours) {
      if (points.sizes[other] === 0) continue;
      context.beginPath();
      context.moveTo(x, y);
      context.lineTo(...view.pixelOf(other));
      context.stroke();
    }
    context.globalAlpha = 1;
    context.lineWidth = 3;
    ring(chosen, 10);
  }
  if (lasso.length > 1) {
    context.strokeStyle = color('--accent');
    context.fillStyle = color('--accent');
    context.lineWidth = 2;
    context.beginPath();
    for (const place of lasso) context.lineTo(...view.pixel(place));
    context.closePath();
    context.stroke();
    context.globalAlpha = 0.12;
    context.fill();
    context.globalAlpha = 1;
  }
}
