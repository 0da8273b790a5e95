import { useState } from 'preact/hooks';
import type { CategoryColumn, Facet, TableQuery } from '../../../../src/api/data.js';
import { useCall } from '../../../parts/api/use-call.js';
import { setFilter } from '../data-view.js';

/** Values that stand open; the others follow on request. */
const FEW = 6;
/** With more than these, a value is found by its text. */
const MANY = 20;

/** How many rows have each value, as bars; a press on one filters by it. */
export function CategoryFacet({
  column,
  facet,
  query,
}: {
  column: CategoryColumn;
  facet: Extract<Facet, { kind: 'category' }>;
  query: TableQuery;
}) {
  const [all, setAll] = useState(false);
  const filter = query.filters[column.name];
  const chosen = filter !== undefined && 'values' in filter ? filter.values : [];
  const most = facet.counts[0]?.[1] ?? 1;
  const told = all ? facet.counts : facet.counts.slice(0, FEW);
  // A chosen value that no row has any more can still be let go.
  const gone = chosen.filter((value) => !facet.counts.some(([each]) => each === value));
  const toggle = (value: string) => {
    const values = chosen.includes(value) ? chosen.filter((each) => each !== value) : [...chosen, value];
    setFilter(query, column.name, values.length === 0 ? null : { values });
  };
  return (
    <fieldset class="facet">
      <legend>{column.label}</legend>
      {[...told, ...gone.map((value): [string, number] => [value, 0])].map(([value, count]) => (
        <label key={value} class="facet-value" data-value={value}>
          <input type="checkbox" checked={chosen.includes(value)} onChange={() => toggle(value)} />
          <span class="facet-name">{value === '' ? 'none' : value}</span>
          <span class="facet-count">{count.toLocaleString('en')}</span>
          <span class="facet-bar" style={{ width: `${(100 * count) / most}%` }} />
        </label>
      ))}
      {facet.counts.length > FEW && (
        <button type="button" class="link" aria-expanded={all} onClick={() => setAll(!all)}>
          {all ? 'Fewer' : `${facet.counts.length - FEW} more`}
        </button>
      )}
      {all && facet.others > 0 && (
        <p class="quiet">
          {(facet.distinct - facet.counts.length).toLocaleString('en')} rarer values, of{' '}
          {facet.others.toLocaleString('en')} rows
        </p>
      )}
      {column.values > MANY && <ValueSearch {...{ column, query, chosen, toggle }} />}
    </fieldset>
  );
}

interface SearchProps {
  column: CategoryColumn;
  query: TableQuery;
  chosen: readonly string[];
  toggle: (value: string) => void;
}

/** Finds a value among very many by a part of its text. */
function ValueSearch({ column, query, chosen, toggle }: SearchProps) {
  const [text, setText] = useState('');
  const { source } = query;
  const body = text.trim() === '' ? null : { source, column: column.name, text: text.trim() };
  const { value } = useCall('data/values', body);
  const found = body === null ? null : value;
  return (
    <>
      <input
        type="search"
        aria-label={`Find a value of ${column.label}`}
        placeholder={`find among ${column.values.toLocaleString('en')}`}
        value={text}
        onInput={(event) => setText(event.currentTarget.value)}
      />
      {found?.values.map((each) => (
        <label key={each} class="facet-value" data-found={each}>
          <input type="checkbox" checked={chosen.includes(each)} onChange={() => toggle(each)} />
          <span class="facet-name">{each}</span>
        </label>
      ))}
      {found !== null && found.matching > found.values.length && (
        <p class="quiet">and {(found.matching - found.values.length).toLocaleString('en')} more</p>
      )}
      {found !== null && found.matching === 0 && <p class="quiet">no such value</p>}
    </>
  );
}
