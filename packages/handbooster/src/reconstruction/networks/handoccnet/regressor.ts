import { nn, stack, type Tensor } from '@handbooster/torch';
import { gramSchmidt } from '../rotations/gram-schmidt.js';
import { HandEncoder } from './hand-encoder.js';
import { HeatmapHead } from './heatmap-head.js';

/** From the encoder's vector to the hand model's parameters. */
export class HandParameterHead extends nn.Module {
  readonly manoBaseLayer = new nn.Sequential(
    new nn.Linear(1024, 1024),
    new nn.LeakyReLU(),
    new nn.Linear(1024, 512),
    new nn.LeakyReLU(),
  );
  readonly poseReg = new nn.Linear(512, 16 * 6);
  readonly shapeReg = new nn.Linear(512, 10);

  /** @param x (B, 1024). @returns rotations (B, 16, 3, 3) before the mean pose is added, betas (B, 10). */
  forward(x: Tensor): { rotations: Tensor; betas: Tensor } {
    const features = this.manoBaseLayer.forward(x);
    const vectors = gramSchmidt(this.poseReg.forward(features).reshape([-1, 16, 6]));
    return { rotations: stack(vectors, -1), betas: this.shapeReg.forward(features) };
  }
}

/** HandOccNet's regressor: 2D joints, then pose and shape (Park et al. 2022, Sec. 3.4). */
export class Regressor extends nn.Module {
  readonly hand_regHead: HeatmapHead;
  readonly hand_Encoder = new HandEncoder();
  readonly mano_regHead = new HandParameterHead();

  constructor(size: number) {
    super();
    this.hand_regHead = new HeatmapHead(size);
  }

  /** @param x (B, 256, S, S). */
  forward(x: Tensor): { rotations: Tensor; betas: Tensor; joints2d: Tensor } {
    const [heatmaps, encoding, joints2d] = this.hand_regHead.forward(x);
    const features = this.hand_Encoder.forward(heatmaps, encoding);
    return { ...this.mano_regHead.forward(features), joints2d };
  }
}
