import { nn, type Tensor, tensor } from '@handbooster/torch';

/**
 * Expected position of each heat map: (B, J, S, S) -> (B, J, 2), (x, y) in units of the map's side, cell
 * centres at (k + 1/2) / S.
 */
export class SoftArgmax extends nn.Module {
  constructor(readonly size: number) {
    super();
    const centres = new Float32Array(2 * size * size);
    for (let y = 0; y < size; y++) {
      for (let x = 0; x < size; x++) {
        const at = 2 * (y * size + x);
        centres[at] = (x + 0.5) / size;
        centres[at + 1] = (y + 0.5) / size;
      }
    }
    this.registerBuffer('centres', tensor(centres, { shape: [size * size, 2] }), { persistent: false });
  }

  forward(maps: Tensor): Tensor {
    return maps.flatten(2).softmax(-1).matmul(this.buffer('centres'));
  }
}
