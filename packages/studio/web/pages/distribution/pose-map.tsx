import { useEffect, useMemo, useRef } from 'preact/hooks';
import * as THREE from 'three';
import type { PoseKind, PosePoints } from '../../../src/api/distribution.js';
import { PointView } from '../../parts/points/point-view.js';
import { dark } from '../../parts/ui/theme.js';
import { drawMapMarks } from './draw-map-marks.js';
import { cellBounds, KIND_COLORS, type MapChoice, mapCells, mapPoints } from './map-points.js';

const WHEEL = 1.0015;
const KEY_ZOOM = 1.3;
/** Pixels that a press may wander and still be one. */
const STILL = 4;

interface Props {
  points: PosePoints;
  choice: MapChoice;
  tool: 'move' | 'lasso';
  /** The pose that is looked at. */
  chosen: number | null;
  /** Its nearest ones. */
  neighbours: readonly number[];
  /** Poses in the list. */
  listed: readonly number[];
  choose: (point: number | null) => void;
  list: (points: number[]) => void;
}

/** The poses as points, which one moves, zooms, presses and puts a lasso round. */
export function PoseMap(props: Props) {
  const { points, choice, chosen, neighbours, listed } = props;
  const canvas = useRef<HTMLCanvasElement>(null);
  const marks = useRef<HTMLCanvasElement>(null);
  const view = useRef<PointView | null>(null);
  const now = useRef(props);
  now.current = props;
  const lasso = useRef<[number, number][]>([]);
  const drawn = useRef<ReturnType<typeof mapPoints> | null>(null);
  const isDark = dark.value;
  const cells = useMemo(
    () => mapCells(points, choice.object, matchMedia('(min-width: 900px)').matches),
    [points, choice.object],
  );
  const cellsNow = useRef(cells);
  cellsNow.current = cells;

  const mark = () => {
    if (view.current === null || marks.current === null || drawn.current === null) return;
    const { chosen, neighbours, listed } = now.current;
    drawMapMarks(marks.current, view.current, {
      ...{ cells: cellsNow.current, points: drawn.current, chosen, neighbours, listed },
      lasso: lasso.current,
    });
  };

  useEffect(() => {
    const node = canvas.current as HTMLCanvasElement;
    const points = new PointView(node, mark);
    view.current = points;
    const end = listen(node, points, now, lasso, mark);
    return () => {
      end();
      points.close();
      view.current = null;
    };
  }, []);
  useEffect(() => {
    const node = canvas.current as HTMLCanvasElement;
    const style = getComputedStyle(node);
    const rgb = (name: string) => {
      const { r, g, b } = new THREE.Color(style.getPropertyValue(name).trim());
      return [r, g, b] as const;
    };
    const colorOf = (kind: PoseKind) => rgb(KIND_COLORS[kind]);
    const colors = new Map<PoseKind, readonly [number, number, number]>();
    const known = (kind: PoseKind) => {
      const color = colors.get(kind) ?? colorOf(kind);
      colors.set(kind, color);
      return color;
    };
    drawn.current = mapPoints(points, cells, choice, known, rgb('--line-strong'));
    view.current?.show(drawn.current, cellBounds(cells));
  }, [points, cells, choice, isDark]);
  useEffect(() => {
    if (chosen !== null) view.current?.reveal(chosen);
    mark();
  }, [chosen, neighbours, listed]);
  return (
    <div class="pose-map" data-tool={props.tool}>
      <canvas
        ref={canvas}
        tabIndex={0}
        role="img"
        aria-label={`Map of ${points.x.length} poses; arrow keys go from pose to pose, plus and minus zoom, 0 shows all, V lists what is in view`}
      />
      <canvas ref={marks} class="pose-marks" />
    </div>
  );
}

