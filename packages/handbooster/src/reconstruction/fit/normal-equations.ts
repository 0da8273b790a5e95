import { solveDamped } from '../../base/numbers/solve-damped.js';
/** Sums of J^T J and J^T r of least squares with few unknowns, and their damped solution. */
export class NormalEquations {
  readonly #matrix: Float64Array;
  readonly #right: Float64Array;
  /** Sum of squared residuals. */
  cost = 0;

  constructor(readonly count: number) {
    this.#matrix = new Float64Array(count * count);
    this.#right = new Float64Array(count);
  }

  clear(): void {
    this.#matrix.fill(0);
    this.#right.fill(0);
    this.cost = 0;
  }

  /** Adds a residual whose derivative by unknown `columns[k]` is `row[k]`. */
  add(residual: number, columns: ArrayLike<number>, row: ArrayLike<number>): void {
    this.cost += residual * residual;
    for (let a = 0; a < columns.length; a++) {
      const value = row[a];
      if (value === 0) continue;
      const at = columns[a] * this.count;
      this.#right[columns[a]] += value * residual;
      for (let b = 0; b < columns.length; b++) this.#matrix[at + columns[b]] += value * row[b];
    }
  }

  /** The step x with (J^T J + damping diag(J^T J)) x = -J^T r, by Cholesky's factors. */
  solve(damping: number): Float64Array {
    const right = this.#right.map((value) => -value);
    return solveDamped(this.#matrix, right, damping, 1e-300);
  }
}
