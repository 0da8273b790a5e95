import type { io } from '@handbooster/torch';
import { expect, test } from 'vitest';
import { loadBuiltinHand } from '../../../hand/model/builtin-hand.js';
import { type HierarchyLevel, meshHierarchy } from '../../networks/hierarchy/mesh-hierarchy.js';
import { officialHierarchy } from './read-official-hierarchy.js';

const array = (dtype: 'float64' | 'int32', data: ArrayLike<number>, shape: number[]): io.ArrayData => ({
  dtype,
  shape,
  data: dtype === 'int32' ? Int32Array.from(data) : Float64Array.from(data),
});

/** A level's up-sampling as scipy keeps it: column by column, rows ascending. */
function csc({ up, vertices }: HierarchyLevel, width: number): io.SparseMatrix {
  if (up === null) throw new Error('the coarsest level has none');
  const entries = Array.from(up.columns, (column, i) => ({
    column,
    row: Math.floor(i / 3),
    value: up.weights[i],
  })).sort((a, b) => a.column - b.column || a.row - b.row);
  const starts = Array.from(
    { length: width + 1 },
    (_, c) => entries.filter(({ column }) => column < c).length,
  );
  const field = (name: 'row' | 'value') => entries.map((entry) => entry[name]);
  return {
    format: 'csc',
    shape: [vertices.length / 3, width],
    data: array('float64', field('value'), [entries.length]),
    indices: array('int32', field('row'), [entries.length]),
    indptr: array('int32', starts, [starts.length]),
  };
}

test('the official file’s lists become the hierarchy they were made from', () => {
  const { template, faces } = loadBuiltinHand();
  const levels = meshHierarchy({ vertices: template, faces }, 3);
  const contents = new Map<string, unknown>([
    ['vertices', levels.map(({ vertices }) => array('float64', vertices, [vertices.length / 3, 3]))],
    ['face', levels.map((level) => array('int32', level.faces, [level.faces.length / 3, 3]))],
    ['up_transform', levels.slice(0, -1).map((level, i) => csc(level, levels[i + 1].vertices.length / 3))],
  ]);
  const found = officialHierarchy(contents, 'transform.pkl');
  expect(found.length).toBe(levels.length);
  const sorted = ({ up }: HierarchyLevel) =>
    up && Array.from(up.columns, (column, i) => [Math.floor(i / 3), column, up.weights[i]]).sort(compare);
  found.forEach((level, i) => {
    expect(level.faces).toEqual(levels[i].faces);
    expect(level.spirals).toEqual(levels[i].spirals);
    // The order of a row's entries is of no consequence.
    expect(sorted(level)).toEqual(sorted(levels[i]));
  });

  const wrong = (key: string, value: unknown) => () =>
    officialHierarchy(new Map([...contents, [key, value]]), 'transform.pkl');
  expect(wrong('face', null)).toThrow("transform.pkl: 'face': expected a list, found something else");
  expect(wrong('up_transform', [])).toThrow("'up_transform[0]': expected a csc matrix");
  const [first, second] = contents.get('up_transform') as io.SparseMatrix[];
  const cut = { ...first, indices: array('int32', new Array(first.data.shape[0]).fill(0), first.data.shape) };
  expect(wrong('up_transform', [cut, second])).toThrow('expected three stored entries in each row');
});

function compare(a: number[], b: number[]): number {
  return a[0] - b[0] || a[1] - b[1];
}
