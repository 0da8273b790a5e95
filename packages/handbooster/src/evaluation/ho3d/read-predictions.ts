import { InputError } from '../../base/errors/input-error.js';
import { type NumberLists, readNumberLists } from './read-number-lists.js';

const JOINTS = 21;
/** Of MANO's mesh, which the server scores. */
const VERTICES = 778;

/** What a `pred.json` says: metres, OpenGL axes, HO3D's joint order. */
export interface Ho3dPredictions {
  /** Pictures. */
  count: number;
  /** (count, 21, 3) */
  joints: NumberLists;
  /** (count, vertices, 3) */
  vertices: NumberLists;
}

/**
 * Reads `[joints, vertices]` as submitted to the HO3D server and checks it: as many meshes as hands, 21 x 3
 * and vertices x 3 finite numbers each.
 *
 * @throws {InputError} naming file, list and picture, what was expected and what was found.
 */
export function readHo3dPredictions(path: string, vertexCount = VERTICES): Ho3dPredictions {
  const lists = readNumberLists(path, 1);
  if (lists.length !== 2) {
    throw new InputError(`${path}: expected a list of two, [joints, vertices], found ${lists.length}`);
  }
  const [joints, vertices] = lists;
  const [count = 0] = joints.shape;
  if (count === 0) throw new InputError(`${path}: joints: expected a hand a picture, found none`);
  checkLists(`${path}: joints`, joints, [count, JOINTS, 3]);
  checkLists(`${path}: vertices`, vertices, [count, vertexCount, 3]);
  checkAxes(path, joints);
  return { count, joints, vertices };
}

/** Checks lists of points: their shape, and that all numbers are finite. */
export function checkLists(name: string, { shape, data }: NumberLists, expected: readonly number[]): void {
  if (shape.join() !== expected.join()) {
    throw new InputError(
      `${name}: expected shape ${expected.join(' x ')}, found ${shape.join(' x ') || 'none'}`,
    );
  }
  const bad = data.findIndex((value) => !Number.isFinite(value));
  if (bad < 0) return;
  const [, points] = expected;
  const picture = Math.floor(bad / (3 * points));
  const point = Math.floor(bad / 3) % points;
  throw new InputError(
    `${name}: picture ${picture}, point ${point}: expected finite numbers, found ${data[bad]} in ${'xyz'[bad % 3]}`,
  );
}

/** As the official helper: predictions in OpenCV axes (z forward) are a mistake worth a word. */
function checkAxes(file: string, joints: NumberLists): void {
  if (joints.data.every((value, i) => i % 3 !== 2 || value > 0)) {
    // Node's own way for a library to warn: it goes to the terminal, or to whoever listens.
    process.emitWarning(
      `${file}: every joint has z above 0; HO3D wants OpenGL axes (z backwards): negate y and z if scores are far off`,
    );
  }
}
