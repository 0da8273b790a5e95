import { noGrad } from '../autograd/modes.js';
import type { ArrayData } from '../io/arrays/array-data.js';
import { loadStateDict } from '../nn/load-state-dict.js';
import type { Module } from '../nn/module.js';
import { toArrayData } from '../nn/to-array-data.js';
import { keep, scope } from '../tensor/scope.js';
import type { Tensor } from '../tensor/tensor.js';
import * as foreach from './foreach.js';

export interface EmaOptions {
  /** Share of the old average that stays at an update. */
  decay: number;
  /** Steps between updates. */
  every: number;
  /** Steps for which the average is simply the weights. */
  start: number;
  /**
   * How the decay grows to its value, by the number n of updates before, so that the first weights do not
   * linger: `count` is (1 + n) / (10 + n) (TensorFlow's rule), `power` is 1 - (1 + n)^-2/3 (the rule of the
   * official release).
   */
  warmup: 'none' | 'count' | 'power';
}

export const EMA_DEFAULTS: EmaOptions = { decay: 0.995, every: 10, start: 0, warmup: 'none' };

const FLOATING = /float/;

/**
 * Exponential moving average of a module's state (Polyak averaging): floating tensors are averaged, others
 * copied. Call `update()` after each step of the optimiser; evaluate inside `swapped()`.
 */
export class Ema {
  readonly options: EmaOptions;
  readonly #source: ReadonlyMap<string, Tensor>;
  readonly #averages: ReadonlyMap<string, Tensor>;
  #steps = 0;
  #updates = 0;

  /** @param source a module, or its tensors by name; they must stay the same objects. */
  constructor(source: Module | ReadonlyMap<string, Tensor>, options: Partial<EmaOptions> = {}) {
    this.options = { ...EMA_DEFAULTS, ...options };
    const { decay, every } = this.options;
    if (!(decay >= 0 && decay <= 1)) throw new RangeError(`Ema decay: expected 0 ... 1, found ${decay}`);
    if (!Number.isInteger(every) || every < 1) {
      throw new RangeError(`Ema every: expected a whole number of at least 1, found ${every}`);
    }
    this.#source = source instanceof Map ? new Map(source) : (source as Module).stateDict();
    this.#averages = scope(
      () =>
        new Map(
          [...this.#source].map(([name, tensor]) => [name, keep(noGrad(() => tensor.detach().clone()))]),
        ),
    );
  }

  /** The averages by name; the same tensors all the time. */
  get averages(): ReadonlyMap<string, Tensor> {
    return this.#averages;
  }

  /** The decay of the next update. */
  get decay(): number {
    const { decay, warmup } = this.options;
    const n = this.#updates;
    if (warmup === 'count') return Math.min(decay, (1 + n) / (10 + n));
    if (warmup === 'power') return Math.min(decay, 1 - (1 + n) ** (-2 / 3));
    return decay;
  }

  /** Counts a step, and moves the averages where it is due. */
  update(): void {
    this.#steps++;
    if (this.#steps <= this.options.start) {
      this.#mix(0);
    } else if (this.#steps % this.options.every === 0) {
      this.#mix(this.decay);
      this.#updates++;
    }
  }

  /** Copies the averages into a module (or tensors by name), the source itself where left out. */
  copyTo(target?: Module | ReadonlyMap<string, Tensor>): void {
    const tensors =
      target === undefined ? this.#source : target instanceof Map ? target : (target as Module).stateDict();
    loadStateDict(tensors, this.#averages, {}, 'averaged module');
  }

  /** Runs `body`, which may be async, with the averages in place of the source's values. */
  swapped<T>(body: () => T): T {
    this.#swap();
    let isPending = false;
    try {
      const result = body();
      if (result instanceof Promise) {
        isPending = true;
        return result.finally(() => this.#swap()) as T;
      }
      return result;
    } finally {
      if (!isPending) this.#swap();
    }
  }

  /** Averages and counts as plain arrays; names of averages are the source's. */
  stateDict(): Map<string, ArrayData> {
    const state = new Map<string, ArrayData>();
    const counts = BigInt64Array.of(BigInt(this.#steps), BigInt(this.#updates));
    state.set(COUNTS, { dtype: 'int64', shape: [2], data: counts });
    for (const [name, tensor] of this.#averages) state.set(name, toArrayData(tensor));
    return state;
  }

  /** Takes over what `stateDict` gave. */
  loadStateDict(state: ReadonlyMap<string, ArrayData>): void {
    const counts = state.get(COUNTS);
    if (counts?.data.length !== 2) throw new Error(`the state does not fit the Ema: missing: ${COUNTS}`);
    const averages = new Map([...state].filter(([name]) => name !== COUNTS));
    loadStateDict(this.#averages, averages, {}, 'Ema');
    this.#steps = Number(counts.data[0]);
    this.#updates = Number(counts.data[1]);
  }

  /** Frees the averages. */
  dispose(): void {
    for (const tensor of this.#averages.values()) tensor.dispose();
  }

  #mix(decay: number): void {
    scope(() =>
      noGrad(() => {
        const averages: Tensor[] = [];
        const values: Tensor[] = [];
        for (const [name, average] of this.#averages) {
          const value = this.#source.get(name)!;
          if (decay === 0 || !FLOATING.test(average.dtype)) average.copy_(value);
          else {
            averages.push(average);
            values.push(value);
          }
        }
        if (averages.length === 0) return;
        // average += (1 - decay) (value - average)
        const differences = foreach.add(values, averages, -1);
        foreach.add_(averages, differences, 1 - decay);
      }),
    );
  }

  #swap(): void {
    scope(() =>
      noGrad(() => {
        for (const [name, average] of this.#averages) {
          const value = this.#source.get(name)!;
          const kept = value.detach().clone();
          value.copy_(average);
          average.copy_(kept);
        }
      }),
    );
  }
}

const COUNTS = 'ema.counts';
