import { cat, io, nn, noGrad, ops, scope, stack, type Tensor, zeros } from '@handbooster/torch';
import { HandLayer } from '../../../hand/hand-layer.js';
import type { HandModel } from '../../../hand/model/hand-model.js';
import type { MeanHand } from '../mean-hand.js';
import { convLayer } from '../mobrecon/layers.js';
import type { ReconstructionNetwork, ReconstructionOutput } from '../reconstruction-network.js';
import { gramSchmidt } from '../rotations/gram-schmidt.js';
import { SoftArgmax } from './soft-argmax.js';

/** What MobRecon-S makes of an image beside the turned mesh. */
export interface MobReconSOutput extends ReconstructionOutput {
  /** (B, V, 3) and (B, 21, 3) metres: the hand before the wrist's rotation. */
  canonicalVertices: Tensor;
  canonicalJoints: Tensor;
  /** (B, 3, 3) the wrist's rotation. */
  rotation: Tensor;
}

/**
 * MobRecon-S, a small sibling of MobRecon for CPUs and browsers; ours, not the paper's. 64x64 input; with the
 * built-in hand 1,546,934 parameters (3.1 MB in half precision) and 43.5 M multiply-adds.
 *
 * Kept from MobRecon: 2D joints first, then image features sampled at them. From H2ONet: the wrist's rotation
 * is told apart from the hand's shape. Changed: one residual encoder instead of two dense stacks, 2D joints
 * by soft-argmax of heat maps (MobRecon's regressor from flattened maps needs far more images), dense 3x3
 * convolutions where maps are small (a depthwise one is bound by memory on a CPU), and pose and shape of the
 * hand model instead of a free mesh. A network fresh from `startFrom` answers with the mean hand of its
 * training set and learns how hands differ from it.
 *
 * Measured on a simulated capture of 1200 images, 12,000 training images, J-PE / PA-J-PE on the split of
 * known people and grasps: a free mesh by spiral convolutions 30.8 / 12.7 mm (the mean hand: 57.3 / 9.8),
 * this 20.9 / 5.8 in 60 % of the time.
 */
export class MobReconS extends nn.Module implements ReconstructionNetwork {
  readonly inputSize = 64;
  readonly stem: nn.Sequential;
  readonly stages: nn.ModuleList<EncoderStage>;
  readonly lateral: nn.ModuleList<nn.Sequential>;
  readonly heatmaps: nn.Conv2d;
  readonly softArgmax: SoftArgmax;
  readonly latent: nn.Sequential;
  readonly perJoint: nn.Linear;
  readonly mix: nn.Linear;
  /** Fingers' axis-angle (45) and betas (10), as offsets from the mean hand's. */
  readonly parts: nn.Linear;
  /** Six numbers of the wrist's rotation. */
  readonly turn: nn.Linear;
  readonly #hand: HandModel;
  #layer: HandLayer;

