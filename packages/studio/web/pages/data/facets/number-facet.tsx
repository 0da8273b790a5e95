import { useRef, useState } from 'preact/hooks';
import type { Facet, NumberColumn, TableQuery } from '../../../../src/api/data.js';
import { formatNumber } from '../../../parts/ui/format-number.js';
import { setFilter } from '../data-view.js';

/** A histogram in which a range is drawn by dragging; by keyboard, the two ends are typed. */
export function NumberFacet({
  column,
  facet,
  query,
}: {
  column: NumberColumn;
  facet: Extract<Facet, { kind: 'number' }>;
  query: TableQuery;
}) {
  const filter = query.filters[column.name];
  const chosen = filter !== undefined && 'from' in filter ? filter : { from: null, to: null };
  const plot = useRef<HTMLDivElement>(null);
  const [drag, setDrag] = useState<[number, number] | null>(null);
  const { least, most, unit, label, name } = column;
  const bins = facet.counts.length;
  const highest = Math.max(1, ...facet.counts);
  const set = (from: number | null, to: number | null) =>
    setFilter(query, name, from === null && to === null ? null : { from, to });
  const binAt = (event: PointerEvent) => {
    const { left, width } = (plot.current as HTMLDivElement).getBoundingClientRect();
    return Math.min(bins - 1, Math.max(0, Math.floor(((event.clientX - left) / width) * bins)));
  };
  const edge = (bin: number) => least + (bin / bins) * (most - least);
  const end = () => {
    if (drag === null) return;
    const [a, b] = [Math.min(...drag), Math.max(...drag)];
    setDrag(null);
    // A press on one bin of the chosen range lets go of it.
    if (a === b && filter !== undefined) set(null, null);
    else set(a === 0 ? null : edge(a), b === bins - 1 ? null : edge(b + 1));
  };
  const inside = (bin: number) => {
    if (drag !== null) return bin >= Math.min(...drag) && bin <= Math.max(...drag);
    return edge(bin + 1) > (chosen.from ?? least) && edge(bin) < (chosen.to ?? most + 1);
  };
  const typed = (text: string) => (text.trim() === '' || Number.isNaN(Number(text)) ? null : Number(text));
  return (
    <fieldset class="facet">
      <legend>
        {label}
        {unit && <span class="quiet"> {unit}</span>}
      </legend>
      <div
        ref={plot}
        class="histogram"
        onPointerDown={(event) => {
          plot.current?.setPointerCapture(event.pointerId);
          setDrag([binAt(event), binAt(event)]);
        }}
        onPointerMove={(event) => drag !== null && setDrag([drag[0], binAt(event)])}
        onPointerUp={end}
        onPointerCancel={() => setDrag(null)}
      >
        {facet.counts.map((count, bin) => (
          <span
            key={bin}
            class={inside(bin) ? 'bin bin-in' : 'bin'}
            style={{ height: `${count === 0 ? 0 : Math.max(4, (100 * count) / highest)}%` }}
            title={`${formatNumber(edge(bin))} … ${formatNumber(edge(bin + 1))}: ${count.toLocaleString('en')}`}
          />
        ))}
      </div>
      <div class="range">
        <input
          type="text"
          inputMode="decimal"
          aria-label={`${label} from`}
          placeholder={formatNumber(least)}
          value={chosen.from === null ? '' : formatNumber(chosen.from)}
          onChange={(event) => set(typed(event.currentTarget.value), chosen.to)}
        />
        <span aria-hidden="true">…</span>
        <input
          type="text"
          inputMode="decimal"
          aria-label={`${label} to`}
          placeholder={formatNumber(most)}
          value={chosen.to === null ? '' : formatNumber(chosen.to)}
          onChange={(event) => set(chosen.from, typed(event.currentTarget.value))}
        />
      </div>
    </fieldset>
  );
}
