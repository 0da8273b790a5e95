import { full, nn, ops, type Tensor, tensor } from '@handbooster/torch';
import type { HierarchyLevel } from '../hierarchy/mesh-hierarchy.js';
import type { UpSampling } from '../hierarchy/up-sampling.js';
import { convLayer } from './layers.js';
import { type MeshConv, type MeshConvKind, meshConv } from './spiral-conv.js';

/** Lifts values to the next finer mesh, then convolves: (B, coarse, C) -> (B, fine, D), ReLU last. */
export class LiftBlock extends nn.Module {
  readonly conv: MeshConv;
  readonly #fine: number;

  constructor(kind: MeshConvKind, from: number, to: number, spirals: Uint32Array, up: UpSampling) {
    super();
    this.conv = meshConv(kind, from, to, spirals);
    this.#fine = up.columns.length / 3;
    this.registerBuffer('columns', tensor(BigInt64Array.from(up.columns, BigInt)), { persistent: false });
    this.registerBuffer('weights', tensor(Float32Array.from(up.weights), { shape: [1, this.#fine, 3, 1] }), {
      persistent: false,
    });
  }

  forward(x: Tensor): Tensor {
    const [batch, , channels] = x.shape;
    const gathered = x.indexSelect(1, this.buffer('columns')).reshape([batch, this.#fine, 3, channels]);
    return this.conv.forward(gathered.mul(this.buffer('weights')).sum([2])).relu();
  }
}

/** MobRecon's decoder (Chen et al. 2022, Sec. 3.2-3.3): features at the joints are lifted to a coarse mesh and refined. */
export class MeshDecoder extends nn.Module {
  readonly upsample: Tensor;
  readonly deLayerConv: nn.Sequential;
  readonly deLayer: nn.ModuleList;
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

  /** @param joints (B, 21, 2) in units of the crop's side. @param latent (B, L, H, W). @returns (B, V, 3) metres. */
  forward(joints: Tensor, latent: Tensor): Tensor {
    const grid = joints.sub(0.5).mul(2).clamp(-1, 1).unsqueeze(2);
    const features = this.deLayerConv.forward(latent);
    // (B, 256, 21, 1) -> (B, 21, 256): bilinear (0), zero padding (0), corners aligned.
    const sampled = ops.gridSampler(features, grid, 0, 0, true).squeeze(3).transpose(1, 2);
    let x = this.upsample.matmul(sampled);
    for (const block of this.deLayer) x = (block as LiftBlock).forward(x);
    return this.head.forward(x);
  }
}
