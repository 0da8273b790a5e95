import { Module } from './module.js';

/** Modules in a list, with no forward of its own; their names are their indices. */
export class ModuleList<T extends Module = Module> extends Module implements Iterable<T> {
  readonly #items: T[];

  /** @param modules one by one, or as one array. */
  constructor(...modules: T[] | [readonly T[]]) {
    super();
    this.#items = modules.flat() as T[];
  }

  get length(): number {
    return this.#items.length;
  }

  /** The module at an index; negative ones count from the end. */
  at(index: number): T | undefined {
    return this.#items.at(index);
  }

  push(...modules: T[]): this {
    this.#items.push(...modules);
    return this;
  }

  map<R>(make: (module: T, index: number) => R): R[] {
    return this.#items.map(make);
  }

  [Symbol.iterator](): Iterator<T> {
    return this.#items[Symbol.iterator]();
  }

  forward(): never {
    throw new Error('a ModuleList computes nothing itself: call the modules in it');
  }

  protected override *members(): Iterable<[string, unknown]> {
    for (const [i, item] of this.#items.entries()) yield [String(i), item];
    yield* super.members();
  }
}
