import type { Tensor } from '@handbooster/torch';
import type { ReconstructionOutput } from '../reconstruction-network.js';

/** What a network is trained towards. */
export interface ReconstructionTarget {
  /** (B, V, 3) metres, the hand model's frame without translation. */
  vertices: Tensor;
  /** (B, 21, 2) in units of the crop's side. */
  joints2d: Tensor;
}

/** The terms of MobRecon's loss and their sum. */
export interface MobReconLosses {
  vertices: Tensor;
  joints2d: Tensor;
  normal: Tensor;
  edge: Tensor;
  total: Tensor;
}

/**
 * MobRecon's loss: L1 of vertices and 2D joints, 0.1 x the mean |predicted edge direction . true face
 * normal|, and the mean difference of edge lengths over every face's three edges.
 *
 * @param faces (3 F) int64: all first corners, then all second ones, then all third ones.
 */
export function mobReconLosses(
  output: Pick<ReconstructionOutput, 'vertices' | 'joints2d'>,
  target: ReconstructionTarget,
  faces: Tensor,
): MobReconLosses {
  const vertices = output.vertices.sub(target.vertices).abs().mean();
  const joints2d = output.joints2d.sub(target.joints2d).abs().mean();
  const predicted = faceEdges(output.vertices, faces);
  const truth = faceEdges(target.vertices, faces);
  const [first, second] = truth.directions;
  const normal = unit(first.linalgCross(second));
  const along = predicted.directions.map((direction) => direction.mul(normal).sum([-1]).abs().mean());
  const lengths = predicted.lengths.map((length, k) => length.sub(truth.lengths[k]).abs().mean());
  const normalLoss = sum(along).mul(0.1 / 3);
  const edge = sum(lengths).div(3);
  return {
    vertices,
    joints2d,
    normal: normalLoss,
    edge,
    total: vertices.add(joints2d).add(normalLoss).add(edge),
  };
}

/** The three edges (j - i, k - i, k - j) of each face: unit directions and lengths. */
function faceEdges(vertices: Tensor, faces: Tensor): { directions: Tensor[]; lengths: Tensor[] } {
  const corners = vertices.indexSelect(1, faces).reshape([vertices.shape[0], 3, -1, 3]);
  const [i, j, k] = [0, 1, 2].map((corner) => corners.select(1, corner));
  const edges = [j.sub(i), k.sub(i), k.sub(j)];
  return { directions: edges.map(unit), lengths: edges.map((edge) => edge.linalgVectorNorm(2, [-1])) };
}

/** Divided by the length, at least 1e-12. */
function unit(x: Tensor): Tensor {
  return x.div(x.linalgVectorNorm(2, [-1], true).clampMin(1e-12));
}

function sum(terms: Tensor[]): Tensor {
  return terms.reduce((a, b) => a.add(b));
}
