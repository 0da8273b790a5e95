import { InputError } from 'handbooster';
import type { Facet, Filter, QueryResult, TableQuery } from '../../api/data.js';
import type { Categories, Numbers, SampleTable } from './sample-table.js';

export type Question = Omit<TableQuery, 'source'>;

/** Values of a category that are told of; the others are counted together. */
const MOST_VALUES = 100;
const BINS = 40;
/** Results that are kept: a page asks for the rows of one again and again. */
const MOST_RESULTS = 12;
/** Rows that fit beside 32 bits of a key in a double. */
const MOST_ROWS = 2 ** 21;
const ALPHABET = new Intl.Collator('en', { numeric: true });

/** What is worked out of a category's values once: there may be as many as rows. */
interface Lookup {
  codes: Map<string, number>;
  /** Of each value its place in the alphabet, as people sort; no text comes last. */
  places: Uint32Array;
}

const lookups = new WeakMap<Categories, Lookup>();

/** Answers to one question: rows in order, and what the histograms show. */
interface Result extends QueryResult {
  order: Uint32Array;
}

/**
 * Filters and sorts a table. Every answer is a pass over packed columns: some tens of milliseconds for half a
 * million rows.
 */
export class TableView {
  readonly #orders = new Map<string, Uint32Array>();
  readonly #results = new Map<string, Result>();

  constructor(readonly table: SampleTable) {}

  /** @throws InputError for a column that there is not */
  ask({ filters, sort, descending }: Question): Result {
    const key = JSON.stringify([filters, sort, descending]);
    const known = this.#results.get(key);
    if (known !== undefined) {
      this.#results.delete(key);
      this.#results.set(key, known);
      return known;
    }
    const result = this.#answer({ filters, sort, descending });
    this.#results.set(key, result);
    if (this.#results.size > MOST_RESULTS) this.#results.delete(this.#results.keys().next().value as string);
    return result;
  }

  /**
   * Values of a category that have a text in them, whatever its case.
   * @throws InputError for a column that is no category
   */
  values(name: string, text: string, most: number): { values: string[]; matching: number } {
    const column = this.table.column(name);
    if (column?.kind !== 'category') {
      throw new InputError(`values: expected a column of texts, found ${name}`);
    }
    const { places } = lookupOf(column);
    const wanted = text.toLowerCase();
    const found = column.values.flatMap((value, code) =>
      value !== '' && value.toLowerCase().includes(wanted) ? [code] : [],
    );
    const first = found.sort((a, b) => places[a] - places[b]).slice(0, most);
    return { values: first.map((code) => column.values[code]), matching: found.length };
  }

  #answer({ filters, sort, descending }: Question): Result {
    const { rows, columns } = this.table;
    // How many filters a row fails, and the last one it fails: a histogram leaves its own column's filter
    // out.
    const fails = new Uint8Array(rows);
    const failed = new Uint8Array(rows);
    for (const [name, filter] of Object.entries(filters)) {
      const index = columns.findIndex((column) => column.name === name);
      if (index < 0) throw new InputError(`filter: expected a column of the table, found ${name}`);
      const passes = passing(columns[index], filter);
      for (let row = 0; row < rows; row++) {
        if (passes(row)) continue;
        fails[row]++;
        failed[row] = index;
      }
    }
    const order = this.#order(sort);
    const matching = new Uint32Array(rows);
    let count = 0;
    for (let i = 0; i < rows; i++) {
      const row = order === null ? i : order[i];
      if (fails[row] === 0) matching[count++] = row;
    }
    const found = matching.slice(0, count);
    if (descending) reverseKnown(found, sort === null ? undefined : this.table.column(sort));
    return {
      matching: count,
      order: found,
      facets: columns.map((column, index) =>
        facetOf(column, (row) => fails[row] === 0 || (fails[row] === 1 && failed[row] === index)),
      ),
    };
  }

  /** All rows sorted by a column, rows without a value last; null for the table's own order. */
  #order(name: string | null): Uint32Array | null {
    if (name === null) return null;
    const known = this.#orders.get(name);
    if (known !== undefined) return known;
    const column = this.table.column(name);
    if (column === undefined) throw new InputError(`sort: expected a column of the table, found ${name}`);
    const keys = column.kind === 'number' ? numberKeys(column) : categoryKeys(column);
    if (keys.length > MOST_ROWS) throw new InputError(`sort: expected at most ${MOST_ROWS} rows`);
    // A key and its row in one number: native sorting of doubles, equal keys in the order of their rows.
    const packed = Float64Array.from(keys, (key, row) => key * MOST_ROWS + row).sort();
    const order = Uint32Array.from(packed, (value) => value % MOST_ROWS);
    this.#orders.set(name, order);
    return order;
  }
}