/** Pointer, wheel and keys. */
function listen(
  node: HTMLCanvasElement,
  view: PointView,
  now: { current: Props },
  lasso: { current: [number, number][] },
  mark: () => void,
): () => void {
  const stop = new AbortController();
  const on = <Name extends keyof HTMLElementEventMap>(
    name: Name,
    act: (event: HTMLElementEventMap[Name]) => void,
  ) => node.addEventListener(name, act, { signal: stop.signal, passive: false });
  const at = ({ clientX, clientY }: MouseEvent): [number, number] => {
    const { left, top } = node.getBoundingClientRect();
    return [clientX - left, clientY - top];
  };
  const pressed = new Map<number, [number, number]>();
  let wandered = 0;
  on('pointerdown', (event) => {
    node.setPointerCapture(event.pointerId);
    pressed.set(event.pointerId, at(event));
    wandered = pressed.size > 1 ? STILL + 1 : 0;
    lasso.current = [];
  });
  on('pointermove', (event) => {
    const before = pressed.get(event.pointerId);
    const place = at(event);
    if (before === undefined) {
      node.style.cursor = view.find(place) === null ? '' : 'pointer';
      return;
    }
    const step: [number, number] = [place[0] - before[0], place[1] - before[1]];
    wandered += Math.hypot(...step);
    if (pressed.size === 2) {
      const other = [...pressed].find(([id]) => id !== event.pointerId)?.[1] as [number, number];
      const apart = (a: [number, number]) => Math.max(1, Math.hypot(a[0] - other[0], a[1] - other[1]));
      view.zoomBy(apart(place) / apart(before), other);
    } else if (now.current.tool === 'lasso') {
      // On a busy page several moves come as one: a corner between them would be cut off.
      for (const each of movesOf(event)) lasso.current.push(view.place(at(each)));
      mark();
    } else if (wandered > STILL) view.move(step);
    pressed.set(event.pointerId, place);
  });
  const release = (event: PointerEvent) => {
    if (!pressed.delete(event.pointerId)) return;
    if (wandered <= STILL) now.current.choose(view.find(at(event)));
    else if (now.current.tool === 'lasso' && lasso.current.length > 2) {
      now.current.list(view.inside(lasso.current));
    }
    lasso.current = [];
    mark();
  };
  on('pointerup', release);
  on('pointercancel', (event) => {
    pressed.delete(event.pointerId);
    lasso.current = [];
    mark();
  });
  on('wheel', (event) => {
    event.preventDefault();
    view.zoomBy(WHEEL ** -event.deltaY, at(event));
  });
  on('keydown', (event) => {
    const steps: Record<string, [number, number]> = {
      ArrowLeft: [-1, 0],
      ArrowRight: [1, 0],
      ArrowUp: [0, 1],
      ArrowDown: [0, -1],
    };
    const step = steps[event.key];
    const { chosen, choose, list } = now.current;
    if (step !== undefined) {
      const middle: [number, number] = [node.clientWidth / 2, node.clientHeight / 2];
      const next = chosen === null ? nearestTo(view, middle, node) : view.beside(chosen, step);
      if (next !== null) choose(next);
    } else if (event.key === '+' || event.key === '=') view.zoomBy(KEY_ZOOM);
    else if (event.key === '-') view.zoomBy(1 / KEY_ZOOM);
    else if (event.key === '0') view.reset();
    else if (event.key === 'v') list(inView(view, node));
    else if (event.key === 'Escape') {
      choose(null);
      list([]);
    } else return;
    event.preventDefault();
    event.stopPropagation();
  });
  return () => stop.abort();
}

/** The moves that a browser has put together into one; only pages of one's own machine or HTTPS are told. */
function movesOf(event: PointerEvent): PointerEvent[] {
  const moves = event.getCoalescedEvents?.() ?? [];
  return moves.length === 0 ? [event] : moves;
}

function inView(view: PointView, { clientWidth, clientHeight }: HTMLCanvasElement): number[] {
  const corners: [number, number][] = [
    [0, 0],
    [clientWidth, 0],
    [clientWidth, clientHeight],
    [0, clientHeight],
  ];
  return view.inside(corners.map((corner) => view.place(corner)));
}

/** Where the keyboard begins. */
function nearestTo(view: PointView, at: [number, number], node: HTMLCanvasElement): number | null {
  const seen = inView(view, node);
  const distance = (point: number) => {
    const [x, y] = view.pixelOf(point);
    return Math.hypot(x - at[0], y - at[1]);
  };
  return seen.length === 0 ? null : seen.reduce((a, b) => (distance(b) < distance(a) ? b : a));
}
