import { basename } from 'node:path';
import {
  type ArrayData,
  arrayToNumbers,
  FormatError,
  isArrayData,
  isSparseMatrix,
  readNpzValues,
  readPickle,
  recogniseFileAt,
  type SparseMatrix,
} from '@handbooster/torch/io';
import { InputError } from '../../base/errors/input-error.js';
import { createHandModel } from './create-hand-model.js';
import { furthestTips, MANO_TIPS } from './finger-tips.js';
import type { HandModel, HandSide } from './hand-model.js';

export interface ReadManoOptions {
  /** Default: left where the file's name says so. */
  side?: HandSide;
  /** Fingertip vertices; a list of MANO_TIPS or one's own. Default: manopth's of that side. */
  tips?: keyof typeof MANO_TIPS | readonly number[];
  /**
   * MANO_LEFT.pkl as published has the x of its shape directions with the right hand's sign, so that a left
   * hand of given betas is not the mirror image of the right one (vchoutas/smplx issue 48). `mirror` turns x
   * round, as smplx users do; `ho3d` turns all axes round, as HO3D's set-up script does; `none` reads the
   * file as it is, which is what DexYCB was annotated with.
   */
  leftShapeFix?: 'none' | 'mirror' | 'ho3d';
}

const WHERE_FROM = 'download MANO v1.2 from https://mano.is.tue.mpg.de';

/**
 * Reads a MANO model: the pickle as published (Python 2, with chumpy and scipy.sparse objects), its
 * chumpy-free re-saves, and `.npz` files with the same keys. Any vertex count goes. Nothing in the file is
 * run.
 * @throws {InputError} naming the file, the key, what was expected and what was found.
 */
export function readManoPickle(path: string, options: ReadManoOptions = {}): HandModel {
  const side = options.side ?? (/left/i.test(basename(path)) ? 'left' : 'right');
  const values = readValues(path);
  const fail = (key: string, expected: string, found: string): never => {
    throw new InputError(`${path}: '${key}': expected ${expected}, found ${found}; ${WHERE_FROM}`);
  };
  const array = (key: string, shape: readonly (number | null)[]): ArrayData => {
    const value = values.get(key);
    const expected = `an array [${shape.map((size) => size ?? 'n').join(', ')}]`;
    if (!isArrayData(value)) return fail(key, expected, value === undefined ? 'nothing' : 'something else');
    const fits =
      value.shape.length === shape.length &&
      shape.every((size, i) => size === null || size === value.shape[i]);
    return fits ? value : fail(key, expected, `[${value.shape.join(', ')}]`);
  };
  const numbers = (key: string, shape: readonly (number | null)[]) => arrayToNumbers(array(key, shape));

  const template = numbers('v_template', [null, 3]);
  const count = template.length / 3;
  const shapes = array('shapedirs', [count, 3, null]);
  const kept = shapes.shape[2];
  if (kept < 10) fail('shapedirs', `[${count}, 3, 10]`, `[${shapes.shape.join(', ')}]`);
  const allShapes = arrayToNumbers(shapes);
  const shapeDirections = new Float32Array(count * 30);
  for (let row = 0; row < count * 3; row++) {
    const sign = side === 'left' ? fixSign(options.leftShapeFix ?? 'none', row % 3) : 1;
    for (let k = 0; k < 10; k++) shapeDirections[row * 10 + k] = sign * allShapes[row * kept + k];
  }
  const tree = numbers('kintree_table', [2, 16]);
  const regressor = values.get('J_regressor');
  const arrays = {
    name: `mano-${side}`,
    side,
    template: Float32Array.from(template),
    faces: Uint32Array.from(numbers('f', [null, 3])),
    parents: Int32Array.from(tree.subarray(0, 16), (parent) => (parent > 1e6 ? -1 : parent)),
    weights: Float32Array.from(numbers('weights', [count, 16])),
    jointRegressor: isSparseMatrix(regressor)
      ? dense(regressor, count, (found) => fail('J_regressor', `[16, ${count}]`, found))
      : Float32Array.from(numbers('J_regressor', [16, count])),
    shapeDirections,
    poseDirections: Float32Array.from(numbers('posedirs', [count, 3, 135])),
    poseComponents: Float32Array.from(numbers('hands_components', [45, 45])),
    poseMean: Float32Array.from(numbers('hands_mean', [45])),
    provenance: `MANO (${basename(path)}), licensed by the Max Planck Society; not to be passed on`,
  };
  return createHandModel({ ...arrays, tips: tipsOf(arrays, options) }, path);
}

