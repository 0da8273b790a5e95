import { full, nn, ops, type Tensor, tensor } from '@handbooster/torch';
import type { HierarchyLevel } from '../hierarchy/mesh-hierarchy.js';
import type { UpSampling } from '../hierarchy/up-sampling.js';
import { convLayer } from './layers.js';
import { type MeshConv, type MeshConvKind, meshConv } from './spiral-conv.js';

/** Lifts values to the next finer mesh, then convolves: (coarse, B, C) -> (fine, B, D), ReLU last. */
export class LiftBlock extends nn.Module {
  readonly conv: MeshConv;

  constructor(kind: MeshConvKind, from: number, to: number, spirals: Uint32Array, up: UpSampling) {
    super();
    this.conv = meshConv(kind, from, to, spirals);
    const fine = up.columns.length / 3;
    for (let k = 0; k < 3; k++) {
      const column = BigInt64Array.from({ length: fine }, (_, v) => BigInt(up.columns[3 * v + k]));
      const weight = Float32Array.from({ length: fine }, (_, v) => up.weights[3 * v + k]);
      this.registerBuffer(`column_${k}`, tensor(column), { persistent: false });
      this.registerBuffer(`weight_${k}`, tensor(weight, { shape: [fine, 1] }), { persistent: false });
    }
  }

  forward(x: Tensor): Tensor {
    const [count, batch, channels] = x.shape;
    const rows = x.reshape([count, batch * channels]);
    const corner = (k: number) => rows.indexSelect(0, this.buffer(`column_${k}`));
    let lifted = corner(0).mul(this.buffer('weight_0'));
    for (const k of [1, 2]) lifted = lifted.addcmul(corner(k), this.buffer(`weight_${k}`));
    return this.conv.forward(lifted.reshape([-1, batch, channels])).relu();
  }
}

/**
 * MobRecon's decoder (Chen et al. 2022, Sec. 3.2-3.3): features at the joints are lifted to a coarse mesh and
 * refined.
 */
export class MeshDecoder extends nn.Module {
  readonly upsample: Tensor;
  readonly deLayerConv: nn.Sequential;
  readonly deLayer: nn.ModuleList<LiftBlock>;
  readonly head: MeshConv;

  constructor(levels: readonly HierarchyLevel[], kind: MeshConvKind, latent: number) {
    super();
    const coarsest = levels[levels.length - 1].vertices.length / 3;
    this.upsample = nn.parameter(full([coarsest, 21], 0.01));
    this.deLayerConv = convLayer(latent, 256, 1, { norm: false, relu: false });
    const widths = [256, 256, 128, 64, 32];
    this.deLayer = new nn.ModuleList(
      ...[3, 2, 1, 0].map((level, i) => {
        const { spirals, up } = levels[level];
        return new LiftBlock(kind, widths[i], widths[i + 1], spirals, up as UpSampling);
      }),
    );
    this.head = meshConv(kind, 32, 3, levels[0].spirals);
  }

  /**
   * @param joints (B, 21, 2) in units of the crop's side.
   * @param latent (B, L, H, W).
   * @returns (B, V, 3) metres.
   */
  forward(joints: Tensor, latent: Tensor): Tensor {
    const grid = joints.sub(0.5).mul(2).clamp(-1, 1).unsqueeze(2);
    const features = this.deLayerConv.forward(latent);
    // Bilinear (0), zero padding (0), corners aligned: (B, 256, 21, 1) -> (21, B, 256).
    const sampled = ops.gridSampler(features, grid, 0, 0, true).squeeze(3).permute([2, 0, 1]);
    const [, batch, channels] = sampled.shape;
    let x = this.upsample.matmul(sampled.reshape([21, batch * channels])).reshape([-1, batch, channels]);
    for (const block of this.deLayer) x = block.forward(x);
    return this.head.forward(x).transpose(0, 1);
  }
}
