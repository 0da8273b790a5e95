import { noGrad } from '../autograd/modes.js';
import type { ArrayData } from '../io/arrays/array-data.js';
import { loadStateDict } from '../nn/load-state-dict.js';
import { toArrayData } from '../nn/to-array-data.js';
import { zeros } from '../ops/create.js';
import { dispose, keep, scope } from '../tensor/scope.js';
import { Tensor } from '../tensor/tensor.js';

/** Parameters that share settings; a setting that is left out is the optimiser's. */
export type ParameterGroup<Options> = { parameters: readonly Tensor[] } & Partial<Options>;

interface Group<Options> {
  readonly parameters: readonly Tensor[];
  options: Options;
}

/** One parameter with its gradient and what the optimiser keeps for it, in the order of `slots`. */
export interface Item {
  parameter: Tensor;
  gradient: Tensor;
  slots: Tensor[];
  /** Updates this parameter has had, this one included. */
  step: number;
}

interface State {
  step: number;
  /** Made at the parameter's first update. */
  slots: Tensor[] | null;
}

/**
 * What the optimisers share: groups, states, saving. `step()` updates the parameters that have a gradient, in
 * place and without recording; a parameter without one is left alone, and its own count of steps too, as in
 * PyTorch.
 */
export abstract class Optimizer<Options extends { lr: number }> {
  readonly groups: readonly Group<Options>[];
  readonly #states = new Map<Tensor, State>();

