import { ArrowDownWideNarrow, ArrowUpNarrowWide, FilterX, SearchX, SlidersHorizontal } from 'lucide';
import { useState } from 'preact/hooks';
import type { TableDescription, TableQuery } from '../../../src/api/data.js';
import { call } from '../../parts/api/call.js';
import { useCall } from '../../parts/api/use-call.js';
import { counted } from '../../parts/ui/format-number.js';
import { Icon } from '../../parts/ui/icon.js';
import { change } from '../../parts/ui/location.js';
import { SourcePicker } from '../../parts/ui/source-picker.js';
import { Empty, Failed } from '../../parts/ui/states.js';
import { clearFilters } from './data-view.js';
import { FacetList } from './facets/facet-list.js';
import { RejectedPhotos } from './rejected-photos.js';
import { SampleGrid } from './sample-grid.js';

const SIZES: [size: number, name: string][] = [
  [96, 'Small'],
  [144, 'Medium'],
  [224, 'Large'],
];

/** Filters on one side, pictures on the other. */
export function Explorer({ table, query }: { table: TableDescription; query: TableQuery }) {
  const result = useCall('data/query', query);
  const [size, setSize] = useState(144);
  const [goal, setGoal] = useState<{ position: number } | null>(null);
  const filtered = Object.keys(query.filters).length > 0;
  const { value, error } = result;
  return (
    <div class="explorer">
      <header class="page-head">
        <div>
          <h1>Data</h1>
          <p class="quiet" role="status">
            {value === null
              ? counted(table.rows, 'picture')
              : filtered
                ? `${value.matching.toLocaleString('en')} of ${counted(table.rows, 'picture')}`
                : counted(value.matching, 'picture')}
          </p>
        </div>
        <div class="tools">
          <SourcePicker page="data" source={query.source} />
          <SortPicker table={table} query={query} />
          <Jump query={query} found={setGoal} />
          <fieldset class="segments" aria-label="Size of the pictures">
            {SIZES.map(([value, name]) => (
              <label key={value} title={`${name} pictures`}>
                <input type="radio" name="size" checked={size === value} onChange={() => setSize(value)} />
                <span aria-hidden="true">{name[0]}</span>
                <span class="unseen">{name} pictures</span>
              </label>
            ))}
          </fieldset>
        </div>
      </header>
      <div class="explorer-body">
        <details class="filters" open={matchMedia('(min-width: 900px)').matches}>
          <summary>
            <Icon icon={SlidersHorizontal} size={16} />
            Filters
            {filtered && <span class="chip">{Object.keys(query.filters).length}</span>}
          </summary>
          {filtered && (
            <button type="button" class="button" onClick={clearFilters}>
              <Icon icon={FilterX} size={16} />
              Clear all filters
            </button>
          )}
          <RejectedPhotos source={query.source} />
          {value !== null && <FacetList table={table} query={query} facets={value.facets} />}
        </details>
        {error !== null ? (
          <Failed error={error} again={result.again} />
        ) : value !== null && value.matching === 0 ? (
          <Empty icon={SearchX} title={table.rows === 0 ? 'No pictures yet' : 'No picture matches'}>
            {table.rows === 0 ? (
              <p>They appear here when the first stage of the run has finished.</p>
            ) : (
              <button type="button" class="button" onClick={clearFilters}>
                Clear all filters
              </button>
            )}
          </Empty>
        ) : (
          <SampleGrid query={query} count={value?.matching ?? table.rows} size={size} goal={goal} />
        )}
      </div>
    </div>
  );
}

function SortPicker({ table, query }: { table: TableDescription; query: TableQuery }) {
  return (
    <div class="sort">
      <label class="field">
        <span>Sort by</span>
        <select
          value={query.sort ?? ''}
          onChange={(event) => change({ sort: event.currentTarget.value || null })}
        >
          <option value="">as they come</option>
          {table.columns.map(({ name, label }) => (
            <option key={name} value={name}>
              {label}
            </option>
          ))}
        </select>
      </label>
      <button
        type="button"
        class="icon-button"
        aria-pressed={query.descending}
        title={query.descending ? 'Largest first' : 'Smallest first'}
        onClick={() => change({ descending: query.descending ? null : '1' })}
      >
        <Icon icon={query.descending ? ArrowDownWideNarrow : ArrowUpNarrowWide} />
        <span class="unseen">Largest first</span>
      </button>
    </div>
  );
}

/** To a row by its number, or to the first sample whose name has the text in it. */
function Jump({ query, found }: { query: TableQuery; found: (goal: { position: number }) => void }) {
  const [text, setText] = useState('');
  const [lost, setLost] = useState(false);
  const jump = async (event: Event) => {
    event.preventDefault();
    const number = /^#?(\d{1,9})$/.exec(text.trim())?.[1];
    const { position } =
      number === undefined || text.trim().length === 6
        ? await call('data/locate', { ...query, id: text.trim() })
        : { position: Math.max(0, Number(number) - 1) };
    setLost(position === null);
    if (position !== null) found({ position });
  };
  return (
    <form onSubmit={jump}>
      <label class="field">
        <span>{lost ? 'No such sample' : 'Jump to'}</span>
        <input
          type="search"
          class="jump"
          placeholder="row or name"
          value={text}
          aria-invalid={lost}
          onInput={(event) => {
            setText(event.currentTarget.value);
            setLost(false);
          }}
        />
      </label>
    </form>
  );
}