/** Turns the order of rows with a value round; those without stay last. */
function reverseKnown(order: Uint32Array, column: Categories | Numbers | undefined): void {
  let known = order.length;
  if (column !== undefined) {
    while (known > 0 && lacks(column, order[known - 1])) known--;
  }
  order.subarray(0, known).reverse();
}

function lacks(column: Categories | Numbers, row: number): boolean {
  return column.kind === 'number' ? Number.isNaN(column.values[row]) : column.codes[row] === 0;
}

function passing(column: Categories | Numbers, filter: Filter): (row: number) => boolean {
  if (column.kind === 'category') {
    if (!('values' in filter)) throw new InputError(`filter: ${column.name}: expected values, found a range`);
    const wanted = new Uint8Array(column.values.length);
    const { codes } = lookupOf(column);
    for (const value of filter.values) {
      const code = codes.get(value);
      if (code !== undefined) wanted[code] = 1;
    }
    return (row) => wanted[column.codes[row]] === 1;
  }
  if ('values' in filter) throw new InputError(`filter: ${column.name}: expected a range, found values`);
  // Columns are of single precision: so are the ends, or the least value would not be in its own range.
  const from = Math.fround(filter.from ?? Number.NEGATIVE_INFINITY);
  const to = Math.fround(filter.to ?? Number.POSITIVE_INFINITY);
  const { values } = column;
  return (row) => values[row] >= from && values[row] <= to;
}

function facetOf(column: Categories | Numbers, counted: (row: number) => boolean): Facet {
  if (column.kind === 'category') {
    const counts = new Uint32Array(column.values.length);
    for (let row = 0; row < column.codes.length; row++) if (counted(row)) counts[column.codes[row]]++;
    const told = commonest(column, counts);
    const sum = told.reduce((all, [, count]) => all + count, 0);
    const others = counts.reduce((all, count) => all + count, 0) - sum;
    return {
      kind: 'category',
      name: column.name,
      counts: told,
      distinct: counts.filter(Boolean).length,
      others,
    };
  }
  const counts = new Array<number>(BINS).fill(0);
  const { values, least, most } = column;
  const scale = BINS / (most - least);
  let without = 0;
  for (let row = 0; row < values.length; row++) {
    if (!counted(row)) continue;
    const value = values[row];
    if (Number.isNaN(value)) without++;
    else counts[Math.max(0, Math.min(BINS - 1, Math.floor((value - least) * scale)))]++;
  }
  return { kind: 'number', name: column.name, counts, without };
}

/** Whole numbers in the order of the values: a float's bits, negative ones turned; NaN last. */
function numberKeys({ values }: Numbers): Float64Array {
  const bits = new Uint32Array(values.buffer, values.byteOffset, values.length);
  return Float64Array.from(bits, (bit, row) => {
    if (Number.isNaN(values[row])) return 2 ** 32 - 1;
    return bit >>> 31 === 1 ? ~bit >>> 0 : (bit | 0x80000000) >>> 0;
  });
}

/** Places of the values in the alphabet, rows without one last. */
function categoryKeys(column: Categories): Float64Array {
  const { places } = lookupOf(column);
  return Float64Array.from(column.codes, (code) => places[code]);
}

/** The values that most rows have, equally many in the order of the alphabet. */
function commonest(column: Categories, counts: Uint32Array): [string, number][] {
  const { places } = lookupOf(column);
  const most = counts.reduce((a, b) => Math.max(a, b), 0);
  // Count and place in one number: native sorting of doubles.
  const keys = new Float64Array(counts.length);
  const codes = new Uint32Array(counts.length);
  let found = 0;
  for (let code = 0; code < counts.length; code++) {
    codes[places[code]] = code;
    if (counts[code] > 0) keys[found++] = (most - counts[code]) * MOST_ROWS + places[code];
  }
  return Array.from(keys.subarray(0, found).sort().subarray(0, MOST_VALUES), (key) => {
    const code = codes[key % MOST_ROWS];
    return [column.values[code], counts[code]];
  });
}

function lookupOf(column: Categories): Lookup {
  const known = lookups.get(column);
  if (known !== undefined) return known;
  const { values } = column;
  const sorted = Array.from(values, (_, code) => code).sort((a, b) =>
    values[a] === '' ? 1 : values[b] === '' ? -1 : ALPHABET.compare(values[a], values[b]),
  );
  const places = new Uint32Array(values.length);
  sorted.forEach((code, place) => {
    places[code] = place;
  });
  const lookup = { codes: new Map(values.map((value, code) => [value, code])), places };
  lookups.set(column, lookup);
  return lookup;
}