  constructor(parameters: Iterable<Tensor> | readonly ParameterGroup<Options>[], defaults: Options) {
    const list = [...parameters] as (Tensor | ParameterGroup<Options>)[];
    if (list.length === 0) throw new RangeError(`${this.constructor.name}: no parameters to optimise`);
    if (list.every((item) => item instanceof Tensor)) {
      this.groups = [{ parameters: list, options: { ...defaults } }];
    } else {
      this.groups = (list as ParameterGroup<Options>[]).map(({ parameters: own, ...options }) => ({
        parameters: [...own],
        options: { ...defaults, ...dropUndefined(options) } as Options,
      }));
    }
    for (const { parameters: own, options } of this.groups) {
      if (!(options.lr >= 0))
        throw new RangeError(`${this.constructor.name}: lr is ${options.lr}, expected at least 0`);
      for (const parameter of own) {
        if (this.#states.has(parameter))
          throw new RangeError(`${this.constructor.name}: a parameter is given twice`);
        if (!parameter.isLeaf)
          throw new TypeError(`${this.constructor.name}: only leaf tensors can be optimised`);
        this.#states.set(parameter, { step: 0, slots: null });
      }
    }
  }

  /** Names of the tensors kept for each parameter, all of its shape and zero at first. */
  protected abstract slotNames(options: Options): readonly string[];

  /** Updates parameters of one group that have had equally many steps. */
  protected abstract update(items: readonly Item[], options: Options): void;

  /** Learning rate of the first group; setting it sets that of all. */
  get lr(): number {
    return this.groups[0].options.lr;
  }

  set lr(rate: number) {
    for (const group of this.groups) group.options.lr = rate;
  }

  /** Every parameter, in the order given. */
  get parameters(): Tensor[] {
    return [...this.#states.keys()];
  }

  /** One update from the gradients as they stand. */
  step(): void {
    scope(() =>
      noGrad(() => {
        for (const { parameters, options } of this.groups) {
          const bySteps = new Map<number, Item[]>();
          for (const parameter of parameters) {
            const gradient = parameter.grad;
            if (gradient === null) continue;
            const state = this.#states.get(parameter)!;
            state.step++;
            state.slots ??= this.#makeSlots(parameter, options);
            const item = { parameter, gradient, slots: state.slots, step: state.step };
            const items = bySteps.get(state.step);
            if (items === undefined) bySteps.set(state.step, [item]);
            else items.push(item);
          }
          for (const items of bySteps.values()) this.update(items, options);
        }
      }),
    );
  }

  /** Drops the gradients. */
  zeroGrad(): void {
    for (const parameter of this.#states.keys()) parameter.grad = null;
  }

  /**
   * All that a later step depends on, as plain arrays: for parameter i its count `i.step` and tensors such as
   * `i.exp_avg`; for group j its rate `groups.j.lr`.
   */
  stateDict(): Map<string, ArrayData> {
    const state = new Map<string, ArrayData>();
    for (const [j, { options }] of this.groups.entries()) {
      state.set(`groups.${j}.lr`, { dtype: 'float64', shape: [], data: Float64Array.of(options.lr) });
    }
    let i = 0;
    for (const { parameters, options } of this.groups) {
      for (const parameter of parameters) {
        const { step, slots } = this.#states.get(parameter)!;
        state.set(`${i}.step`, { dtype: 'int64', shape: [], data: BigInt64Array.of(BigInt(step)) });
        this.slotNames(options).forEach((name, k) => {
          if (slots !== null) state.set(`${i}.${name}`, toArrayData(slots[k]));
        });
        i++;
      }
    }
    return state;
  }

  /**
   * Takes over what `stateDict` gave, for an optimiser of the same parameters in the same order: the next
   * step is then, bit for bit, the one that would have followed.
   * @throws {Error} naming what is missing, unexpected or of another shape; nothing is changed then.
   */
  loadStateDict(state: ReadonlyMap<string, ArrayData>): void {
    const numbers = new Map<string, number>();
    const arrays = new Map<string, ArrayData>();
    for (const [name, array] of state) {
      if (/^(groups\.\d+\.lr|\d+\.step)$/.test(name) && array.data.length === 1)
        numbers.set(name, Number(array.data[0]));
      else arrays.set(name, array);
    }
    const scalar = (name: string) => {
      const value = numbers.get(name);
      if (value === undefined)
        throw new Error(`the state does not fit the ${this.constructor.name}: missing: ${name}`);
      return value;
    };
    const rates = this.groups.map((_, j) => scalar(`groups.${j}.lr`));
    if (numbers.size !== rates.length + this.#states.size) {
      throw new Error(
        `the state does not fit the ${this.constructor.name}: it is of ${numbers.size - rates.length} parameters, ` +
          `here are ${this.#states.size}`,
      );
    }
    const targets = new Map<string, Tensor>();
    const next: [State, State][] = [];
    const made: Tensor[] = [];
    try {
      let i = 0;
      for (const { parameters, options } of this.groups) {
        for (const parameter of parameters) {
          const step = scalar(`${i}.step`);
          const state = this.#states.get(parameter)!;
          let slots: Tensor[] | null = null;
          if (step > 0) {
            slots = state.slots ?? this.#makeSlots(parameter, options);
            if (state.slots === null) made.push(...slots);
            for (const [k, name] of this.slotNames(options).entries()) targets.set(`${i}.${name}`, slots[k]);
          }
          next.push([state, { step, slots }]);
          i++;
        }
      }
      loadStateDict(targets, arrays, {}, this.constructor.name);
    } catch (error) {
      dispose(made);
      throw error;
    }
    this.groups.forEach(({ options }, j) => {
      options.lr = rates[j];
    });
    for (const [target, { step, slots }] of next) {
      if (slots === null) dispose(target.slots ?? []);
      target.step = step;
      target.slots = slots;
    }
  }

  /** Frees what is kept for the parameters, not the parameters. */
  dispose(): void {
    for (const state of this.#states.values()) {
      for (const slot of state.slots ?? []) slot.dispose();
      state.slots = null;
      state.step = 0;
    }
  }

  #makeSlots(parameter: Tensor, options: Options): Tensor[] {
    const { dtype, device } = parameter;
    // Made like the parameter and not by shape alone, so that they share its memory format.
    return this.slotNames(options).map(() =>
      keep(
        scope(() =>
          noGrad(() =>
            parameter.isContiguous()
              ? zeros(parameter.shape, { dtype, device })
              : parameter.detach().clone().zero_(),
          ),
        ),
      ),
    );
  }
}

function dropUndefined<T extends object>(options: T): Partial<T> {
  return Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined)) as Partial<T>;
}
