/**
 * F-score of a predicted vertex set (Sec. 4.1 "F@5", "F@15"; Knapitsch et al. 2017): the harmonic mean of precision (share
 * of true vertices with a predicted one nearer than the threshold, strictly) and recall (the converse); 0 when both are 0.
 *
 * Vertices are sorted along x once, so that only pairs within the widest threshold in x are looked at: a sixth of all for a
 * hand and 15 mm.
 *
 * @param predicted (N, 3) metres. @param truth (M, 3) metres. @param thresholds metres. @returns one F-score each.
 */
export function fScores(
  predicted: ArrayLike<number>,
  truth: ArrayLike<number>,
  thresholds: readonly number[] = [0.005, 0.015],
): number[] {
  const widest = Math.max(...thresholds);
  const a = sortedByX(predicted);
  const b = sortedByX(truth);
  const fromPredicted = new Float64Array(a.length / 3).fill(Number.POSITIVE_INFINITY);
  const fromTruth = new Float64Array(b.length / 3).fill(Number.POSITIVE_INFINITY);
  let first = 0;
  for (let i = 0; i < fromPredicted.length; i++) {
    const x = a[3 * i];
    const y = a[3 * i + 1];
    const z = a[3 * i + 2];
    while (first < fromTruth.length && b[3 * first] < x - widest) first++;
    let nearest = Number.POSITIVE_INFINITY;
    for (let j = first; j < fromTruth.length && b[3 * j] <= x + widest; j++) {
      const dx = b[3 * j] - x;
      const dy = b[3 * j + 1] - y;
      const dz = b[3 * j + 2] - z;
      const squared = dx * dx + dy * dy + dz * dz;
      if (squared < nearest) nearest = squared;
      if (squared < fromTruth[j]) fromTruth[j] = squared;
    }
    fromPredicted[i] = nearest;
  }
  return thresholds.map((threshold) => {
    const precision = shareBelow(fromTruth, threshold);
    const recall = shareBelow(fromPredicted, threshold);
    return precision + recall > 0 ? (2 * precision * recall) / (precision + recall) : 0;
  });
}

function shareBelow(squared: Float64Array, threshold: number): number {
  let count = 0;
  for (const value of squared) if (Math.sqrt(value) < threshold) count++;
  return count / squared.length;
}

function sortedByX(points: ArrayLike<number>): Float64Array {
  const order = Uint32Array.from({ length: points.length / 3 }, (_, i) => i).sort(
    (i, j) => points[3 * i] - points[3 * j],
  );
  const sorted = new Float64Array(points.length);
  order.forEach((from, to) => {
    for (let k = 0; k < 3; k++) sorted[3 * to + k] = points[3 * from + k];
  });
  return sorted;
}
