import type { ArrayData } from '../arrays/array-data.js';
import { describe } from './builtin-globals.js';
import type { PickleContext } from './pickle-context.js';
import { Buildable, named, type PickleGlobal } from './pickle-global.js';
import { isArrayData } from './pickle-value.js';

/** A sparse matrix: plain fields after its BUILD, checked so that a consumer may index without looking. */
class ScipyMatrix extends Buildable {
  shape: [number, number] = [0, 0];

  constructor(readonly format: 'csc' | 'csr' | 'coo') {
    super();
  }

  build(state: unknown, context: PickleContext): void {
    if (!(state instanceof Map))
      context.fail(`a sparse matrix's state is ${describe(state)}, expected a dict`);
    const fields = state as Map<unknown, unknown>;
    const shape = fields.get('_shape') ?? fields.get('shape');
    if (
      !Array.isArray(shape) ||
      shape.length !== 2 ||
      !shape.every((n) => Number.isSafeInteger(n) && n >= 0)
    ) {
      context.fail(`a sparse matrix's shape is ${describe(shape)}, expected (rows, columns)`);
    }
    this.shape = [(shape as number[])[0], (shape as number[])[1]];
    const data = vector(fields.get('data'), 'data', context);
    if (this.format === 'coo') this.#buildCoordinates(fields, data, context);
    else this.#buildCompressed(fields, data, context);
  }

  #buildCompressed(fields: Map<unknown, unknown>, data: ArrayData, context: PickleContext): void {
    const indices = vector(fields.get('indices'), 'indices', context);
    const indptr = vector(fields.get('indptr'), 'indptr', context);
    const [outer, inner] = this.format === 'csr' ? this.shape : [this.shape[1], this.shape[0]];
    checkIndices(indices, inner, 'indices', context);
    if (indptr.data.length !== outer + 1) {
      context.fail(`indptr of a sparse matrix of shape [${this.shape}] has ${indptr.data.length} items`);
    }
    let previous = 0;
    for (let i = 0; i <= outer; i++) {
      const start = Number(indptr.data[i]);
      if (start < previous || (i === 0 && start !== 0))
        context.fail(`indptr of a sparse matrix falls at ${i}`);
      previous = start;
    }
    // scipy may keep spare room behind the last entry.
    if (previous > indices.data.length || data.data.length !== indices.data.length) {
      context.fail(
        `a sparse matrix has ${data.data.length} values, ${indices.data.length} indices and indptr up to ${previous}`,
      );
    }
    Object.assign(this, { data, indices, indptr });
  }

  #buildCoordinates(fields: Map<unknown, unknown>, data: ArrayData, context: PickleContext): void {
    const coordinates = fields.get('coords');
    const [rows, columns] = Array.isArray(coordinates) ? coordinates : [fields.get('row'), fields.get('col')];
    const row = vector(rows, 'row', context);
    const column = vector(columns, 'col', context);
    checkIndices(row, this.shape[0], 'row', context);
    checkIndices(column, this.shape[1], 'col', context);
    if (row.data.length !== data.data.length || column.data.length !== data.data.length) {
      context.fail(
        `a sparse matrix has ${data.data.length} values, ${row.data.length} rows, ${column.data.length} columns`,
      );
    }
    Object.assign(this, { data, row, column });
  }
}

function vector(value: unknown, name: string, context: PickleContext): ArrayData {
  if (!isArrayData(value) || value.shape.length !== 1) {
    return context.fail(`${name} of a sparse matrix is ${describe(value)}, expected a one-dimensional array`);
  }
  return value;
}

function checkIndices(indices: ArrayData, limit: number, name: string, context: PickleContext): void {
  if (!/^u?int/.test(indices.dtype)) context.fail(`${name} of a sparse matrix is of type ${indices.dtype}`);
  for (let i = 0; i < indices.data.length; i++) {
    const index = Number(indices.data[i]);
    if (index < 0 || index >= limit) {
      context.fail(`${name} of a sparse matrix holds ${index} at ${i}, outside 0 ... ${limit - 1}`);
    }
  }
}

export const SCIPY_GLOBALS: [string, PickleGlobal][] = (['csc', 'csr', 'coo'] as const).flatMap((format) =>
  named(
    ['matrix', 'array'].flatMap((kind) => [
      `scipy.sparse.${format} ${format}_${kind}`,
      `scipy.sparse._${format} ${format}_${kind}`,
    ]),
    undefined,
    () => new ScipyMatrix(format),
  ),
);
