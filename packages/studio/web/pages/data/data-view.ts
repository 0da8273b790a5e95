import type { Filter, TableQuery } from '../../../src/api/data.js';
import { change, place } from '../../parts/ui/location.js';

/** What the grid shows, as it stands in the address. */
export function queryOf(source: string): TableQuery {
  const { filters, sort, descending } = place.value.params;
  return { source, filters: filtersOf(filters), sort: sort ?? null, descending: descending === '1' };
}

/** A filter of one column, or none. */
export function setFilter(query: TableQuery, name: string, filter: Filter | null): void {
  const { [name]: _, ...others } = query.filters;
  const filters = filter === null ? others : { ...others, [name]: filter };
  change({ filters: Object.keys(filters).length === 0 ? null : JSON.stringify(filters) }, true);
}

export function clearFilters(): void {
  change({ filters: null });
}

function filtersOf(text: string | undefined): Record<string, Filter> {
  try {
    const value = JSON.parse(text ?? '{}');
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? value : {};
  } catch {
    return {};
  }
}
