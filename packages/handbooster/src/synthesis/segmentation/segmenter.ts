import { nn, ops, type Tensor } from '@handbooster/torch';

/** Classes of a pixel, in channel order: neither, hand, any object. */
export const SEGMENT_CLASSES = ['background', 'hand', 'object'] as const;

/** What the sides of its pictures must be a multiple of. */
export const SEGMENTER_MULTIPLE = 8;

/**
 * A small encoder-decoder from a picture to where hand and objects are (179 k parameters; 26 M multiply-adds
 * at 64 x 64). It knows nothing of poses: a second judge of generated images, beside the reconstruction
 * network of Sec. 3.2.
 */
export class Segmenter extends nn.Module {
  readonly encoder: nn.ModuleList<nn.Sequential>;
  readonly lateral: nn.ModuleList<nn.Conv2d>;
  readonly decoder: nn.ModuleList<nn.Sequential>;
  readonly head: nn.Conv2d;

  constructor() {
    super();
    this.encoder = new nn.ModuleList(layers(3, 24, 2), layers(24, 48, 2, 48), layers(48, 80, 2, 80));
    this.lateral = new nn.ModuleList(
      new nn.Conv2d(24, 32, 1),
      new nn.Conv2d(48, 48, 1),
      new nn.Conv2d(80, 48, 1),
    );
    this.decoder = new nn.ModuleList(layers(32, 32, 1), layers(48, 32, 1));
    // Classes of the 2 x 2 pixels under each feature.
    this.head = new nn.Conv2d(32, 4 * SEGMENT_CLASSES.length, 1);
  }

  /** @param image (B, 3, S, S) in -1 ... 1, S a multiple of 8. @returns logits (B, 3, S, S) */
  forward(image: Tensor): Tensor {
    const maps: Tensor[] = [];
    let x = image;
    for (const stage of this.encoder) {
      x = stage.forward(x) as Tensor;
      maps.push(x);
    }
    const side = (level: number) => (this.lateral.at(level) as nn.Conv2d).forward(maps[level]);
    const up = (coarse: Tensor, fine: Tensor) => fine.add(ops.upsampleNearest2d(coarse, fine.shape.slice(2)));
    const middle = (this.decoder.at(1) as nn.Sequential).forward(up(side(2), side(1))) as Tensor;
    const fine = (this.decoder.at(0) as nn.Sequential).forward(up(middle, side(0))) as Tensor;
    return ops.pixelShuffle(this.head.forward(fine), 2);
  }
}

/** 3 x 3 convolutions with batch normalisation and ReLU, the first with the stride. */
function layers(from: number, to: number, stride: number, ...more: number[]): nn.Sequential {
  const parts: nn.Module[] = [];
  [to, ...more].forEach((width, i) => {
    const input = i === 0 ? from : to;
    parts.push(
      new nn.Conv2d(input, width, 3, { stride: i === 0 ? stride : 1, padding: 1, bias: false }),
      new nn.BatchNorm2d(width),
      new nn.ReLU(),
    );
  });
  return new nn.Sequential(...parts);
}
