import { type ArrayData, allocate, elementCount, itemSize, type TypedArray } from '../arrays/array-data.js';
import { describe } from './builtin-globals.js';
import type { PickleContext } from './pickle-context.js';
import { Buildable, named, type PickleGlobal } from './pickle-global.js';
import { isArrayData } from './pickle-value.js';

/**
 * chumpy's leaf and its selection, as the arrays they stand for. chumpy is a library of differentiable
 * arrays; MANO's shape directions were saved as a selection of columns out of a longer array: value =
 * a.x.flat[idxs].reshape(preferred_shape).
 */
class ChumpyArray extends Buildable implements ArrayData {
  dtype: ArrayData['dtype'] = 'float64';
  shape: number[] = [0];
  data: TypedArray = new Float64Array(0);

  constructor(readonly isSelection: boolean) {
    super();
    // The class is of no use to a reader: only dtype, shape and data are to be seen.
    Object.defineProperty(this, 'isSelection', { enumerable: false });
  }

  build(state: unknown, context: PickleContext): void {
    if (!(state instanceof Map))
      context.fail(`a chumpy array's state is ${describe(state)}, expected a dict`);
    const fields = state as Map<unknown, unknown>;
    if (this.isSelection) this.#select(fields, context);
    else this.#leaf(fields.get('x'), context);
  }

  #leaf(x: unknown, context: PickleContext): void {
    if (typeof x === 'number') {
      this.shape = [];
      this.data = Float64Array.of(x);
    } else if (isArrayData(x)) {
      this.dtype = x.dtype;
      this.shape = x.shape;
      this.data = x.data;
    } else {
      context.fail(`a chumpy array's x is ${describe(x)}, expected an array`);
    }
  }

  #select(fields: Map<unknown, unknown>, context: PickleContext): void {
    const base = fields.get('a');
    const indices = fields.get('idxs');
    const shape = fields.get('preferred_shape');
    if (!isArrayData(base)) context.fail(`a chumpy selection's a is ${describe(base)}, expected an array`);
    if (!isArrayData(indices)) context.fail(`a chumpy selection's idxs is ${describe(indices)}`);
    const source = (base as ArrayData).data;
    const places = (indices as ArrayData).data;
    if (!Array.isArray(shape) || elementCount(shape as number[]) !== places.length) {
      context.fail(`a chumpy selection of ${places.length} elements has the shape ${describe(shape)}`);
    }
    const { dtype } = base as ArrayData;
    context.charge(places.length * itemSize(dtype));
    const data = allocate(dtype, places.length);
    for (let i = 0; i < places.length; i++) {
      const place = Number(places[i]);
      if (!(Number.isInteger(place) && place >= 0 && place < source.length)) {
        context.fail(`a chumpy selection's idxs holds ${place} at ${i}, outside 0 ... ${source.length - 1}`);
      }
      data[i] = source[place];
    }
    Object.assign(this, { dtype, shape: [...(shape as number[])], data });
  }
}

export const CHUMPY_GLOBALS: [string, PickleGlobal][] = [
  ...named(['chumpy.ch Ch', 'chumpy Ch'], undefined, () => new ChumpyArray(false)),
  ...named(['chumpy.reordering Select'], undefined, () => new ChumpyArray(true)),
];
