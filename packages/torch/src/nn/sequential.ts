import type { Tensor } from '../tensor/tensor.js';
import { Layer } from './layers/layer.js';
import type { Module } from './module.js';

/** Modules applied one after the other; their names are their indices. */
export class Sequential extends Layer implements Iterable<Module> {
  readonly #items: Module[];

  /** @param modules one by one, or as one array. */
  constructor(...modules: Module[] | [readonly Module[]]) {
    super();
    this.#items = modules.flat() as Module[];
  }

  get length(): number {
    return this.#items.length;
  }

  /** The module at an index; negative ones count from the end. */
  at(index: number): Module | undefined {
    return this.#items.at(index);
  }

  [Symbol.iterator](): Iterator<Module> {
    return this.#items[Symbol.iterator]();
  }

  forward(input: Tensor): Tensor {
    let result = input;
    for (const item of this.#items) {
      result = item.forward(result) as Tensor;
    }
    return result;
  }

  protected override *members(): Iterable<[string, unknown]> {
    for (const [i, item] of this.#items.entries()) yield [String(i), item];
    yield* super.members();
  }
}
