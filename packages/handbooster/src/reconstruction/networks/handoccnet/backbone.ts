import { nn, ops, type Tensor } from '@handbooster/torch';
import { resNetStage, resNetStem } from './resnet-stage.js';
import { FeatureSplit } from './spatial-gate.js';

/**
 * ResNet-50 with a feature pyramid, and the split of its features by the spatial gate (Park et al. 2022, Sec.
 * 3.1).
 */
export class HandOccNetBackbone extends nn.Module {
  readonly toplayer = new nn.Conv2d(2048, 256, 1);
  readonly layer0 = resNetStem();
  readonly layer1 = resNetStage(64, 64, 3, 1);
  readonly layer2 = resNetStage(256, 128, 4, 2);
  readonly layer3 = resNetStage(512, 256, 6, 2);
  readonly layer4 = resNetStage(1024, 512, 3, 2);
  /** In the official parameters, but what it makes is used nowhere, so it is not run. */
  readonly smooth2 = new nn.Conv2d(256, 256, 3, { padding: 1 });
  readonly smooth3 = new nn.Conv2d(256, 256, 3, { padding: 1 });
  readonly latlayer1 = new nn.Conv2d(1024, 256, 1);
  readonly latlayer2 = new nn.Conv2d(512, 256, 1);
  readonly latlayer3 = new nn.Conv2d(256, 256, 1);
  readonly attentionModule = new FeatureSplit();

  /**
   * @param image (B, 3, S, S) in 0 ... 1.
   * @returns features of the hand and of the rest, (B, 256, S/8, S/8) each.
   */
  forward(image: Tensor): [primary: Tensor, secondary: Tensor] {
    const [finest] = this.pyramid(image);
    return this.attentionModule.forward(ops.avgPool2d(this.smooth3.forward(finest), [2, 2], [2, 2]));
  }

  /**
   * The pyramid's maps of 256 channels at a quarter, an eighth, a sixteenth and a thirty-second of the
   * image's size.
   */
  pyramid(image: Tensor): Tensor[] {
    const c2 = this.layer1.forward(this.layer0.forward(image.contiguous({ memoryFormat: 'channelsLast' })));
    const c3 = this.layer2.forward(c2);
    const c4 = this.layer3.forward(c3);
    const c5 = this.layer4.forward(c4);
    const p5 = this.toplayer.forward(c5);
    const p4 = enlargeAndAdd(p5, this.latlayer1.forward(c4));
    const p3 = enlargeAndAdd(p4, this.latlayer2.forward(c3));
    return [enlargeAndAdd(p3, this.latlayer3.forward(c2)), p3, p4, p5];
  }
}

function enlargeAndAdd(coarse: Tensor, fine: Tensor): Tensor {
  return ops.upsampleBilinear2d(coarse, fine.shape.slice(2), false).add(fine);
}
