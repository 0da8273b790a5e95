import { type PoseSet, poseDistance } from './pose-metric.js';

/**
 * Similarity of two poses from their distance: the cosine of Eq. 5 for the two cosine metrics; exp(-distance)
 * for `geodesic`, which has no cosine: 1 for equal poses too, and towards 0 for distant ones.
 */
export function poseSimilarity(kind: PoseSet['kind'], distance: number): number {
  return kind === 'geodesic' ? Math.exp(-distance) : 1 - distance;
}

/** Similarities of all pairs (a.count, b.count), row-major: the maps of Fig. 4 left. */
export function similarityMatrix(a: PoseSet, b: PoseSet): Float64Array {
  const matrix = new Float64Array(a.count * b.count);
  for (let i = 0, at = 0; i < a.count; i++) {
    for (let j = 0; j < b.count; j++, at++) matrix[at] = poseSimilarity(a.kind, poseDistance(a, i, b, j));
  }
  return matrix;
}
