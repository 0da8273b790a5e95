import type { ShardRow } from './shard-row.js';

const NUMBERS = ['imageOffset', 'imageLength', 'labelOffset', 'labelLength'] as const;
/** Texts that many rows share: each is kept once. */
const SHARED = ['split', 'shard', 'dataset', 'subject', 'sequence', 'view', 'side', 'object'] as const;

/** The rows of an index in little memory: numbers packed, shared texts kept once. */
export class ShardIndex implements Iterable<ShardRow> {
  readonly #keys: string[] = [];
  readonly #ids: string[] = [];
  readonly #texts: string[] = [];
  readonly #places = new Map<string, number>();
  #numbers = new Float64Array(NUMBERS.length * 1024);
  #shared = new Uint32Array(SHARED.length * 1024);

  get length(): number {
    return this.#keys.length;
  }

  push(row: ShardRow): void {
    const position = this.length;
    if (NUMBERS.length * (position + 1) > this.#numbers.length) {
      const numbers = new Float64Array(2 * this.#numbers.length);
      const shared = new Uint32Array(2 * this.#shared.length);
      numbers.set(this.#numbers);
      shared.set(this.#shared);
      [this.#numbers, this.#shared] = [numbers, shared];
    }
    this.#keys.push(row.key);
    this.#ids.push(row.id);
    NUMBERS.forEach((name, i) => {
      this.#numbers[NUMBERS.length * position + i] = row[name];
    });
    SHARED.forEach((name, i) => {
      this.#shared[SHARED.length * position + i] = this.#placeOf(row[name]);
    });
  }

  /** Row 0 ... length - 1; undefined outside. */
  at(position: number): ShardRow | undefined {
    const key = this.#keys[position];
    if (key === undefined) return undefined;
    const number = (i: number) => this.#numbers[NUMBERS.length * position + i];
    const text = (i: number) => this.#texts[this.#shared[SHARED.length * position + i]];
    return {
      key,
      id: this.#ids[position],
      split: text(0),
      shard: text(1),
      imageOffset: number(0),
      imageLength: number(1),
      labelOffset: number(2),
      labelLength: number(3),
      dataset: text(2),
      subject: text(3),
      sequence: text(4),
      view: text(5),
      side: text(6),
      object: text(7),
    };
  }

  *[Symbol.iterator](): Iterator<ShardRow> {
    for (let i = 0; i < this.length; i++) yield this.at(i) as ShardRow;
  }

  /** The different values of a shared column, in the order of their first rows. */
  different(name: (typeof SHARED)[number]): string[] {
    const column = SHARED.indexOf(name);
    const places = new Set<number>();
    for (let i = 0; i < this.length; i++) places.add(this.#shared[SHARED.length * i + column]);
    return Array.from(places, (place) => this.#texts[place]);
  }

  #placeOf(text: string): number {
    let place = this.#places.get(text);
    if (place === undefined) {
      place = this.#texts.length;
      this.#texts.push(text);
      this.#places.set(text, place);
    }
    return place;
  }
}
