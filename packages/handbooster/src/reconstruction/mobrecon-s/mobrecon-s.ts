import { cat, nn, ops, type Tensor, tensor } from '@handbooster/torch';
import type { HandModel } from '../../hand/index.js';
import { type HierarchyLevel, meshHierarchy } from '../hierarchy/mesh-hierarchy.js';
import type { UpSampling } from '../hierarchy/up-sampling.js';
import { convLayer } from '../mobrecon/layers.js';
import { LiftBlock } from '../mobrecon/mesh-decoder.js';
import { jointRegressor21 } from '../mobrecon/mobrecon.js';
import { type MeshConv, meshConv } from '../mobrecon/spiral-conv.js';
import type { ReconstructionNetwork, ReconstructionOutput } from '../reconstruction-network.js';
import { SoftArgmax } from './soft-argmax.js';

/**
 * MobRecon-S, a small sibling of MobRecon for CPUs and browsers; ours, not the paper's. 64x64 input; with the built-in
 * hand 1,682,307 parameters (3.4 MB in half precision) and 46.9 M multiply-adds. Kept from MobRecon: 2D joints first, image
 * features sampled at them, lifted to a coarse mesh and refined by separable spiral convolutions. Changed: one residual
 * encoder instead of two dense stacks, 2D joints by soft-argmax of heat maps (MobRecon's regressor from flattened maps
 * needs far more images), dense 3x3 convolutions where maps are small (a depthwise one is bound by memory on a CPU), and a
 * global feature beside the sampled ones, because the hand's depth and hidden fingers are not written at the joints.
 */
export class MobReconS extends nn.Module implements ReconstructionNetwork {
  readonly inputSize = 64;
  readonly stem: nn.Sequential;
  readonly stages: nn.ModuleList<EncoderStage>;
  readonly lateral: nn.ModuleList<nn.Sequential>;
  readonly heatmaps: nn.Conv2d;
  readonly softArgmax: SoftArgmax;
  readonly latent: nn.Sequential;
  readonly lift: nn.Linear;
  readonly global: nn.Linear;
  readonly decoder: nn.ModuleList<LiftBlock>;
  readonly head: MeshConv;

  constructor(hand: HandModel, levels: readonly HierarchyLevel[] | null = null) {
    super();
    const hierarchy = levels ?? meshHierarchy({ vertices: hand.template, faces: hand.faces });
    const coarsest = hierarchy[hierarchy.length - 1].vertices.length / 3;
    this.stem = convLayer(3, 24, 3, { stride: 2 });
    this.stages = new nn.ModuleList(
      new EncoderStage(24, 48, 2),
      new EncoderStage(48, 96, 2),
      new EncoderStage(96, 192, 1),
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
    this.lift = new nn.Linear(21, coarsest);
    this.global = new nn.Linear(256, coarsest * GLOBAL);
    const widths = [FEATURES + GLOBAL, 96, 64, 48, 32];
    this.decoder = new nn.ModuleList(
      ...[3, 2, 1, 0].map((level, i) => {
        const { spirals, up } = hierarchy[level];
        return new LiftBlock('ds', widths[i], widths[i + 1], spirals, up as UpSampling);
      }),
    );
    this.head = meshConv('ds', 32, 3, hierarchy[0].spirals);
    // Vertices start from the rest hand, so that the first steps learn how hands differ and not what a hand is.
    this.registerBuffer('template', tensor(hand.template, { shape: [1, hand.template.length / 3, 3] }), {
      persistent: false,
    });
    this.registerBuffer(
      'joint_regressor',
      tensor(jointRegressor21(hand), { shape: [21, hand.template.length / 3] }),
      {
        persistent: false,
      },
    );
  }

  forward(image: Tensor): ReconstructionOutput {
    const maps: Tensor[] = [];
    let x = this.stem.forward(image.sub(0.5).mul(4));
    for (const stage of this.stages) {
      x = stage.forward(x);
      maps.push(x);
    }
    let features: Tensor | null = null;
    for (let level = maps.length - 1; level >= 0; level--) {
      const lateral = (this.lateral.at(level) as nn.Sequential).forward(maps[level]);
      features =
        features === null ? lateral : lateral.add(ops.upsampleNearest2d(features, lateral.shape.slice(2)));
    }
    const pyramid = features as Tensor;
    const joints = this.softArgmax.forward(this.heatmaps.forward(pyramid));
    const grid = joints.detach().sub(0.5).mul(2).unsqueeze(2);
    const sampled = ops.gridSampler(pyramid, grid, 0, 0, false).squeeze(3);
    // Vertices first from here on: (V, B, C).
    const coarse = this.lift.forward(sampled).permute([2, 0, 1]);
    const globals = this.global
      .forward(this.latent.forward(x))
      .reshape([image.shape[0], -1, GLOBAL])
      .transpose(0, 1);
    let mesh = cat([coarse, globals], 2);
    for (const block of this.decoder) mesh = block.forward(mesh);
    // The head speaks in decimetres: its numbers are then of the size that its initial weights give.
    const vertices = this.head.forward(mesh).transpose(0, 1).mul(0.1).add(this.buffer('template'));
    return { vertices, joints: this.buffer('joint_regressor').matmul(vertices), joints2d: joints };
  }
}

/** Channels of the feature pyramid, and of the global feature of each coarse vertex. */
const FEATURES = 64;
const GLOBAL = 32;

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
