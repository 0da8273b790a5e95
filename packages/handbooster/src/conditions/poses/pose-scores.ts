import { scope, type Tensor, tensor } from '@handbooster/torch';
import { multiplyQuaternions } from '../../geometry/rotations.js';
import { type MiddleQuaternion, middleQuaternion } from './middle-quaternion.js';
import type { PoseRange } from './pose-range.js';

/** Columns whose scores are looked at together. */
export const GROUP = 64;
/** Rows and columns of one matrix product: its result stays in the cache of a core. */
const TILE = { rows: 64, columns: 64 * GROUP };
/** Share of quaternions far from the middle one up to which a joint goes into the common product. */
const FEW_FAR = 0.02;

/** What {@link poseScores} finds. */
export interface PoseScores {
  /** (rows, groups), row-major: of each row and each group of `GROUP` columns the greatest score. */
  greatest: Float32Array;
  groups: number;
  /** (rows) by how much a pair of the row may exceed its score. */
  slack: Float64Array;
}

/**
 * How alike poses are at most, by matrix products in float32.
 *
 * The score is the similarity (1 - distance) of the two cosine metrics. For `geodesic` it is what a lower
 * bound of the squared distance is made of: with c the cosine of half an angle, angle^2 >= 8 (1 - c).
 *
 * An absolute value keeps the dot products of quaternions from being one matrix product. So the quaternions
 * of a joint are signed like their middle one. Those a and b away from it (a quarter of a turn in space each,
 * an eighth on the sphere of quaternions) are at most a right angle apart, their dot product is not negative,
 * and nothing is lost; beyond, |dot| - dot <= -2 cos(a + b) <= 2 (a - pi/4) + 2 (b - pi/4), which is added
 * to the score of a column and to the slack of a row. Where more than a few are that far, and for the object,
 * whose turns are free, the joint gets a product of its own.
 */
export function poseScores(rows: PoseRange, columns: PoseRange): PoseScores {
  const tables = scoreTables(rows, columns);
  const groups = Math.ceil((columns.to - columns.from) / GROUP);
  const count = rows.to - rows.from;
  const greatest = new Float32Array(count * groups);
  scope(() => {
    const products = tables.products.map(({ row, column, width }) => ({
      row: tensor(row).reshape([-1, width]),
      column: tensor(column).reshape([-1, width]),
    }));
    for (let first = 0; first < count; first += TILE.rows) {
      const height = Math.min(TILE.rows, count - first);
      for (let left = 0; left < groups * GROUP; left += TILE.columns) {
        const width = Math.min(TILE.columns, groups * GROUP - left);
        const values = scope(() => {
          const product = (index: number) =>
            products[index].row
              .narrow(0, first, height)
              .matmul(products[index].column.narrow(0, left, width).t());
          const sum = product(0);
          for (let index = 1; index < tables.twins; index++) sum.add_(product(index).abs_());
          const twin = largestTwin(tables, product);
          if (twin !== null) sum.add_(twin);
          return sum
            .reshape([height, width / GROUP, GROUP])
            .amax([2])
            .toArray() as Float32Array;
        });
        for (let row = 0; row < height; row++) {
          const part = values.subarray((row * width) / GROUP, ((row + 1) * width) / GROUP);
          greatest.set(part, (first + row) * groups + left / GROUP);
        }
      }
    }
  });
  return { greatest, groups, slack: tables.slack };
}

/** A matrix product: (rows, width) and (columns, width), filled with zeros to whole groups. */
interface Product {
  row: Float32Array;
  column: Float32Array;
  width: number;
}

interface ScoreTables {
  /** First the one whose sign counts, then those of absolute value, from `twins` on those of symmetries. */
  products: Product[];
  twins: number;
  /** Whether the products of symmetries come in pairs: still, and turned about the axis. */
  axis: boolean;
  slack: Float64Array;
}

function largestTwin({ products, twins, axis }: ScoreTables, product: (index: number) => Tensor) {
  let largest: Tensor | null = null;
  for (let index = twins; index < products.length; index += axis ? 2 : 1) {
    const dot = axis
      ? product(index)
          .square_()
          .add_(product(index + 1).square_())
          .sqrt_()
      : product(index).abs_();
    largest = largest === null ? dot : largest.maximum(dot);
  }
  return largest;
}

