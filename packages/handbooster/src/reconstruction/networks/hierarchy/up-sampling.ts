/**
 * A sparse matrix that lifts values on a coarse mesh to a fine one: out[t] = sum over k of weight[3 t + k] *
 * x[column[3 t + k]], exactly three entries per fine vertex, zeros kept.
 */
export interface UpSampling {
  /** (T, 3) coarse vertices. */
  columns: Uint32Array;
  /** (T, 3). */
  weights: Float64Array;
}

/**
 * For each fine vertex the entries that reach it from the coarse mesh (MobRecon's hierarchy, after CoMA). The
 * nearest point q on the coarse surface decides the triangle. Inside it, the weights solve [v1 v2 v3] w = q
 * on raw coordinates (not barycentric, so rows need not sum to one and depend on where the mesh stands); on
 * an edge they are the least-squares solution of [va vb] w = t; at a corner, 1. Other entries of the triangle
 * are zeros.
 *
 * @param fine (T, 3). @param coarse (V, 3). @param faces (F, 3) of the coarse mesh.
 */
export function upSampling(
  fine: ArrayLike<number>,
  coarse: ArrayLike<number>,
  faces: ArrayLike<number>,
): UpSampling {
  const count = fine.length / 3;
  const columns = new Uint32Array(3 * count);
  const weights = new Float64Array(3 * count);
  const point = (from: ArrayLike<number>, v: number) => [from[3 * v], from[3 * v + 1], from[3 * v + 2]];
  for (let t = 0; t < count; t++) {
    const target = point(fine, t);
    let best: Nearest | null = null;
    let bestFace = 0;
    for (let f = 0; f < faces.length; f += 3) {
      const corners = [point(coarse, faces[f]), point(coarse, faces[f + 1]), point(coarse, faces[f + 2])];
      const nearest = nearestOnTriangle(target, corners);
      if (best === null || nearest.squared < best.squared) {
        best = nearest;
        bestFace = f;
      }
    }
    if (best === null) throw new RangeError('upSampling: the coarse mesh has no faces');
    const corners = [0, 1, 2].map((k) => faces[bestFace + k]);
    const row = entryWeights(
      best,
      target,
      corners.map((v) => point(coarse, v)),
    );
    for (let k = 0; k < 3; k++) {
      columns[3 * t + k] = corners[k];
      weights[3 * t + k] = row[k];
    }
  }
  return { columns, weights };
}

function entryWeights(nearest: Nearest, target: number[], corners: number[][]): number[] {
  const row = [0, 0, 0];
  const { on } = nearest;
  if (on.length === 1) row[on[0]] = 1;
  else if (on.length === 2) {
    const [a, b] = on.map((k) => corners[k]);
    const [aa, ab, bb, at, bt] = [dot(a, a), dot(a, b), dot(b, b), dot(a, target), dot(b, target)];
    const determinant = aa * bb - ab * ab;
    row[on[0]] = (bb * at - ab * bt) / determinant;
    row[on[1]] = (aa * bt - ab * at) / determinant;
  } else {
    const [a, b, c] = corners;
    const determinant = dot(a, cross(b, c));
    row[0] = dot(nearest.point, cross(b, c)) / determinant;
    row[1] = dot(nearest.point, cross(c, a)) / determinant;
    row[2] = dot(nearest.point, cross(a, b)) / determinant;
  }
  return row;
}

interface Nearest {
  point: number[];
  squared: number;
  /** The corners the point lies between: one at a corner, two on an edge, three inside. */
  on: number[];
}

/** Nearest point of a triangle (Ericson, Real-Time Collision Detection, 5.1.5). */
function nearestOnTriangle(p: number[], [a, b, c]: number[][]): Nearest {
  const ab = minus(b, a);
  const ac = minus(c, a);
  const ap = minus(p, a);
  const at = (point: number[], on: number[]): Nearest => {
    const d = minus(p, point);
    return { point, squared: dot(d, d), on };
  };
  const d1 = dot(ab, ap);
  const d2 = dot(ac, ap);
  if (d1 <= 0 && d2 <= 0) return at(a, [0]);
  const bp = minus(p, b);
  const d3 = dot(ab, bp);
  const d4 = dot(ac, bp);
  if (d3 >= 0 && d4 <= d3) return at(b, [1]);
  const vc = d1 * d4 - d3 * d2;
  if (vc <= 0 && d1 >= 0 && d3 <= 0) return at(along(a, ab, d1 / (d1 - d3)), [0, 1]);
  const cp = minus(p, c);
  const d5 = dot(ab, cp);
  const d6 = dot(ac, cp);
  if (d6 >= 0 && d5 <= d6) return at(c, [2]);
  const vb = d5 * d2 - d1 * d6;
  if (vb <= 0 && d2 >= 0 && d6 <= 0) return at(along(a, ac, d2 / (d2 - d6)), [0, 2]);
  const va = d3 * d6 - d5 * d4;
  if (va <= 0 && d4 - d3 >= 0 && d5 - d6 >= 0) {
    return at(along(b, minus(c, b), (d4 - d3) / (d4 - d3 + (d5 - d6))), [1, 2]);
  }
  const scale = 1 / (va + vb + vc);
  return at(along(along(a, ab, vb * scale), ac, vc * scale), [0, 1, 2]);
}

const dot = (a: number[], b: number[]) => a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
const minus = (a: number[], b: number[]) => [a[0] - b[0], a[1] - b[1], a[2] - b[2]];
const along = (a: number[], d: number[], s: number) => [a[0] + s * d[0], a[1] + s * d[1], a[2] + s * d[2]];
const cross = (a: number[], b: number[]) => [
  a[1] * b[2] - a[2] * b[1],
  a[2] * b[0] - a[0] * b[2],
  a[0] * b[1] - a[1] * b[0],
];
