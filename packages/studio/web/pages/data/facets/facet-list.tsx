import type { Facet, TableDescription, TableQuery } from '../../../../src/api/data.js';
import { CategoryFacet } from './category-facet.js';
import { NumberFacet } from './number-facet.js';

/** A histogram of every column; what is chosen in it is a filter. */
export function FacetList({
  table,
  query,
  facets,
}: {
  table: TableDescription;
  query: TableQuery;
  facets: readonly Facet[];
}) {
  return (
    <div class="facets">
      {table.columns.map((column) => {
        const facet = facets.find(({ name }) => name === column.name);
        if (facet?.kind === 'category' && column.kind === 'category') {
          return <CategoryFacet key={column.name} column={column} facet={facet} query={query} />;
        }
        if (facet?.kind === 'number' && column.kind === 'number') {
          return <NumberFacet key={column.name} column={column} facet={facet} query={query} />;
        }
        return null;
      })}
    </div>
  );
}
