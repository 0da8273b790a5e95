import { cat, type DType, eye, keep, type Tensor, tensor } from '@handbooster/torch';
import { restJoints } from './hand-parts.js';
import type { HandModel } from './model/hand-model.js';
import { JOINT_ORDER_21 } from './model/hand-skeleton.js';
import type { PoseConvention } from './pose-conversions.js';

export interface HandLayerOptions {
  device?: string;
  /** float64 is for gradient checks. */
  dtype?: DType;
}

/** What HandLayer gives. Metres. */
export interface HandLayerOutput {
  /** (B, V, 3) */
  vertices: Tensor;
  /** (B, 21, 3) wrist; thumb, index, middle, ring, little from the knuckle to the tip. */
  joints: Tensor;
  /** (B, 16, 3) the model's own joints. */
  joints16: Tensor;
  /**
   * (B, 16, 3, 4) motions of each joint's frame from the rest pose: x' = R x + t of rest points, then
   * translation.
   */
  transforms: Tensor;
}

/**
 * Joints by depth: the wrist, then the five knuckles, middle and end joints, so that the chain takes three
 * products over all fingers at once.
 */
const BY_DEPTH = [0, 1, 4, 7, 10, 13, 2, 5, 8, 11, 14, 3, 6, 9, 12, 15];

/**
 * MANO's layer on the engine: linear blend skinning with shape and pose offsets (Romero et al. 2017, Eq.
 * 1-4), batched and differentiable in pose, betas and translation.
 *
 * Shape and pose offsets are one matrix product, and so is the blending of the transforms: (12 B, 16) x (16,
 * V), with the result laid out so that the rest is three multiply-adds over long rows. Per-vertex 3 x 3
 * products, the way the published layers do it, take ten times as long.
 *
 * @example
 * ```ts
 * import { zeros } from '@handbooster/torch';
 * import { HandLayer, loadBuiltinHand } from 'handbooster';
 * const layer = new HandLayer(loadBuiltinHand());
 * const { joints } = layer.forward(zeros([2, 48]), zeros([2, 10]));
 * console.log(joints.shape.join(' x ')); // 2 x 21 x 3
 * ```
 */
export class HandLayer {
  /** (1, 3 V) */
  readonly #template: Tensor;
  /**
   * (145, 3 V) of each shape coefficient, then of each entry of R - I; x of all vertices first, then y, then
   * z.
   */
  readonly #directions: Tensor;
  /** (16, V), joints by depth. */
  readonly #weights: Tensor;
  /** (1, 48) and (10, 48): rest joints are linear in the betas; by depth. */
  readonly #restJoints: Tensor;
  readonly #jointDirections: Tensor;
  /** (3, 9) takes a vector to its cross-product matrix. */
  readonly #skew: Tensor;
  readonly #identity: Tensor;
  readonly #toModelOrder: Tensor;
  readonly #toDepthOrder: Tensor;
  readonly #tips: Tensor;
  readonly #to21: Tensor;
  readonly #mean: Tensor;
  readonly #components: Tensor;