  constructor(hand: HandModel) {
    super();
    this.stem = convLayer(3, 24, 3, { stride: 2 });
    this.stages = new nn.ModuleList(
      new EncoderStage(24, 48, 2),
      new EncoderStage(48, 96, 2),
      new EncoderStage(96, 192, 2),
    );
    this.lateral = new nn.ModuleList(...[48, 96, 192].map((width) => convLayer(width, FEATURES, 1)));
    this.heatmaps = new nn.Conv2d(FEATURES, 21, 1);
    this.softArgmax = new SoftArgmax(16);
    this.latent = new nn.Sequential(
      convLayer(192, 64, 1),
      new nn.Flatten(),
      new nn.Linear(64 * 16, 256),
      new nn.ReLU(),
    );
    this.perJoint = new nn.Linear(FEATURES, PER_JOINT);
    this.mix = new nn.Linear(256 + 21 * (2 + PER_JOINT), 256);
    this.parts = new nn.Linear(256, 55);
    this.turn = new nn.Linear(256, 6);
    this.registerBuffer('mean_parts', zeros([1, 55]));
    // Directions in half precision: a hundredth of a millimetre, and exported models are a megabyte smaller.
    this.#hand = {
      ...hand,
      poseDirections: halves(hand.poseDirections),
      shapeDirections: halves(hand.shapeDirections),
    };
    this.#layer = new HandLayer(this.#hand);
    scope(() =>
      noGrad(() => {
        for (const head of [this.parts, this.turn]) {
          head.weight.mul_(0.1);
          nn.init.zeros_(head.bias as Tensor);
        }
      }),
    );
    this.startFrom({
      fingers: hand.poseMean,
      betas: new Float32Array(10),
      rotation: Float64Array.of(1, 0, 0, 0, 1, 0, 0, 0, 1),
    });
  }

  /** Sets what the untrained network answers with: called once, before training. */
  startFrom({ fingers, betas, rotation: r }: MeanHand): void {
    this.buffer('mean_parts').copyFrom(Float32Array.from([...fingers, ...betas]));
    // Columns; where rotations are spread so evenly that their mean has no direction, none is better than
    // another.
    const [first, second] = [
      [r[0], r[3], r[6]],
      [r[1], r[4], r[7]],
    ];
    const cross = Math.hypot(
      first[1] * second[2] - first[2] * second[1],
      first[2] * second[0] - first[0] * second[2],
      first[0] * second[1] - first[1] * second[0],
    );
    const bias = cross > 0.01 ? [...first, ...second] : [1, 0, 0, 0, 1, 0];
    (this.turn.bias as Tensor).copyFrom(Float32Array.from(bias));
  }

  forward(image: Tensor): MobReconSOutput {
    const batch = image.shape[0];
    const maps: Tensor[] = [];
    let x = this.stem.forward(image.contiguous({ memoryFormat: 'channelsLast' }).sub(0.5).mul(4));
    for (const stage of this.stages) {
      x = stage.forward(x);
      maps.push(x);
    }
    const pyramid = this.#pyramid(maps);
    const joints2d = this.softArgmax.forward(this.heatmaps.forward(pyramid));
    // What 3D learns must not pull the 2D joints away from where they are seen.
    const places = joints2d.detach();
    const grid = places.sub(0.5).mul(2).unsqueeze(2);
    const sampled = ops.gridSampler(pyramid, grid, 0, 0, false).squeeze(3).transpose(1, 2); // (B, 21, C)
    const atJoints = this.perJoint.forward(sampled).relu();
    const known = [
      this.latent.forward(x),
      places.sub(0.5).mul(4).reshape([batch, -1]),
      atJoints.reshape([batch, -1]),
    ];
    const mixed = this.mix.forward(cat(known, 1)).relu();
    const parts = this.parts.forward(mixed).add(this.buffer('mean_parts'));
    const rotation = stack(gramSchmidt(this.turn.forward(mixed)), 2);
    const fingers = parts.slice(1, 0, 45);
    const unturned = cat([ops.zerosLike(fingers.slice(1, 0, 3)), fingers], 1);
    const canonical = this.#layer.forward(unturned, parts.slice(1, 45, 55));
    const wrist = canonical.joints.slice(1, 0, 1);
    const turned = (points: Tensor) => points.sub(wrist).matmul(rotation.transpose(1, 2)).add(wrist);
    return {
      vertices: turned(canonical.vertices),
      joints: turned(canonical.joints),
      joints2d,
      canonicalVertices: canonical.vertices,
      canonicalJoints: canonical.joints,
      rotation,
    };
  }

  /** Maps of all scales, summed at the finest: (B, C, 16, 16). */
  #pyramid(maps: readonly Tensor[]): Tensor {
    let features: Tensor | null = null;
    for (let level = maps.length - 1; level >= 0; level--) {
      const lateral = (this.lateral.at(level) as nn.Sequential).forward(maps[level]);
      features =
        features === null ? lateral : lateral.add(ops.upsampleNearest2d(features, lateral.shape.slice(2)));
    }
    return features as Tensor;
  }

  override to(options: nn.ModuleToOptions): this {
    super.to(options);
    const { device, dtype } = options;
    if (device !== undefined || dtype !== undefined) {
      this.#layer.dispose();
      this.#layer = new HandLayer(this.#hand, {
        device: this.mix.weight.device,
        dtype: this.mix.weight.dtype,
      });
    }
    return this;
  }

  override dispose(): void {
    super.dispose();
    this.#layer.dispose();
  }
}

/** Channels of the feature pyramid, and what is kept of them at each joint. */
const FEATURES = 64;
const PER_JOINT = 12;

function halves(values: Float32Array): Float32Array {
  return io.float16ToFloat32(io.float32ToFloat16(values));
}

/** Halves the map, then residual convolutions: (B, C, S, S) -> (B, D, S/2, S/2). */
class EncoderStage extends nn.Module {
  readonly down: nn.Sequential;
  readonly refine: nn.ModuleList<nn.Sequential>;

  constructor(from: number, to: number, refinements: number) {
    super();
    this.down = convLayer(from, to, 3, { stride: 2 });
    this.refine = new nn.ModuleList(...Array.from({ length: refinements }, () => convLayer(to, to, 3)));
  }

  forward(x: Tensor): Tensor {
    let y = this.down.forward(x);
    for (const layer of this.refine) y = y.add(layer.forward(y));
    return y;
  }
}
