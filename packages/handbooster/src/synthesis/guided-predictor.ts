import { cat, type Tensor, tensor } from '@handbooster/torch';
import type { Denoiser } from './network/denoiser.js';
import { repeatBatch } from './network/residual-block.js';
import type { StyleBatch } from './style/style-batch.js';

/** When and how strongly the orientation is emphasised. */
export interface Guidance {
  scale: number;
  /** Shares of the T time steps between which guidance acts. */
  interval: readonly [number, number];
  timesteps: number;
}

/**
 * The denoiser under one batch of conditions, as samplers call it: null + scale * (conditional - null).
 *
 * What a loop over times leaves alone is computed here, once: the condition's part of the first convolution
 * and the embeddings of the orientation. Both branches run as one batch and share all up to the first scale
 * and shift.
 *
 * @param condition (B, C, H, W) in [-1, 1]
 * @param orientation (B, 4)
 * @param style looks of the images, for a denoiser that knows styles; guidance leaves them alone.
 * @returns predicted clean image of (x (B, 3, H, W), time). Its tensors live as long as the scope it was made
 * in.
 */
export function guidedPredictor(
  denoiser: Denoiser,
  condition: Tensor,
  orientation: Tensor,
  guidance: Guidance,
  style: StyleBatch | null = null,
): (x: Tensor, time: number) => Tensor {
  const { scale, interval, timesteps } = guidance;
  const batch = condition.shape[0];
  const width = 4 * denoiser.shape.dim;
  const features = denoiser.conditionFeatures(condition);
  const conditional = denoiser.orientationEmbedding(orientation);
  const look = denoiser.styleEmbedding(batch, style);
  const both = scale === 1 ? null : cat([denoiser.nullEmbedding(batch), conditional], 0);
  return (x, time) => {
    // Half precision would round the time itself.
    const dtype = x.dtype === 'float64' ? 'float64' : 'float32';
    const now = denoiser.timeMlp.forward(tensor([time], { device: x.device, dtype }));
    const share = (time + 1) / timesteps;
    const guided = both !== null && share > interval[0] && share <= interval[1];
    const direction = guided ? both : conditional;
    const rows = direction.shape[0];
    const first = look === null ? now.expand([rows, width]) : repeatBatch(now.add(look), rows / batch);
    const embedding = cat([first, direction], 1);
    const image = denoiser.trunk(denoiser.initialFeatures(x, features), embedding);
    if (!guided) return image;
    const unguided = image.slice(0, 0, batch);
    return unguided.add(image.slice(0, batch).sub_(unguided), { alpha: scale });
  };
}
