import { cat, nn, type Tensor, tensor } from '@handbooster/torch';

/** Sines, then cosines, of time at `width / 2` frequencies from 1 down to 1/10000 (Vaswani et al. 2017). */
export class TimeEmbedding extends nn.Module {
  readonly #frequencies: Float32Array;

  constructor(width: number) {
    super();
    const half = width / 2;
    this.#frequencies = Float32Array.from({ length: half }, (_, i) =>
      Math.exp((-Math.log(10000) * i) / (half - 1)),
    );
  }

  /** (B) float32 -> (B, width). */
  forward(time: Tensor): Tensor {
    const angles = time.unsqueeze(1).mul(tensor(this.#frequencies, { device: time.device }).unsqueeze(0));
    return cat([angles.sin(), angles.cos()], 1);
  }
}
