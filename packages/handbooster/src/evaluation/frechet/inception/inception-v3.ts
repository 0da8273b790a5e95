import { nn, ops, type Tensor } from '@handbooster/torch';
import {
  BasicConv2d,
  InceptionA,
  InceptionB,
  InceptionC,
  InceptionD,
  InceptionE,
} from './inception-blocks.js';

/** Numbers of a feature vector. */
export const INCEPTION_FEATURES = 2048;
/** Pixels of the square input. */
export const INCEPTION_SIZE = 299;

/**
 * Inception-v3 (Szegedy et al. 2016) up to its last pooling, in the variant the Frechet Inception distance is
 * defined on (Heusel et al. 2017): means over windows leave padding out, and the last block pools by maximum.
 * Names as torchvision's, so that `pt_inception-2015-12-05-6726825d.pth` loads.
 */
export class InceptionV3 extends nn.Module {
  readonly Conv2d_1a_3x3 = new BasicConv2d(3, 32, 3, { stride: 2 });
  readonly Conv2d_2a_3x3 = new BasicConv2d(32, 32, 3);
  readonly Conv2d_2b_3x3 = new BasicConv2d(32, 64, 3, { padding: 1 });
  readonly Conv2d_3b_1x1 = new BasicConv2d(64, 80, 1);
  readonly Conv2d_4a_3x3 = new BasicConv2d(80, 192, 3);
  readonly Mixed_5b = new InceptionA(192, 32);
  readonly Mixed_5c = new InceptionA(256, 64);
  readonly Mixed_5d = new InceptionA(288, 64);
  readonly Mixed_6a = new InceptionB(288);
  readonly Mixed_6b = new InceptionC(768, 128);
  readonly Mixed_6c = new InceptionC(768, 160);
  readonly Mixed_6d = new InceptionC(768, 160);
  readonly Mixed_6e = new InceptionC(768, 192);
  readonly Mixed_7a = new InceptionD(768);
  readonly Mixed_7b = new InceptionE(1280, 'mean');
  readonly Mixed_7c = new InceptionE(2048, 'largest');

  /**
   * Pooled features (B, 2048).
   *
   * @param image (B, 3, H, W) in 0 ... 1; resized to 299 x 299 bilinearly without smoothing, as the reference
   * port does.
   */
  forward(image: Tensor): Tensor {
    const side = INCEPTION_SIZE;
    const x = ops.upsampleBilinear2d(image, [side, side], false).mul(2).sub(1);
    const first = this.Conv2d_2b_3x3.forward(this.Conv2d_2a_3x3.forward(this.Conv2d_1a_3x3.forward(x)));
    const second = this.Conv2d_4a_3x3.forward(this.Conv2d_3b_1x1.forward(ops.maxPool2d(first, 3, 2)));
    const blocks = [this.Mixed_5b, this.Mixed_5c, this.Mixed_5d, this.Mixed_6a, this.Mixed_6b, this.Mixed_6c];
    const last = [this.Mixed_6d, this.Mixed_6e, this.Mixed_7a, this.Mixed_7b, this.Mixed_7c];
    const maps = [...blocks, ...last].reduce(
      (y: Tensor, block) => block.forward(y),
      ops.maxPool2d(second, 3, 2),
    );
    return maps.mean([2, 3]);
  }
}
