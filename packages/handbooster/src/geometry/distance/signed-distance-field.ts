import { type DType, keep, noGrad, stack, type Tensor, tensor, where } from '@handbooster/torch';
import type { SignedDistanceGrid } from './signed-distance-grid.js';

/** Samples of a field at points (..., 3). */
export interface FieldSample {
  /** (...) metres, negative inside; differentiable once in the points. */
  distances: Tensor;
  /** (..., 3) derivative of the distance, outward, near unit length; constants, as grasp energies want normals. */
  gradients: Tensor;
}

export interface SignedDistanceFieldOptions {
  device?: string;
  /** float64 is for gradient checks. */
  dtype?: DType;
}

/**
 * A SignedDistanceGrid on the engine: batched samples with gradients.
 *
 * The eight corners of a cell lie side by side, so a sample is one gather. Value and derivative are computed without
 * a tape, and the tape gets d + (p - p') . gradient, where p' is p as a constant: the same number, the exact
 * derivative, and a backward pass of two products.
 */
export class SignedDistanceField {
  /** (cells, 8): corners of each cell, x slowest. */
  readonly #corners: Tensor;
  readonly #origin: Tensor;
  readonly #last: Tensor;
  readonly #lastCell: Tensor;
  readonly #strides: Tensor;
  readonly #zero: Tensor;

  constructor(
    readonly grid: SignedDistanceGrid,
    { device = 'cpu', dtype = 'float32' }: SignedDistanceFieldOptions = {},
  ) {
    const [nx, ny, nz] = grid.size;
    const corners = new Float32Array((nx - 1) * (ny - 1) * (nz - 1) * 8);
    for (let i = 0, at = 0; i < nx - 1; i++) {
      for (let j = 0; j < ny - 1; j++) {
        for (let k = 0; k < nz - 1; k++) {
          for (let corner = 0; corner < 8; corner++, at++) {
            const x = i + (corner >> 2);
            const y = j + ((corner >> 1) & 1);
            corners[at] = grid.values[(x * ny + y) * nz + k + (corner & 1)];
          }
        }
      }
    }
    const constant = (data: ArrayLike<number>, shape?: number[]) =>
      keep(tensor(Float64Array.from(data), { shape, dtype, device }));
    this.#corners = keep(tensor(corners, { shape: [corners.length / 8, 8], dtype, device }));
    this.#origin = constant(grid.origin);
    this.#last = constant(grid.size.map((size) => size - 1));
    this.#lastCell = constant(grid.size.map((size) => size - 2));
    this.#strides = constant([(ny - 1) * (nz - 1), nz - 1, 1], [3, 1]);
    this.#zero = constant([0]);
  }

  /** Distances and gradients at points (..., 3), metres. */
  sample(points: Tensor): FieldSample {
    const shape = points.shape.slice(0, -1);
    const { value, gradients } = noGrad(() => this.#evaluate(points.detach().reshape([-1, 3])));
    const slopes = gradients.reshape([...shape, 3]);
    const distances = value.reshape(shape);
    if (!points.requiresGrad) return { distances, gradients: slopes };
    const step = points.sub(points.detach()).mul(slopes).sum([-1]);
    return { distances: distances.add(step), gradients: slopes };
  }

  /** Frees the field's tensors. */
  dispose(): void {
    for (const held of [this.#corners, this.#origin, this.#last, this.#lastCell, this.#strides, this.#zero]) {
      held.dispose();
    }
  }

  /** (N) values and (N, 3) gradients of points (N, 3). */
  #evaluate(points: Tensor): { value: Tensor; gradients: Tensor } {
    const { cell } = this.grid;
    const wanted = points.sub(this.#origin).div(cell);
    const place = wanted.maximum(this.#zero).minimum(this.#last);
    const base = place.floor().minimum(this.#lastCell);
    const index = base.to({ dtype: 'float64' }).matmul(this.#strides.to({ dtype: 'float64' }));
    const corners = this.#corners
      .indexSelect(0, index.reshape([-1]).to({ dtype: 'int64' }))
      .reshape([-1, 2, 2, 2]);
    const fraction = place.sub(base);
    const fx = fraction.select(1, 0);
    const fy = fraction.slice(1, 1, 2);
    const fz = fraction.slice(1, 2, 3).unsqueeze(2);
    const low = corners.select(3, 0);
    const slopeZ = corners.select(3, 1).sub(low); // (N, 2, 2) at the four edges along z
    const planes = low.addcmul(slopeZ, fz); // (N, 2, 2)
    const slopeY = planes.select(2, 1).sub(planes.select(2, 0)); // (N, 2)
    const lines = planes.select(2, 0).addcmul(slopeY, fy); // (N, 2)
    const slopeX = lines.select(1, 1).sub(lines.select(1, 0)); // (N)
    const mixY = slopeZ.select(2, 0).addcmul(slopeZ.select(2, 1).sub(slopeZ.select(2, 0)), fy); // (N, 2)
    const acrossX = (pair: Tensor) => pair.select(1, 0).addcmul(pair.select(1, 1).sub(pair.select(1, 0)), fx);
    const inside = stack([slopeX, acrossX(slopeY), acrossX(mixY)], 1).div(cell);
    const beyond = wanted.sub(place).mul(cell);
    const way = beyond.mul(beyond).sum([1], true).sqrt();
    const value = lines
      .select(1, 0)
      .addcmul(slopeX, fx)
      .add(way.reshape([-1]));
    // Across the border the clamped coordinate no longer moves: only the way there grows.
    const outside = beyond.div(way.clampMin(1e-12));
    return { value, gradients: where(beyond.ne(0), outside, inside) };
  }
}
