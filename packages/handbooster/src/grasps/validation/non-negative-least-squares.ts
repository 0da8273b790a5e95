/** Solution of a non-negative least-squares problem. */
export interface NonNegativeSolution {
  /** (N) weights, none negative. */
  weights: Float64Array;
  /** |A x - b|. */
  residual: number;
}

/**
 * min |A x - b| over x >= 0 (Lawson and Hanson, "Solving Least Squares Problems", 1974, ch. 23) for few rows
 * and many columns. `columns` is (N, rows).
 */
export function nonNegativeLeastSquares(
  columns: Float64Array,
  rows: number,
  target: ArrayLike<number>,
): NonNegativeSolution {
  const count = columns.length / rows;
  const weights = new Float64Array(count);
  const passive: number[] = [];
  const residual = Float64Array.from(target);
  for (let iteration = 0; iteration < 5 * rows + 20; iteration++) {
    let best = -1;
    let steepest = 1e-10;
    for (let c = 0; c < count; c++) {
      if (weights[c] > 0) continue;
      let slope = 0;
      for (let r = 0; r < rows; r++) slope += columns[c * rows + r] * residual[r];
      if (slope > steepest) {
        steepest = slope;
        best = c;
      }
    }
    if (best < 0 || passive.includes(best)) break;
    passive.push(best);
    for (;;) {
      const solution = solvePassive(columns, rows, target, passive);
      if (solution.every((value) => value > 1e-12)) {
        passive.forEach((c, i) => {
          weights[c] = solution[i];
        });
        break;
      }
      // Walk from the old weights to the new ones until the first reaches zero, and let it go.
      let share = 1;
      passive.forEach((c, i) => {
        if (solution[i] <= 1e-12) share = Math.min(share, weights[c] / (weights[c] - solution[i] || 1e-300));
      });
      passive.forEach((c, i) => {
        weights[c] += share * (solution[i] - weights[c]);
      });
      for (let i = passive.length - 1; i >= 0; i--) {
        if (weights[passive[i]] <= 1e-12) {
          weights[passive[i]] = 0;
          passive.splice(i, 1);
        }
      }
      if (passive.length === 0) break;
    }
    for (let r = 0; r < rows; r++) {
      residual[r] = target[r];
      for (const c of passive) residual[r] -= weights[c] * columns[c * rows + r];
    }
    if (norm(residual) < 1e-9) break;
  }
  return { weights, residual: norm(residual) };
}

/** Least squares on the passive columns by the normal equations with a trace of damping. */
function solvePassive(
  columns: Float64Array,
  rows: number,
  target: ArrayLike<number>,
  passive: number[],
): Float64Array {
  const n = passive.length;
  const matrix = new Float64Array(n * (n + 1));
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < n; j++) {
      let value = i === j ? 1e-12 : 0;
      for (let r = 0; r < rows; r++) value += columns[passive[i] * rows + r] * columns[passive[j] * rows + r];
      matrix[i * (n + 1) + j] = value;
    }
    let value = 0;
    for (let r = 0; r < rows; r++) value += columns[passive[i] * rows + r] * target[r];
    matrix[i * (n + 1) + n] = value;
  }
  for (let i = 0; i < n; i++) {
    let pivot = i;
    for (let k = i + 1; k < n; k++) {
      if (Math.abs(matrix[k * (n + 1) + i]) > Math.abs(matrix[pivot * (n + 1) + i])) pivot = k;
    }
    for (let j = 0; j <= n; j++) {
      const kept = matrix[i * (n + 1) + j];
      matrix[i * (n + 1) + j] = matrix[pivot * (n + 1) + j];
      matrix[pivot * (n + 1) + j] = kept;
    }
    const diagonal = matrix[i * (n + 1) + i] || 1e-300;
    for (let k = 0; k < n; k++) {
      if (k === i) continue;
      const factor = matrix[k * (n + 1) + i] / diagonal;
      for (let j = i; j <= n; j++) matrix[k * (n + 1) + j] -= factor * matrix[i * (n + 1) + j];
    }
  }
  return Float64Array.from(
    { length: n },
    (_, i) => matrix[i * (n + 1) + n] / (matrix[i * (n + 1) + i] || 1e-300),
  );
}

function norm(a: Float64Array): number {
  let squared = 0;
  for (const value of a) squared += value * value;
  return Math.sqrt(squared);
}