function readValues(path: string): Map<unknown, unknown> {
  let value: unknown;
  try {
    const { name } = recogniseFileAt(path);
    value = name === 'npz' || name === 'zip' ? readNpzValues(path) : readPickle(path);
  } catch (error) {
    if (!(error instanceof FormatError) && (error as NodeJS.ErrnoException).code === undefined) throw error;
    throw new InputError(
      `${path}: cannot be read as a MANO model: ${(error as Error).message}; ${WHERE_FROM}`,
      {
        cause: error,
      },
    );
  }
  if (!(value instanceof Map))
    throw new InputError(`${path}: expected a dictionary of arrays; ${WHERE_FROM}`);
  // npz files hold a sparse matrix, if they do, as an array of one object.
  return new Map([...value].map(([key, entry]) => [key, unwrapped(entry)]));
}

function unwrapped(value: unknown): unknown {
  const wrapped = value as { dtype?: string; data?: unknown[] } | null;
  const single = wrapped?.dtype === 'object' && Array.isArray(wrapped.data) && wrapped.data.length === 1;
  return single ? wrapped.data?.[0] : value;
}

function fixSign(fix: 'none' | 'mirror' | 'ho3d', axis: number): number {
  if (fix === 'none') return 1;
  return fix === 'ho3d' || axis === 0 ? -1 : 1;
}

function dense(matrix: SparseMatrix, count: number, fail: (found: string) => never): Float32Array {
  if (matrix.shape[0] !== 16 || matrix.shape[1] !== count) fail(`[${matrix.shape.join(', ')}]`);
  const out = new Float32Array(16 * count);
  const data = arrayToNumbers(matrix.data);
  const add = (row: number, column: number, value: number) => {
    if (!(row >= 0 && row < 16 && column >= 0 && column < count)) fail(`an entry at (${row}, ${column})`);
    out[row * count + column] += value;
  };
  if (matrix.format === 'coo') {
    const [rows, columns] = [arrayToNumbers(matrix.row), arrayToNumbers(matrix.column)];
    data.forEach((value, i) => {
      add(rows[i], columns[i], value);
    });
    return out;
  }
  const starts = arrayToNumbers(matrix.indptr);
  const indices = arrayToNumbers(matrix.indices);
  const lines = matrix.format === 'csc' ? count : 16;
  if (starts.length !== lines + 1 || starts[lines] !== data.length || indices.length !== data.length) {
    fail(`${starts.length} column starts for ${data.length} entries`);
  }
  for (let line = 0; line < lines; line++) {
    for (let i = starts[line]; i < starts[line + 1]; i++) {
      if (matrix.format === 'csc') add(indices[i], line, data[i]);
      else add(line, indices[i], data[i]);
    }
  }
  return out;
}

function tipsOf(
  arrays: Pick<HandModel, 'template' | 'weights' | 'jointRegressor' | 'side'>,
  { tips }: ReadManoOptions,
): Int32Array {
  if (tips !== undefined) return Int32Array.from(typeof tips === 'string' ? MANO_TIPS[tips] : tips);
  // Another mesh than MANO's own has other vertex numbers.
  if (arrays.template.length !== 778 * 3) return furthestTips(arrays);
  return Int32Array.from(MANO_TIPS[arrays.side === 'right' ? 'manopth' : 'manopth-left']);
}
