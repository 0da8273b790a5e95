import { useState } from 'preact/hooks';
import type { CategoryColumn, Facet, TableQuery } from '../../../../src/api/data.js';
import { setFilter } from '../data-view.js';

/** Values that stand open; the others follow on request. */
const FEW = 6;

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
        <p class="quiet">{facet.others.toLocaleString('en')} rows with rarer values</p>
      )}
    </fieldset>
  );
}
