import {
  cat,
  getThreads,
  keep,
  Random,
  scope,
  setThreads,
  stack,
  type Tensor,
  tensor,
  zeros,
} from '@handbooster/torch';
import { HandLayer, type HandModel, loadBuiltinHand } from 'handbooster/hand';
import type { BenchRow } from '../support/bench-row.js';

export const name = 'Hand layer';

/**
 * The published layers' way, written from the formulas: rotations through quaternions, one joint's 4 x 4
 * matrix after the other by level, transforms blended to (B, 4, 4, V), homogeneous vertices multiplied and
 * summed.
 */
class PublishedWay {
  readonly #constants: Record<
    'template' | 'shapes' | 'poses' | 'weights' | 'regressor' | 'identity' | 'last',
    Tensor
  >;

  constructor(model: HandModel) {
    const count = model.template.length / 3;
    const constant = (data: Float32Array, shape: number[]) => keep(tensor(data, { shape }));
    this.#constants = {
      template: constant(model.template, [1, count, 3]),
      shapes: constant(model.shapeDirections, [count, 3, 10]),
      poses: constant(model.poseDirections, [count, 3, 135]),
      weights: constant(model.weights, [count, 16]),
      regressor: constant(model.jointRegressor, [16, count]),
      identity: constant(Float32Array.of(1, 0, 0, 0, 1, 0, 0, 0, 1), [1, 1, 9]),
      last: constant(Float32Array.of(0, 0, 0, 1), [1, 1, 4]),
    };
  }

  forward(pose: Tensor, betas: Tensor): Tensor {
    const { template, shapes, poses, weights, regressor, identity, last } = this.#constants;
    const batch = pose.shape[0];
    const rotations = this.#rotations(pose.reshape([batch * 16, 3])).reshape([batch, 16, 9]);
    const feature = rotations.slice(1, 1, 16).sub(identity).reshape([batch, 135]);
    const shaped = shapes.matmul(betas.transpose(0, 1)).permute([2, 0, 1]).add(template);
    const joints = regressor.matmul(shaped);
    const posed = shaped.add(poses.matmul(feature.transpose(0, 1)).permute([2, 0, 1]));
    const matrix = (indices: number[], places: Tensor) => {
      const own = stack(
        indices.map((i) => rotations.select(1, i)),
        1,
      ).reshape([-1, 3, 3]);
      const top = cat([own, places.reshape([-1, 3, 1])], 2);
      return cat([top, last.expand([top.shape[0], 1, 4])], 1);
    };
    const at = (indices: number[]) =>
      stack(
        indices.map((i) => joints.select(1, i)),
        1,
      );
    const levels = [
      [1, 4, 7, 10, 13],
      [2, 5, 8, 11, 14],
      [3, 6, 9, 12, 15],
    ];
    const root = matrix([0], at([0]));
    const results: Tensor[] = [root.unsqueeze(1)];
    let above = root.unsqueeze(1).expand([batch, 5, 4, 4]).reshape([-1, 4, 4]);
    let before = at([0, 0, 0, 0, 0]);
    for (const level of levels) {
      const places = at(level);
      above = above.matmul(matrix(level, places.sub(before)));
      results.push(above.reshape([batch, 5, 4, 4]));
      before = places;
    }
    const depth = [0, ...levels.flat()];
    const order = depth.map((_, joint) => depth.indexOf(joint));
    const all = cat(results, 1);
    const world = stack(
      order.map((i) => all.select(1, i)),
      1,
    ); // (B, 16, 4, 4)
    const homogeneous = cat([joints, zeros([batch, 16, 1])], 2);
    const moved = world.matmul(homogeneous.unsqueeze(3)); // (B, 16, 4, 1)
    const padded = cat([zeros([batch, 16, 4, 3]), moved], 3);
    const motions = world.sub(padded).permute([0, 2, 3, 1]); // (B, 4, 4, 16)
    const blended = motions.matmul(weights.transpose(0, 1)); // (B, 4, 4, V)
    const rest = cat([posed.transpose(1, 2), zeros([batch, 1, posed.shape[1]]).add(1)], 1);
    return blended.mul(rest.unsqueeze(1)).sum([2]).transpose(1, 2).slice(2, 0, 3);
  }

  #rotations(vectors: Tensor): Tensor {
    const angle = vectors.add(1e-8).norm(2, [1]).unsqueeze(1);
    const axis = vectors.div(angle);
    const half = angle.mul(0.5);
    const quaternion = cat([half.cos(), axis.mul(half.sin())], 1);
    const unit = quaternion.div(quaternion.norm(2, [1], true));
    const [w, x, y, z] = [0, 1, 2, 3].map((i) => unit.select(1, i));
    const [ww, xx, yy, zz] = [w, x, y, z].map((q) => q.mul(q));
    const [wx, wy, wz, xy, xz, yz] = [w.mul(x), w.mul(y), w.mul(z), x.mul(y), x.mul(z), y.mul(z)];
    return stack(
      [
        ww.add(xx).sub(yy).sub(zz),
        xy.mul(2).sub(wz.mul(2)),
        wy.mul(2).add(xz.mul(2)),
        wz.mul(2).add(xy.mul(2)),
        ww.sub(xx).add(yy).sub(zz),
        yz.mul(2).sub(wx.mul(2)),
        xz.mul(2).sub(wy.mul(2)),
        wx.mul(2).add(yz.mul(2)),
        ww.sub(xx).sub(yy).add(zz),
      ],
      1,
    );
  }
}

/** Forward and backward of 64 hands, against the published layers' operations on the same engine. */
export async function run(): Promise<BenchRow[]> {
  const model = loadBuiltinHand();
  const layer = new HandLayer(model);
  const published = new PublishedWay(model);
  const random = new Random(0, 'bench', 'hand layer');
  const batch = 64;
  const pose = random.fillNormal(new Float32Array(batch * 48), 0, 0.4);
  const betas = random.fillNormal(new Float32Array(batch * 10));
  const step = (forward: (pose: Tensor, betas: Tensor) => Tensor) =>
    scope(() => {
      const poses = tensor(pose, { shape: [batch, 48], requiresGrad: true });
      const shapes = tensor(betas, { shape: [batch, 10], requiresGrad: true });
      forward(poses, shapes).sum().backward();
    });
  const ours = () => step((p, b) => layer.forward(p, b).vertices);
  const theirs = () => step((p, b) => published.forward(p, b));
  const threads = getThreads();
  setThreads(1);
  const times: [number[], number[]] = [[], []];
  for (let round = 0; round < 12; round++) {
    [ours, theirs].forEach((work, i) => {
      const start = performance.now();
      for (let n = 0; n < 5; n++) work();
      if (round >= 2) times[i].push((performance.now() - start) / 5);
    });
  }
  setThreads(threads);
  layer.dispose();
  const [own, reference] = times.map((all) => all.sort((a, b) => a - b)[all.length >> 1]);
  return [
    {
      path: `forward and backward, ${batch} hands of ${model.template.length / 3} vertices`,
      ours: own,
      reference,
      unit: 'ms',
      ratio: reference / own,
      note: "the published layers' operations on the same engine, 1 thread",
    },
  ];
}
