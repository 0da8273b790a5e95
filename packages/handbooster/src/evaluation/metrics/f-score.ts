/** Metres: what the paper's tables ask for. */
const THRESHOLDS = [0.005, 0.015];

/**
 * F-score of a predicted vertex set (Sec. 4.1 "F@5", "F@15"; Knapitsch et al. 2017): the harmonic mean of
 * precision (share of true vertices with a predicted one nearer than the threshold, strictly) and recall (the
 * converse); 0 when both are 0.
 *
 * How near the nearest vertex is does not matter, only whether it is within a threshold. A vertex and its
 * counterpart, where the two meshes have the same, settle most; the rest is looked for in a grid of cells,
 * and only as far as is still open.
 *
 * @param predicted (N, 3) metres.
 * @param truth (M, 3) metres.
 * @param thresholds metres.
 * @returns one F-score each.
 */
export function fScores(
  predicted: ArrayLike<number>,
  truth: ArrayLike<number>,
  thresholds: readonly number[] = THRESHOLDS,
): number[] {
  const order = thresholds.map((_, i) => i).sort((i, j) => thresholds[i] - thresholds[j]);
  const rising = order.map((i) => thresholds[i]);
  const widest = rising[rising.length - 1];
  const precision = countWithin(truth, cellsOf(first, predicted, widest), rising);
  const recall = countWithin(predicted, cellsOf(second, truth, widest), rising);
  const scores = new Array<number>(thresholds.length);
  order.forEach((place, t) => {
    const p = precision[t] / (truth.length / 3);
    const r = recall[t] / (predicted.length / 3);
    scores[place] = p + r > 0 ? (2 * p * r) / (p + r) : 0;
  });
  return scores;
}

/** What is looked at reaches a little farther than thresholds, which the distance itself is compared with. */
const ROUNDING = 1 + 1e-6;

/** Most cells of a grid: of sets that are spread wider than hands the cells are larger. */
const MOST_CELLS = 1 << 16;

/** Points by cubic cells; those of neighbouring cells along z lie one after the other. */
interface Cells {
  low: Float64Array;
  size: Int32Array;
  cell: number;
  /** (cells + 1) where the points of each begin. */
  starts: Int32Array;
  /** (N, 3) in the order of their cells. */
  points: Float64Array;
  /** (N, 3) in their own order. */
  given: ArrayLike<number>;
}

// Kept from call to call: two sets of a thousand points, tens of thousands of times.
const scratch = (): Cells => ({
  low: new Float64Array(3),
  size: new Int32Array(3),
  cell: 0,
  starts: new Int32Array(MOST_CELLS + 2),
  points: new Float64Array(0),
  given: [],
});
const first = scratch();
const second = scratch();
let cellOfPoint = new Int32Array(0);

function cellsOf(cells: Cells, points: ArrayLike<number>, widest: number): Cells {
  const { low, size, starts } = cells;
  const high = [Number.NEGATIVE_INFINITY, Number.NEGATIVE_INFINITY, Number.NEGATIVE_INFINITY];
  low.fill(Number.POSITIVE_INFINITY);
  const count = points.length / 3;
  for (let i = 0; i < points.length; i += 3) {
    for (let k = 0; k < 3; k++) {
      const value = points[i + k];
      if (value < low[k] && value > Number.NEGATIVE_INFINITY) low[k] = value;
      if (value > high[k] && value < Number.POSITIVE_INFINITY) high[k] = value;
    }
  }
  // Half the widest threshold: the narrower ones look at less.
  let cell = widest / 2;
  for (;;) {
    for (let k = 0; k < 3; k++) size[k] = Math.max(1, Math.floor((high[k] - low[k]) / cell) + 1);
    if (size[0] * size[1] * size[2] <= MOST_CELLS) break;
    cell *= 2;
  }
  cells.cell = cell;
  cells.given = points;
  if (cells.points.length < points.length) cells.points = new Float64Array(points.length);
  if (cellOfPoint.length < count) cellOfPoint = new Int32Array(count);
  const all = size[0] * size[1] * size[2];
  starts.fill(0, 0, all + 2);
  for (let i = 0; i < count; i++) {
    const x = Math.floor((points[3 * i] - low[0]) / cell);
    const y = Math.floor((points[3 * i + 1] - low[1]) / cell);
    const z = Math.floor((points[3 * i + 2] - low[2]) / cell);
    const place = (x * size[1] + y) * size[2] + z;
    // Coordinates that are no finite numbers are near nothing: any cell will do.
    const at = place >= 0 && place < all ? place : 0;
    cellOfPoint[i] = at;
    starts[at + 2]++;
  }
  for (let c = 2; c < all + 2; c++) starts[c] += starts[c - 1];
  for (let i = 0; i < count; i++) {
    const to = 3 * starts[cellOfPoint[i] + 1]++;
    cells.points[to] = points[3 * i];
    cells.points[to + 1] = points[3 * i + 1];
    cells.points[to + 2] = points[3 * i + 2];
  }
  return cells;
}

/** How many of `points` have one of the cells' within each threshold, thresholds rising. */
function countWithin(points: ArrayLike<number>, cells: Cells, thresholds: readonly number[]): number[] {
  const { low, size, cell, starts, points: sorted, given } = cells;
  const counts = new Array<number>(thresholds.length).fill(0);
  const alike = given.length === points.length;
  for (let i = 0; i < points.length; i += 3) {
    const x = points[i];
    const y = points[i + 1];
    const z = points[i + 2];
    // Thresholds from this one on are met.
    let met = thresholds.length;
    if (alike) {
      const dx = given[i] - x;
      const dy = given[i + 1] - y;
      const dz = given[i + 2] - z;
      const distance = Math.sqrt(dx * dx + dy * dy + dz * dz);
      while (met > 0 && distance < thresholds[met - 1]) met--;
    }
    if (met > 0) {
      let reach = ROUNDING * thresholds[met - 1];
      const x0 = Math.max(0, Math.floor((x - reach - low[0]) / cell));
      const x1 = Math.min(size[0] - 1, Math.floor((x + reach - low[0]) / cell));
      for (let cx = x0; cx <= x1 && met > 0; cx++) {
        const y0 = Math.max(0, Math.floor((y - reach - low[1]) / cell));
        const y1 = Math.min(size[1] - 1, Math.floor((y + reach - low[1]) / cell));
        for (let cy = y0; cy <= y1 && met > 0; cy++) {
          const z0 = Math.max(0, Math.floor((z - reach - low[2]) / cell));
          const z1 = Math.min(size[2] - 1, Math.floor((z + reach - low[2]) / cell));
          if (z0 > z1) continue;
          const row = (cx * size[1] + cy) * size[2];
          const end = 3 * starts[row + z1 + 1];
          for (let j = 3 * starts[row + z0]; j < end; j += 3) {
            const dx = sorted[j] - x;
            const dy = sorted[j + 1] - y;
            const dz = sorted[j + 2] - z;
            const squared = dx * dx + dy * dy + dz * dz;
            if (squared > reach * reach) continue;
            const distance = Math.sqrt(squared);
            while (met > 0 && distance < thresholds[met - 1]) met--;
            if (met === 0) break;
            reach = ROUNDING * thresholds[met - 1];
          }
        }
      }
    }
    for (let t = met; t < thresholds.length; t++) counts[t]++;
  }
  return counts;
}
