import { nn, type Tensor } from '@handbooster/torch';
import { HandLayer } from '../../../hand/hand-layer.js';
import type { HandModel } from '../../../hand/model/hand-model.js';
import type { ReconstructionNetwork, ReconstructionOutput } from '../reconstruction-network.js';
import { matricesToAxisAngle } from '../rotations/matrices-to-axis-angle.js';
import { HandOccNetBackbone } from './backbone.js';
import { Regressor } from './regressor.js';
import { FeatureInjectingTransformer, SelfEnhancingTransformer } from './transformer.js';

/** What HandOccNet makes of an image beside the mesh. */
export interface HandOccNetOutput extends ReconstructionOutput {
  /**
   * (B, 16, 3, 3) rotations of the joints relative to their parents, before the model's mean pose is added.
   */
  rotations: Tensor;
  /** (B, 10) */
  betas: Tensor;
}

/**
 * Pixels of the square input, and cells of the feature maps along a side: the position embeddings fix both.
 */
const INPUT_SIZE = 256;
const MAP_SIZE = INPUT_SIZE / 8;

/**
 * HandOccNet (Park et al., CVPR 2022) as HandBooster trains it: 39,319,352 parameters, names as in the
 * official release. It answers with the pose and shape of the hand model it is given, so any model with
 * MANO's schema serves.
 */
export class HandOccNet extends nn.Module implements ReconstructionNetwork {
  readonly backbone = new HandOccNetBackbone();
  readonly FIT = new FeatureInjectingTransformer(MAP_SIZE);
  readonly SET = new SelfEnhancingTransformer(MAP_SIZE);
  readonly regressor = new Regressor(MAP_SIZE);
  readonly inputSize = INPUT_SIZE;
  #layer: HandLayer;

  constructor(readonly hand: HandModel) {
    super();
    this.#layer = new HandLayer(hand);
  }

  /**
   * @param image (B, 3, 256, 256) in 0 ... 1.
   * @returns vertices and joints in metres, in the hand model's frame.
   */
  forward(image: Tensor): HandOccNetOutput {
    const [primary, secondary] = this.backbone.forward(image);
    const injected = this.FIT.forward(secondary, primary);
    const enhanced = this.SET.forward(injected, injected);
    const { rotations, betas, joints2d } = this.regressor.forward(enhanced);
    const relative = matricesToAxisAngle(rotations).flatten(1);
    const pose = this.#layer.absolutePose(relative, { pca: false, flatHandMean: false });
    const { vertices, joints } = this.#layer.forward(pose, betas);
    return { vertices, joints, joints2d, rotations, betas };
  }

  override to(options: nn.ModuleToOptions): this {
    super.to(options);
    const { device, dtype } = options;
    if (device !== undefined || dtype !== undefined) {
      this.#layer.dispose();
      this.#layer = new HandLayer(this.hand, { device: this.#place().device, dtype: this.#place().dtype });
    }
    return this;
  }

  override dispose(): void {
    super.dispose();
    this.#layer.dispose();
  }

  #place(): Tensor {
    return this.regressor.mano_regHead.shapeReg.weight;
  }
}
