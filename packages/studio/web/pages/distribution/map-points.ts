import type { PoseKind, PosePoints } from '../../../src/api/distribution.js';
import type { Points } from '../../parts/points/point-view.js';
import { scaleColor } from '../../parts/scene/meshes.js';

export const KINDS: readonly PoseKind[] = ['grasp', 'real', 'grasp, selected', 'real, selected'];

/** What a kind is, in words for people. */
export const KIND_WORDS: Record<PoseKind, string> = {
  real: 'real pose',
  'real, selected': 'selected real pose',
  grasp: 'generated grasp',
  'grasp, selected': 'selected grasp',
};

/** The style sheet's colours of kinds, by the name of its variable. */
export const KIND_COLORS: Record<PoseKind, string> = {
  real: '--real',
  'real, selected': '--real',
  grasp: '--made',
  'grasp, selected': '--made',
};

export type ColorBy = 'kind' | 'probability' | 'novelty';

export interface MapChoice {
  /** Name of the one object that is shown; null for all. */
  object: string | null;
  colorBy: ColorBy;
  hidden: ReadonlySet<PoseKind>;
}

/** Where an object's own map stands among the others. */
export interface MapCell {
  name: string;
  /** Left and bottom, map units; a cell is 1 wide. */
  x: number;
  y: number;
}

const GAP = 0.22;

/** Objects side by side in rows, or the one that was chosen. */
export function mapCells({ objects }: PosePoints, object: string | null, wide: boolean): MapCell[] {
  const shown = objects.filter(({ name }) => object === null || name === object);
  const columns = Math.ceil(Math.sqrt(shown.length * (wide ? 1.6 : 0.7)));
  return shown.map(({ name }, i) => ({
    name,
    x: (i % columns) * (1 + GAP),
    y: -Math.floor(i / columns) * (1 + GAP),
  }));
}

export function cellBounds(cells: readonly MapCell[]) {
  const right = Math.max(1, ...cells.map(({ x }) => x + 1));
  const bottom = Math.min(0, ...cells.map(({ y }) => y));
  // Above each cell stands its name.
  return { x: 0, y: bottom, width: right, height: 1 - bottom + GAP / 2 };
}

/** Points with their colours, as the choice has it. @param ink of quiet points, `#rrggbb` by kind */
export function mapPoints(
  points: PosePoints,
  cells: readonly MapCell[],
  { colorBy, hidden }: MapChoice,
  colorOf: (kind: PoseKind) => readonly [number, number, number],
  quiet: readonly [number, number, number],
): Points {
  const places = points.objects.map(({ name }) => cells.find((cell) => cell.name === name) ?? null);
  const values = colorBy === 'kind' ? null : points[colorBy];
  const most = values === null ? 1 : mostOf(values);
  const count = points.x.length;
  const colors = new Float32Array(3 * count);
  const sizes = new Float32Array(count);
  const selected = (i: number) => points.kind[i].endsWith('selected');
  for (let i = 0; i < count; i++) {
    const cell = places[points.object[i]];
    const value = values?.[i] ?? null;
    colors.set(
      values === null ? colorOf(points.kind[i]) : value === null ? quiet : scaleColor(value / most),
      3 * i,
    );
    const shown = cell !== null && !hidden.has(points.kind[i]);
    sizes[i] = !shown ? 0 : selected(i) ? 11 : values !== null && value === null ? 4 : 6;
  }
  const move = (own: number[], axis: 'x' | 'y') =>
    own.map((value, i) => value + (places[points.object[i]]?.[axis] ?? 0));
  return { x: move(points.x, 'x'), y: move(points.y, 'y'), colors, sizes, raised: selected };
}

/** The end of the scale. */
export function mostOf(values: readonly (number | null)[]): number {
  return values.reduce<number>((most, value) => Math.max(most, value ?? 0), 0) || 1;
}