  constructor(
    readonly model: HandModel,
    { device = 'cpu', dtype = 'float32' }: HandLayerOptions = {},
  ) {
    const count = model.template.length / 3;
    const constant = (data: Float64Array, shape: number[]) => keep(tensor(data, { shape, dtype, device }));
    const indices = (data: ArrayLike<number>) =>
      keep(tensor(BigInt64Array.from(Array.from(data, BigInt)), { device }));
    const template = new Float64Array(3 * count);
    const directions = new Float64Array(145 * 3 * count);
    for (let v = 0; v < count; v++) {
      for (let k = 0; k < 3; k++) {
        const [row, column] = [3 * v + k, k * count + v];
        template[column] = model.template[row];
        for (let i = 0; i < 10; i++) directions[i * 3 * count + column] = model.shapeDirections[row * 10 + i];
        for (let i = 0; i < 135; i++) {
          directions[(10 + i) * 3 * count + column] = model.poseDirections[row * 135 + i];
        }
      }
    }
    this.#template = constant(template, [1, 3 * count]);
    this.#directions = constant(directions, [145, 3 * count]);
    this.#weights = constant(
      Float64Array.from(
        { length: 16 * count },
        (_, i) => model.weights[(i % count) * 16 + BY_DEPTH[Math.floor(i / count)]],
      ),
      [16, count],
    );
    const rest = restJoints(model);
    this.#restJoints = constant(byDepth(rest), [1, 48]);
    const perBeta = Array.from({ length: 10 }, (_, i) => [...byDepth(jointDirection(model, i))]);
    this.#jointDirections = constant(Float64Array.from(perBeta.flat()), [10, 48]);
    // Rows: what x, y, z put into [0 -z y; z 0 -x; -y x 0].
    const skew = [0, 0, 0, 0, 0, -1, 0, 1, 0, 0, 0, 1, 0, 0, 0, -1, 0, 0, 0, -1, 0, 1, 0, 0, 0, 0, 0];
    this.#skew = constant(Float64Array.from(skew), [3, 9]);
    this.#identity = keep(eye(3, { dtype, device }));
    this.#toModelOrder = indices(BY_DEPTH.map((_, joint) => BY_DEPTH.indexOf(joint)));
    this.#toDepthOrder = indices(BY_DEPTH);
    this.#tips = indices(model.tips);
    this.#to21 = indices(JOINT_ORDER_21);
    this.#mean = constant(Float64Array.from(model.poseMean), [1, 45]);
    this.#components = constant(Float64Array.from(model.poseComponents), [45, 45]);
  }

  /**
   * Vertices and joints of hands. `pose` (B, 48) axis-angle, absolute (see `absolutePose`); `betas` (B, 10);
   * `translation` (B, 3) metres. The root turns about the wrist joint.
   */
  forward(pose: Tensor, betas: Tensor, translation?: Tensor): HandLayerOutput {
    const batch = pose.shape[0];
    if (pose.shape.length !== 2 || pose.shape[1] !== 48) {
      throw new RangeError(`HandLayer: expected pose (B, 48), found (${pose.shape.join(', ')})`);
    }
    if (betas.shape.length !== 2 || betas.shape[0] !== batch || betas.shape[1] !== 10) {
      throw new RangeError(`HandLayer: expected betas (${batch}, 10), found (${betas.shape.join(', ')})`);
    }
    const count = this.#weights.shape[1];
    const rotations = this.#rotations(pose); // (B, 16, 3, 3), model order
    const features = rotations.slice(1, 1, 16).sub(this.#identity).reshape([batch, 135]);
    const posed = this.#template
      .addmm(cat([betas, features], 1), this.#directions)
      .reshape([batch, 3, count]); // (B, 3, V) metres, rest pose

    const rest = this.#restJoints.addmm(betas, this.#jointDirections).reshape([batch, 16, 3, 1]); // by depth
    const { turns, places } = chain(rotations.indexSelect(1, this.#toDepthOrder), rest);
    const shifts = places.sub(turns.matmul(rest)); // (B, 16, 3, 1): about the origin instead of the joint
    const motions = cat([turns, shifts], 3); // (B, 16, 3, 4) by depth

    const blended = motions
      .permute([3, 0, 2, 1])
      .reshape([batch * 12, 16])
      .matmul(this.#weights);
    const [x, y, z, shift] = blended.reshape([4, batch, 3, count]).unbind(0); // each (B, 3, V)
    const [px, py, pz] = posed.split(1, 1); // each (B, 1, V)
    let skinned = shift.addcmul(x, px).addcmul(y, py).addcmul(z, pz);
    let joints16 = places.reshape([batch, 16, 3]).indexSelect(1, this.#toModelOrder);
    if (translation) {
      skinned = skinned.add(translation.unsqueeze(2));
      joints16 = joints16.add(translation.unsqueeze(1));
    }
    const vertices = skinned.transpose(1, 2).contiguous();
    const joints = cat([joints16, vertices.indexSelect(1, this.#tips)], 1).indexSelect(1, this.#to21);
    return { vertices, joints, joints16, transforms: motions.indexSelect(1, this.#toModelOrder) };
  }

  /** Absolute poses (B, 48) of poses (B, 3 + n) in some convention, differentiable; as `toAbsolutePose`. */
  absolutePose(pose: Tensor, { pca, flatHandMean }: PoseConvention): Tensor {
    const width = pose.shape[1];
    let fingers = pose.slice(1, 3, width);
    if (pca) fingers = fingers.matmul(this.#components.slice(0, 0, width - 3));
    if (!flatHandMean) fingers = fingers.add(this.#mean);
    return cat([pose.slice(1, 0, 3), fingers], 1);
  }

  /** Frees the model's tensors. */
  dispose(): void {
    for (const held of [
      this.#template,
      this.#directions,
      this.#weights,
      this.#restJoints,
      this.#jointDirections,
      this.#skew,
      this.#identity,
      this.#toModelOrder,
      this.#toDepthOrder,
      this.#tips,
      this.#to21,
      this.#mean,
      this.#components,
    ]) {
      held.dispose();
    }
  }

  /** Rodrigues: (B, 16, 3, 3) of axis-angle vectors (B, 48). */
  #rotations(pose: Tensor): Tensor {
    const batch = pose.shape[0];
    const vectors = pose.reshape([batch, 16, 3]);
    // The small number keeps the derivative of the square root finite at zero and changes nothing else.
    const angle = vectors.mul(vectors).sum([2], true).add(1e-16).sqrt();
    const cross = vectors.matmul(this.#skew).reshape([batch, 16, 3, 3]);
    const half = angle.mul(0.5).sin().div(angle);
    const first = angle.sin().div(angle).unsqueeze(3);
    const second = half.mul(half).mul(2).unsqueeze(3); // (1 - cos t) / t^2, without cancellation
    return this.#identity.add(cross.mul(first)).add(cross.matmul(cross).mul(second));
  }
}

/**
 * World rotations (B, 16, 3, 3) and joint places (B, 16, 3, 1), by depth, of rotations relative to the
 * parents.
 */
function chain(rotations: Tensor, rest: Tensor): { turns: Tensor; places: Tensor } {
  const turns = [rotations.slice(1, 0, 1)];
  const places = [rest.slice(1, 0, 1)];
  for (let depth = 1; depth <= 3; depth++) {
    const [from, to] = [5 * depth - 4, 5 * depth + 1];
    const parentRest = depth === 1 ? rest.slice(1, 0, 1) : rest.slice(1, from - 5, from);
    const bones = rest.slice(1, from, to).sub(parentRest);
    places.push(turns[depth - 1].matmul(bones).add(places[depth - 1]));
    turns.push(turns[depth - 1].matmul(rotations.slice(1, from, to)));
  }
  return { turns: cat(turns, 1), places: cat(places, 1) };
}

function byDepth(joints: Float64Array): Float64Array {
  return Float64Array.from(BY_DEPTH.flatMap((joint) => [...joints.subarray(3 * joint, 3 * joint + 3)]));
}

/** How the rest joints (16, 3) move per unit of one beta. */
function jointDirection(model: HandModel, beta: number): Float64Array {
  const count = model.template.length / 3;
  const out = new Float64Array(48);
  for (let joint = 0; joint < 16; joint++) {
    for (let v = 0; v < count; v++) {
      const weight = model.jointRegressor[joint * count + v];
      if (weight === 0) continue;
      for (let k = 0; k < 3; k++)
        out[3 * joint + k] += weight * model.shapeDirections[(3 * v + k) * 10 + beta];
    }
  }
  return out;
}
