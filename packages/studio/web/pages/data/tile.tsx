import { memo } from 'preact/compat';
import type { TableQuery, TableRow } from '../../../src/api/data.js';
import { bytesPath } from '../../parts/api/bytes-path.js';
import { Picture } from '../../parts/pictures/picture.js';
import { formatNumber } from '../../parts/ui/format-number.js';
import { hrefOf, place } from '../../parts/ui/location.js';

import { pictureKind } from './picture-kind.js';

interface Props {
  position: number;
  row: TableRow | null;
  query: TableQuery;
  /** Pixels of its side. */
  size: number;
  active: boolean;
}

/** A picture in the grid, with what it is and the number that one sorts by. */
export const Tile = memo(function Tile({ position, row, query, size, active }: Props) {
  // biome-ignore lint/a11y/useSemanticElements: as the grid
  if (row === null) return <div class="tile tile-waits" role="gridcell" tabIndex={-1} />;
  const { provenance, object, split } = row.values;
  const kind = pictureKind(row.values);
  const sorted = query.sort === null ? null : row.values[query.sort];
  const words = typeof sorted === 'number' ? formatNumber(sorted) : (sorted ?? null);
  // Twice the size for fine screens, in few steps, so that a picture is made once.
  const pixels = size > 170 ? 448 : size > 120 ? 288 : 192;
  return (
    // biome-ignore lint/a11y/useSemanticElements: as the grid
    <div class="tile" role="gridcell" tabIndex={-1}>
      <a
        href={hrefOf('data', {
          ...place.value.params,
          source: query.source,
          row: String(row.row),
          at: String(position),
        })}
        tabIndex={active ? 0 : -1}
        data-position={position}
      >
        <span class="tile-picture" style={{ height: `${size}px` }}>
          <Picture
            path={bytesPath('data/thumbnail', { source: query.source, row: row.row, size: pixels })}
            alt={row.id}
          />
        </span>
        <span class="tile-words">
          <span class="mark" data-kind={kind}>
            {kind}
          </span>
          <span class="tile-name">{words ?? object ?? row.id}</span>
          <span class="quiet">{split ?? provenance}</span>
        </span>
      </a>
    </div>
  );
});
