import { ArrowLeft, ChevronLeft, ChevronRight, Columns2, X } from 'lucide';
import { useEffect } from 'preact/hooks';
import type { TableDescription, TableQuery } from '../../../../src/api/data.js';
import { call } from '../../../parts/api/call.js';
import { useCall } from '../../../parts/api/use-call.js';
import { Icon } from '../../../parts/ui/icon.js';
import { change, place } from '../../../parts/ui/location.js';
import { SampleCard } from './sample-card.js';

interface Props {
  table: TableDescription;
  query: TableQuery;
  row: number;
}

/** One sample, or two side by side; next and previous in the order of the grid. */
export function SampleView({ table, query, row }: Props) {
  const { beside } = place.value.params;
  const located = useCall('data/locate', { ...query, row });
  const matching = useCall('data/query', query).value?.matching ?? 0;
  const position = located.value?.position ?? null;

  const step = async (by: number) => {
    const to = position === null ? 0 : position + by;
    if (to < 0 || to >= matching) return;
    const [next] = await call('data/rows', { ...query, from: to, count: 1 });
    if (next !== undefined) change({ row: String(next.row), at: to === 0 ? null : String(to) }, true);
  };
  const back = () => change({ row: null, beside: null });
  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      const typing = event.target instanceof HTMLElement && event.target.matches('input, select, textarea');
      if (typing || event.ctrlKey || event.metaKey || event.altKey) return;
      if (event.key === 'j') void step(1);
      else if (event.key === 'k') void step(-1);
      else if (event.key === 'Escape' && document.querySelector('dialog[open]') === null) back();
      else return;
      event.preventDefault();
    };
    addEventListener('keydown', press);
    return () => removeEventListener('keydown', press);
  });

  return (
    <div class="page sample-page">
      <header class="page-head">
        <div class="actions">
          <button type="button" class="button" onClick={back}>
            <Icon icon={ArrowLeft} size={16} />
            All pictures
          </button>
          <button
            type="button"
            class="button"
            disabled={position === null || position === 0}
            onClick={() => step(-1)}
          >
            <Icon icon={ChevronLeft} size={16} />
            Previous
          </button>
          <button
            type="button"
            class="button"
            disabled={position === null || position >= matching - 1}
            onClick={() => step(1)}
          >
            Next
            <Icon icon={ChevronRight} size={16} />
          </button>
          <span class="quiet" role="status">
            {position !== null &&
              `${(position + 1).toLocaleString('en')} of ${matching.toLocaleString('en')}`}
          </span>
        </div>
        {beside === undefined ? (
          <button type="button" class="button" onClick={() => change({ beside: String(row) })}>
            <Icon icon={Columns2} size={16} />
            Keep beside the next
          </button>
        ) : (
          <button type="button" class="button" onClick={() => change({ beside: null })}>
            <Icon icon={X} size={16} />
            One alone
          </button>
        )}
      </header>
      <div class={beside === undefined ? 'samples' : 'samples samples-two'}>
        <SampleCard key={row} table={table} source={query.source} row={row} narrow={beside !== undefined} />
        {beside !== undefined && (
          <SampleCard
            key={`beside ${beside}`}
            table={table}
            source={query.source}
            row={Number(beside)}
            narrow
          />
        )}
      </div>
    </div>
  );
}
