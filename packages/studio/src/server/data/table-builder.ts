import { type Categories, type Numbers, SampleTable, type TableSource } from './sample-table.js';

/** Columns that a table may have, in the order of the page; those without a value are left out. */
const CATEGORIES = {
  provenance: 'Provenance',
  fate: 'Kept or dropped',
  because: 'Dropped because of',
  split: 'Split',
  object: 'Object',
  subject: 'Subject',
  view: 'Camera',
  side: 'Hand',
} as const;

const NUMBERS = {
  novelty: ['Novelty of the pose', ''],
  turn: ['Turned from the nearest real one', '°'],
  visible: ['Visible share of the hand', ''],
  severity: ['Severity', '× threshold'],
  jointError: ['Joint error', 'mm'],
  alignedError: ['Joint error, aligned', 'mm'],
  realError: ['Joint error, trained on real', 'mm'],
  boostedError: ['Joint error, real + synthetic', 'mm'],
  gain: ['Gain by synthetic images', 'mm'],
  confidence: ['Confidence of the label', ''],
  depth: ['Distance to the camera', 'm'],
  frame: ['Frame', ''],
} as const;

export type CategoryName = keyof typeof CATEGORIES;
export type NumberName = keyof typeof NUMBERS;
export type RowValues = Partial<Record<CategoryName, string>> & Partial<Record<NumberName, number>>;

const CATEGORY_NAMES = Object.keys(CATEGORIES) as CategoryName[];
const NUMBER_NAMES = Object.keys(NUMBERS) as NumberName[];

/** Collects rows into columns. */
export class TableBuilder {
  readonly #ids: string[] = [];
  readonly #codes = CATEGORY_NAMES.map(() => new Growing(Uint32Array));
  readonly #texts = CATEGORY_NAMES.map(() => new Map<string, number>([['', 0]]));
  readonly #numbers = NUMBER_NAMES.map(() => new Growing(Float32Array));

  get rows(): number {
    return this.#ids.length;
  }

  push(id: string, values: RowValues): void {
    const row = this.#ids.push(id) - 1;
    CATEGORY_NAMES.forEach((name, i) => {
      const text = values[name] ?? '';
      const texts = this.#texts[i];
      const code = texts.get(text) ?? texts.size;
      texts.set(text, code);
      this.#codes[i].set(row, code);
    });
    NUMBER_NAMES.forEach((name, i) => {
      this.#numbers[i].set(row, values[name] ?? Number.NaN);
    });
  }

  finish(source: TableSource): SampleTable {
    const { rows } = this;
    const categories = CATEGORY_NAMES.map(
      (name, i): Categories => ({
        kind: 'category',
        name,
        label: CATEGORIES[name],
        values: [...this.#texts[i].keys()],
        codes: this.#codes[i].upTo(rows),
      }),
    );
    const numbers = NUMBER_NAMES.map((name, i): Numbers => {
      const [label, unit] = NUMBERS[name];
      const values = this.#numbers[i].upTo(rows);
      return { kind: 'number', name, label, unit, values, ...rangeOf(values) };
    });
    const told = [
      ...categories.filter(({ values }) => values.length > 1),
      ...numbers.filter(({ least, most }) => least < most),
    ];
    return new SampleTable(this.#ids, told, source);
  }
}

function rangeOf(values: Float32Array): { least: number; most: number } {
  let [least, most] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const value of values) {
    if (value < least && value !== Number.NEGATIVE_INFINITY) least = value;
    if (value > most && value !== Number.POSITIVE_INFINITY) most = value;
  }
  return { least, most };
}

/** A packed list that grows. */
class Growing<List extends Uint32Array | Float32Array> {
  #list: List;

  constructor(readonly kind: new (length: number) => List) {
    this.#list = new kind(1024);
  }

  set(index: number, value: number): void {
    if (index >= this.#list.length) {
      const longer = new this.kind(2 * this.#list.length);
      longer.set(this.#list);
      this.#list = longer;
    }
    this.#list[index] = value;
  }

  upTo(length: number): List {
    return this.#list.slice(0, length) as List;
  }
}