function scoreTables(rows: PoseRange, columns: PoseRange): ScoreTables {
  const { size, kind, twins } = rows.poses;
  const quaternions = (size - 3) / 4;
  const signed: SignedPart[] = [];
  const absolute: number[] = [];
  for (let q = 0; q < quaternions; q++) {
    if (twins !== null && q === quaternions - 1) continue;
    const middle = kind === 'paper' ? null : middleQuaternion(rows, columns, 4 * q);
    if (middle === null || middle.far <= FEW_FAR) signed.push({ at: 4 * q, middle });
    else absolute.push(4 * q);
  }
  const geodesic = kind === 'geodesic';
  const turns = geodesic ? 8 : 1;
  const row = signedTable(rows, signed, { turns, shifts: geodesic ? 2 : 1, squares: 0 });
  const column = signedTable(columns, signed, { turns: 1, shifts: 1, squares: geodesic ? 1 : 0 });
  for (let i = 0, last = row.width - 1; i < row.excess.length; i++) {
    // Times the row's constant: what a column lacks belongs to its score.
    row.table[i * row.width + last] = 1;
  }
  for (let i = 0, last = row.width - 1; i < column.excess.length; i++) {
    column.table[i * row.width + last] += turns * column.excess[i];
  }
  const products: Product[] = [
    { width: row.width, row: row.table, column: column.table },
    ...absolute.map((at) => quaternionProduct(rows, columns, at, turns, null)),
  ];
  const first = products.length;
  const axis = twins?.some((value, k) => k % 8 >= 4 && value !== 0) ?? false;
  for (let k = 0; twins !== null && k < twins.length; k += 8) {
    const at = 4 * (quaternions - 1);
    products.push(quaternionProduct(rows, columns, at, turns, twins.subarray(k, k + 4)));
    if (axis) products.push(quaternionProduct(rows, columns, at, turns, twins.subarray(k + 4, k + 8)));
  }
  // A dot product of n numbers is off by n eps |x| |y| at most, eps 2^-24; every part's |x| |y| together are
  // not above the whole's. Numbers are rounded on the way in, parts are added, a root is taken.
  const norm = largestNorm(columns);
  const most = Math.max(0, ...column.excess);
  const x = turns * largestNorm(rows) + 1;
  const y = norm + (geodesic ? norm * norm : 0) + turns * most;
  const rounding = (size + 2 * products.length + 9) * 2 ** -24 * x * y;
  const slack = row.excess.map((excess) => turns * excess + rounding);
  return { products, twins: first, axis, slack };
}

/** A quaternion, by where it begins in a pose, that takes part with the sign of a middle one or its own. */
interface SignedPart {
  at: number;
  middle: MiddleQuaternion | null;
}

/**
 * The part of the score whose sign counts. Its last number is minus `squares` times the squared translation.
 */
function signedTable(
  range: PoseRange,
  parts: readonly SignedPart[],
  { turns, shifts, squares }: { turns: number; shifts: number; squares: number },
): { table: Float32Array; width: number; excess: Float64Array } {
  const { poses, from, to } = range;
  const { values: u, size } = poses;
  const width = 4 * parts.length + 4;
  const table = new Float32Array(paddedRows(range) * width);
  const excess = new Float64Array(to - from);
  for (let i = from, out = 0; i < to; i++) {
    for (const { at, middle } of parts) {
      const p = i * size + at;
      let sign = turns;
      if (middle !== null) {
        const m = middle.quaternion;
        const dot = u[p] * m[0] + u[p + 1] * m[1] + u[p + 2] * m[2] + u[p + 3] * m[3];
        if (dot < 0) sign = -turns;
        const own = Math.sqrt(u[p] ** 2 + u[p + 1] ** 2 + u[p + 2] ** 2 + u[p + 3] ** 2);
        excess[i - from] += middle.excess(Math.abs(dot), own);
      }
      for (let k = 0; k < 4; k++) table[out++] = sign * u[p + k];
    }
    const t = (i + 1) * size - 3;
    for (let k = 0; k < 3; k++) table[out++] = shifts * u[t + k];
    table[out++] = -squares * (u[t] ** 2 + u[t + 1] ** 2 + u[t + 2] ** 2);
  }
  return { table, width, excess };
}

function paddedRows({ from, to }: PoseRange): number {
  return Math.ceil((to - from) / GROUP) * GROUP;
}

/** The product of one quaternion alone, those of the columns turned by `turn`. */
function quaternionProduct(
  rows: PoseRange,
  columns: PoseRange,
  at: number,
  turns: number,
  turn: Float64Array | null,
): Product {
  const table = (range: PoseRange, scale: number, turned: Float64Array | null) => {
    const { poses, from, to } = range;
    const out = new Float32Array(paddedRows(range) * 4);
    for (let i = from; i < to; i++) {
      const own = poses.values.subarray(i * poses.size + at, i * poses.size + at + 4);
      const quaternion = turned === null ? own : multiplyQuaternions(own, turned);
      for (let k = 0; k < 4; k++) out[4 * (i - from) + k] = scale * quaternion[k];
    }
    return out;
  };
  return { width: 4, row: table(rows, turns, null), column: table(columns, 1, turn) };
}

function largestNorm({ poses, from, to }: PoseRange): number {
  let largest = 0;
  for (let i = from; i < to; i++) {
    let sum = 0;
    for (let k = i * poses.size; k < (i + 1) * poses.size; k++) sum += poses.values[k] ** 2;
    if (sum > largest) largest = sum;
  }
  return Math.sqrt(largest);
}
