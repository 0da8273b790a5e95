import { InputError } from '../../base/errors/input-error.js';
import { hashArrays } from '../../base/files/hash-arrays.js';
import type { HandModel } from './hand-model.js';
import { HAND_PARENTS } from './hand-skeleton.js';

/**
 * Checks the arrays of a hand model and names them by their hash. Throws InputError naming the array (`where`
 * is the file, for the message), what was expected and what was found.
 */
export function createHandModel(arrays: Omit<HandModel, 'hash'>, where: string): HandModel {
  const vertexCount = arrays.template.length / 3;
  const fail = (field: string, expected: string, found: string): never => {
    throw new InputError(
      `${where}: ${field}: expected ${expected}, found ${found}; is it a MANO-type hand model?`,
    );
  };
  if (!Number.isInteger(vertexCount) || vertexCount < 16)
    fail('v_template', '(V, 3) with V >= 16', `${vertexCount}`);
  const lengths: [keyof HandModel & string, number, string][] = [
    ['weights', vertexCount * 16, `(${vertexCount}, 16)`],
    ['jointRegressor', 16 * vertexCount, `(16, ${vertexCount})`],
    ['shapeDirections', vertexCount * 30, `(${vertexCount}, 3, 10)`],
    ['poseDirections', vertexCount * 405, `(${vertexCount}, 3, 135)`],
    ['poseComponents', 2025, '(45, 45)'],
    ['poseMean', 45, '(45)'],
    ['parents', 16, '(16)'],
    ['tips', 5, '(5)'],
  ];
  for (const [field, length, shape] of lengths) {
    const found = (arrays as unknown as Record<string, ArrayLike<number>>)[field].length;
    if (found !== length) fail(field, `${length} numbers, shape ${shape}`, `${found}`);
  }
  if (arrays.faces.length === 0 || arrays.faces.length % 3 !== 0)
    fail('faces', '(F, 3)', `${arrays.faces.length} numbers`);
  const stray = arrays.faces.find((index) => index >= vertexCount);
  if (stray !== undefined) fail('faces', `vertex indices below ${vertexCount}`, `${stray}`);
  const strayTip = arrays.tips.find((index) => !(index >= 0 && index < vertexCount));
  if (strayTip !== undefined) fail('tips', `vertex indices below ${vertexCount}`, `${strayTip}`);
  if (HAND_PARENTS.some((parent, joint) => arrays.parents[joint] !== parent)) {
    fail('parents', `MANO's tree [${HAND_PARENTS.join(', ')}]`, `[${arrays.parents.join(', ')}]`);
  }
  for (const field of [
    'template',
    'weights',
    'jointRegressor',
    'shapeDirections',
    'poseDirections',
    'poseComponents',
    'poseMean',
  ] as const) {
    const at = arrays[field].findIndex((value) => !Number.isFinite(value));
    if (at >= 0) fail(field, 'finite numbers', `${arrays[field][at]} at ${at}`);
  }
  checkRows(arrays.weights, 16, (row, sum) => fail('weights', 'rows that sum to 1', `${sum} in row ${row}`));
  checkRows(arrays.jointRegressor, vertexCount, (row, sum) =>
    fail('jointRegressor', 'rows that sum to 1', `${sum} in row ${row}`),
  );
  const hash = hashArrays(
    arrays.template,
    arrays.faces,
    arrays.parents,
    arrays.weights,
    arrays.jointRegressor,
    arrays.shapeDirections,
    arrays.poseDirections,
    arrays.poseComponents,
    arrays.poseMean,
    arrays.tips,
  );
  return { ...arrays, hash };
}

function checkRows(matrix: Float32Array, width: number, fail: (row: number, sum: number) => never): void {
  for (let row = 0; row * width < matrix.length; row++) {
    let sum = 0;
    for (let i = 0; i < width; i++) sum += matrix[row * width + i];
    if (!(Math.abs(sum - 1) < 1e-3)) fail(row, sum);
  }
}
