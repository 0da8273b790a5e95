import type { TableQuery, TableRow } from '../../../src/api/data.js';
import { call } from '../../parts/api/call.js';

const PAGE = 120;
const MOST_PAGES = 60;

/** Rows of one result, fetched a page at a time when they are looked at; the oldest are forgotten. */
export class RowStore {
  readonly #pages = new Map<number, TableRow[] | 'fetching'>();
  #closed = false;

  /** @param changed is called when rows have come */
  constructor(
    readonly query: TableQuery,
    readonly changed: () => void,
  ) {}

  /** The row at a position of the result; null where it has yet to come. */
  at(position: number): TableRow | null {
    const page = this.#pages.get(Math.floor(position / PAGE));
    return page === undefined || page === 'fetching' ? null : (page[position % PAGE] ?? null);
  }

  /** Sees that the rows from ... to are there, or come. */
  want(from: number, to: number): void {
    for (let page = Math.floor(from / PAGE); page <= Math.floor(Math.max(from, to - 1) / PAGE); page++) {
      if (!this.#pages.has(page)) void this.#fetch(page);
    }
  }

  close(): void {
    this.#closed = true;
  }

  async #fetch(page: number): Promise<void> {
    this.#pages.set(page, 'fetching');
    try {
      const rows = await call('data/rows', { ...this.query, from: page * PAGE, count: PAGE });
      if (this.#closed) return;
      this.#pages.set(page, rows);
      const oldest = this.#pages.keys().next().value as number;
      if (this.#pages.size > MOST_PAGES) this.#pages.delete(oldest);
      this.changed();
    } catch {
      // Asked for again with the next look; that the studio does not answer is said elsewhere.
      this.#pages.delete(page);
    }
  }
}
