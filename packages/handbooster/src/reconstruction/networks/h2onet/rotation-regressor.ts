import { nn, type Tensor } from '@handbooster/torch';

const relu = () => new nn.ReLU();

/**
 * H2ONet's branch for the global rotation (Xu et al. 2023, Sec. 3.3): six numbers from two stacks' deepest
 * features.
 */
export class RotationRegressor extends nn.Module {
  readonly convBlock = new nn.Sequential(
    new nn.Conv1d(1024, 512, 1),
    relu(),
    new nn.Conv1d(512, 256, 1),
    relu(),
  );
  readonly preBlock = new nn.Sequential(
    new nn.Linear(256 * 16, 2048),
    relu(),
    new nn.Linear(2048, 1024),
    relu(),
  );
  readonly fcBlock = new nn.Sequential(
    new nn.Linear(1024, 1024),
    relu(),
    new nn.Linear(1024, 512),
    relu(),
    new nn.Linear(512, 256),
    relu(),
    new nn.Linear(256, 6),
  );

  constructor() {
    super();
    for (const [name, value] of this.namedParameters()) {
      if (name.endsWith('bias')) nn.init.zeros_(value);
      else nn.init.kaimingUniform_(value);
    }
  }

  /**
   * @param shape (B, 1024, 4, 4) of the mesh branch.
   * @param rotation (B, 1024, 4, 4) of its own.
   * @returns (B, 6)
   */
  forward(shape: Tensor, rotation: Tensor): Tensor {
    const features = this.convBlock.forward(shape.add(rotation).flatten(2));
    return this.fcBlock.forward(this.preBlock.forward(features.flatten(1)));
  }
}
