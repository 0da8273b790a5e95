import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import type { TableQuery } from '../../../src/api/data.js';
import { change, place } from '../../parts/ui/location.js';
import { TallScroll } from '../../parts/ui/tall-scroll.js';
import { RowStore } from './row-store.js';
import { Tile } from './tile.js';

const GAP = 8;
const CAPTION = 42;
/** Rows of tiles that are drawn beyond the window, so that a turn of the wheel finds them there. */
const BEYOND = 1;

interface Props {
  query: TableQuery;
  count: number;
  /** Smallest side of a picture. */
  size: number;
  /** A position to go to, once. */
  goal: { position: number } | null;
}

/** Pictures of any number: only those in the window are there at all. */
export function SampleGrid({ query, count, size, goal }: Props) {
  const element = useRef<HTMLDivElement>(null);
  const [, redraw] = useState(0);
  const [width, setWidth] = useState(0);
  const [active, setActive] = useState(Number(place.value.params.at ?? 0));
  const focus = useRef(false);
  const scroll = useRef<TallScroll | null>(null);
  const key = JSON.stringify(query);
  const store = useRef<RowStore | null>(null);
  if (store.current === null || JSON.stringify(store.current.query) !== key) {
    store.current?.close();
    store.current = new RowStore(query, () => redraw((n) => n + 1));
  }

  const columns = Math.max(1, Math.floor((width + GAP) / (size + GAP)));
  const side = width === 0 ? size : (width - (columns - 1) * GAP) / columns;
  const pitch = Math.floor(side) + CAPTION + GAP;
  const lines = Math.ceil(count / columns);

  useLayoutEffect(() => {
    const node = element.current as HTMLDivElement;
    const tall = new TallScroll(node, 0, () => redraw((n) => n + 1));
    scroll.current = tall;
    const seen = new ResizeObserver(() => {
      const style = getComputedStyle(node);
      setWidth(
        node.clientWidth - Number.parseFloat(style.paddingLeft) - Number.parseFloat(style.paddingRight),
      );
    });
    seen.observe(node);
    return () => {
      seen.disconnect();
      tall.close();
    };
  }, []);
  useLayoutEffect(() => {
    if (width === 0) return;
    scroll.current?.resize(lines * pitch);
    show(active);
    redraw((n) => n + 1);
  }, [lines, pitch, width]);
  useEffect(() => {
    if (goal !== null) moveTo(goal.position, true);
  }, [goal]);
  // What the result is of has changed: back to its beginning, but for the first look, which the address may lead elsewhere.
  const first = useRef(key);
  useEffect(() => {
    if (first.current === key) return;
    first.current = key;
    setActive(0);
    scroll.current?.go(0);
  }, [key]);

  /** Scrolls no more than is needed to show a position. */
  const show = (position: number) => {
    const tall = scroll.current as TallScroll;
    const top = Math.floor(position / columns) * pitch;
    const { clientHeight } = tall.element;
    if (top < tall.offset) tall.go(top);
    else if (top + pitch > tall.offset + clientHeight) tall.go(top + pitch - clientHeight);
  };
  const moveTo = (position: number, focused: boolean) => {
    const wanted = Math.max(0, Math.min(count - 1, position));
    focus.current = focused;
    setActive(wanted);
    show(wanted);
    change({ at: wanted === 0 ? null : String(wanted) }, true);
  };
  useEffect(() => {
    if (!focus.current) return;
    focus.current = false;
    element.current
      ?.querySelector<HTMLElement>(`[data-position="${active}"]`)
      ?.focus({ preventScroll: true });
  });
  const press = (event: KeyboardEvent) => {
    const visible = Math.max(1, Math.floor((element.current?.clientHeight ?? 0) / pitch) - 1);
    const steps: Record<string, number> = {
      ArrowLeft: -1,
      ArrowRight: 1,
      ArrowUp: -columns,
      ArrowDown: columns,
      PageUp: -visible * columns,
      PageDown: visible * columns,
      Home: -count,
      End: count,
    };
    const step = steps[event.key];
    if (step === undefined) return;
    event.preventDefault();
    moveTo(active + step, true);
  };

  const tall = scroll.current;
  const from = tall === null ? 0 : Math.max(0, Math.floor(tall.offset / pitch) - BEYOND);
  const to =
    tall === null
      ? 0
      : Math.min(lines, Math.ceil((tall.offset + tall.element.clientHeight) / pitch) + BEYOND);
  store.current.want(from * columns, Math.min(count, to * columns));
  const shown = Array.from({ length: Math.max(0, to - from) }, (_, i) => from + i);
  return (
    // biome-ignore lint/a11y/useSemanticElements: a table of half a million cells is not laid out by the browser
    <div
      ref={element}
      class="grid"
      role="grid"
      aria-label="Pictures"
      aria-rowcount={lines}
      aria-colcount={columns}
      tabIndex={-1}
      onKeyDown={press}
    >
      <div class="grid-tall" role="presentation" style={{ height: `${tall?.height ?? 0}px` }}>
        {shown.map((line) => (
          // biome-ignore lint/a11y/useSemanticElements: as the grid
          <div
            key={line}
            class="grid-line"
            role="row"
            tabIndex={-1}
            aria-rowindex={line + 1}
            style={{
              transform: `translateY(${(tall as TallScroll).draw(line * pitch)}px)`,
              gridTemplateColumns: `repeat(${columns}, minmax(0, 1fr))`,
              height: `${pitch - GAP}px`,
            }}
          >
            {Array.from({ length: Math.min(columns, count - line * columns) }, (_, i) => {
              const position = line * columns + i;
              return (
                <Tile
                  key={position}
                  position={position}
                  row={(store.current as RowStore).at(position)}
                  query={query}
                  size={Math.floor(side)}
                  active={position === active}
                />
              );
            })}
          </div>
        ))}
      </div>
    </div>
  );
}
