import { ops, scope, type Tensor, tensor } from '@handbooster/torch';
import { InputError } from '../../base/errors/input-error.js';

/** Mean and covariance of a set of feature vectors: all a Frechet distance knows of it. */
export interface FeatureStatistics {
  /** Vectors; 1 or more. */
  count: number;
  /** (D) */
  mean: Float64Array;
  /** (D, D), divided by count - 1 as numpy's `cov` does; zero for a single vector. */
  covariance: Float64Array;
}

/**
 * Mean and covariance of feature vectors.
 *
 * @param features (N, D) row-major.
 * @throws InputError without vectors, or where a number is not finite.
 *
 * @example
 * ```ts
 * import { featureStatistics } from 'handbooster';
 * const { count, mean } = featureStatistics([0, 2, 4], 1);
 * console.log(count, mean); // 3 Float64Array(1) [ 2 ]
 * ```
 */
export function featureStatistics(features: ArrayLike<number>, dimension: number): FeatureStatistics {
  return scope(() => {
    const { count, mean, centred } = centre(features, dimension);
    return {
      count,
      mean: mean.toArray() as Float64Array,
      covariance: centred.transpose(0, 1).matmul(centred).toArray() as Float64Array,
    };
  });
}

/**
 * Frechet distance of two Gaussians (Dowson and Landau 1982): |m1 - m2|^2 + tr(C1 + C2 - 2 (C1 C2)^(1/2)).
 *
 * The trace of the square root is the sum of the roots of the eigenvalues of C1^(1/2) C2 C1^(1/2), which is
 * symmetric: one eigen-decomposition and the eigenvalues of another, no iteration, no offset added to the
 * covariances, and no imaginary parts to cut away. It serves singular covariances too.
 *
 * @example
 * ```ts
 * import { featureStatistics, frechetDistance } from 'handbooster';
 * const [a, b] = [[0, 2], [1, 3]].map((features) => featureStatistics(features, 1));
 * console.log(frechetDistance(a, b).toFixed(6)); // 1.000000
 * ```
 */
export function frechetDistance(a: FeatureStatistics, b: FeatureStatistics): number {
  const dimension = a.mean.length;
  if (b.mean.length !== dimension) {
    throw new InputError(
      `Frechet distance: features of ${dimension} and of ${b.mean.length} numbers; both sets need the same network`,
    );
  }
  return distanceFromRoot(a, rootOfCovariance(a), b);
}

/** Symmetric square root of a covariance. (D, D) row-major */
function rootOfCovariance({ mean, covariance }: FeatureStatistics): Float64Array {
  return scope(() => {
    const [values, vectors] = ops.linalgEigh(tensor(covariance, { shape: [mean.length, mean.length] }));
    const root = vectors.mul(values.clamp(0).sqrt()).matmul(vectors.transpose(0, 1));
    return root.toArray() as Float64Array;
  });
}

/** The distance, the root of the first covariance being known. */
function distanceFromRoot(a: FeatureStatistics, rootOfA: Float64Array, b: FeatureStatistics): number {
  const shape = [a.mean.length, a.mean.length];
  return scope(() => {
    const root = tensor(rootOfA, { shape });
    const product = root.matmul(tensor(b.covariance, { shape })).matmul(root);
    const eigenvalues = ops.linalgEigvalsh(product.add(product.transpose(0, 1)).mul(0.5));
    const roots = eigenvalues.clamp(0).sqrt().sum().item();
    return meanDistance(a.mean, b.mean) + trace(a.covariance) + trace(b.covariance) - 2 * roots;
  });
}

/**
 * A set of feature vectors that several others are compared with: what is needed of it is computed once.
 *
 * For sets smaller than the dimension the distance is exact too: with centred vectors X and Y (rows divided
 * by the root of count - 1) the covariances are X'X and Y'Y, and the trace of the root of their product is
 * the sum of the singular values of X Y', an N x M matrix. No root is taken of what rounding made of a zero.
 */
export class FrechetReference {
  readonly #features: ArrayLike<number>;
  readonly #dimension: number;
  #gaussian: { statistics: FeatureStatistics; root: Float64Array } | undefined;

  /** @param features (M, D) row-major, not changed afterwards. */
  constructor(features: ArrayLike<number>, dimension: number) {
    this.#features = features;
    this.#dimension = dimension;
  }

  /** @param features (N, D) row-major. @throws InputError as `featureStatistics` */
  distance(features: ArrayLike<number>): number {
    const dimension = this.#dimension;
    if (Math.max(features.length, this.#features.length) > dimension * dimension) {
      const { statistics, root } = this.#asGaussian();
      return distanceFromRoot(statistics, root, featureStatistics(features, dimension));
    }
    return scope(() => {
      const first = centre(features, dimension);
      const second = centre(this.#features, dimension);
      const cross = first.centred.matmul(second.centred.transpose(0, 1));
      const roots = ops.linalgSvdvals(cross).sum().item();
      const spread = (x: Tensor) => x.mul(x).sum().item();
      const means = first.mean.sub(second.mean);
      return spread(means) + spread(first.centred) + spread(second.centred) - 2 * roots;
    });
  }

  #asGaussian() {
    if (this.#gaussian === undefined) {
      const statistics = featureStatistics(this.#features, this.#dimension);
      this.#gaussian = { statistics, root: rootOfCovariance(statistics) };
    }
    return this.#gaussian;
  }
}

/**
 * The distance from the feature vectors themselves, as `FrechetReference` has it.
 *
 * @param a (N, D) row-major. @param b (M, D)
 */
export function frechetDistanceOfFeatures(
  a: ArrayLike<number>,
  b: ArrayLike<number>,
  dimension: number,
): number {
  return new FrechetReference(b, dimension).distance(a);
}

/** Mean (D), and vectors minus it, divided by the root of count - 1. (N, D) */
function centre(features: ArrayLike<number>, dimension: number) {
  const count = features.length / dimension;
  if (!Number.isInteger(count) || count < 1) {
    throw new InputError(
      `Frechet distance: expected one or more vectors of ${dimension} numbers, found ${features.length} numbers`,
    );
  }
  const rows = tensor(Float64Array.from(features), { shape: [count, dimension] });
  const mean = rows.mean([0]);
  if (!Number.isFinite(mean.sum().item())) {
    throw new InputError('Frechet distance: a feature is not finite; are the weights whole?');
  }
  const centred = rows.sub(mean).mul(1 / Math.sqrt(Math.max(1, count - 1)));
  return { count, mean, centred };
}

function meanDistance(a: Float64Array, b: Float64Array): number {
  return a.reduce((sum, value, i) => sum + (value - b[i]) ** 2, 0);
}

function trace(matrix: Float64Array): number {
  const dimension = Math.sqrt(matrix.length);
  let sum = 0;
  for (let i = 0; i < dimension; i++) sum += matrix[i * (dimension + 1)];
  return sum;
}
