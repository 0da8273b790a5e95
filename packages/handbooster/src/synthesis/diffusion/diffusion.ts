import { ops, type Tensor, tensor } from '@handbooster/torch';
import { InputError } from '../../base/errors/input-error.js';
import { type NoiseSchedule, noiseSchedule, type ScheduleKind } from './noise-schedule.js';

/** The process that adds noise, and the training objective. */
export interface DiffusionOptions {
  timesteps?: number;
  schedule?: ScheduleKind;
  /** Distance of Eq. 2: the paper says squared L2, the release's configs say L1. */
  loss?: 'l2' | 'l1';
  /** Weight of pixels of hand and object. */
  foregroundWeight?: number;
  /** Weight of all other pixels. */
  backgroundWeight?: number;
  /**
   * Upper bound of the weight abar / (1 - abar) (gamma of Hang et al., "Efficient diffusion training via
   * min-SNR weighting", 2023), or null for the paper's unbounded weight, which spans 1e4 to 4e-5: nearly all
   * of the gradient then comes from images with hardly any noise.
   */
  snrClip?: number | null;
  /**
   * Lower bound of that weight; 0 is the paper's. 1 is the truncated SNR of Salimans and Ho, "Progressive
   * distillation" (2022): heavily noised images then count too. They hardly do in Eq. 2 (0.0085 at t = 700),
   * and it is from them that sampling starts.
   */
  snrFloor?: number;
  /**
   * Probability that training replaces a sample's orientation by the null vector. The maps are never dropped.
   */
  orientationDropout?: number;
}

/** The paper's Eq. 2. */
export const DIFFUSION_DEFAULTS: Required<DiffusionOptions> = {
  timesteps: 1000,
  schedule: 'linear',
  loss: 'l2',
  foregroundWeight: 1,
  backgroundWeight: 0.1,
  snrClip: null,
  snrFloor: 0,
  orientationDropout: 0.5,
};

/** Forward process and loss of the diffusion model (Eq. 2). The network predicts the clean image. */
export class Diffusion {
  readonly options: Required<DiffusionOptions>;
  readonly schedule: NoiseSchedule;

  constructor(options: DiffusionOptions = {}) {
    this.options = { ...DIFFUSION_DEFAULTS, ...options };
    const { orientationDropout, snrClip, snrFloor, foregroundWeight, backgroundWeight } = this.options;
    if (!(orientationDropout >= 0 && orientationDropout <= 1)) {
      throw new InputError(
        `diffusion.orientationDropout: expected a probability, found ${orientationDropout}`,
      );
    }
    if (snrClip !== null && !(snrClip > 0)) {
      throw new InputError(`diffusion.snrClip: expected a positive number or null, found ${snrClip}`);
    }
    if (!(snrFloor >= 0) || snrFloor > (snrClip ?? Number.POSITIVE_INFINITY)) {
      throw new InputError(`diffusion.snrFloor: expected 0 ... snrClip, found ${snrFloor}`);
    }
    if (!(foregroundWeight >= 0) || !(backgroundWeight >= 0)) {
      throw new InputError('diffusion: foregroundWeight and backgroundWeight must not be negative');
    }
    this.schedule = noiseSchedule(this.options.schedule, this.options.timesteps);
  }

  /** Weight of the loss at time t: abar / (1 - abar), within `snrFloor` and `snrClip`. */
  timeWeight(time: number): number {
    const { snrClip, snrFloor } = this.options;
    const ratio = Math.max(this.schedule.signalToNoise[time], snrFloor);
    return snrClip === null ? ratio : Math.min(ratio, snrClip);
  }

  /** sqrt(abar) x0 + sqrt(1 - abar) noise, for (B, ...) images and one time each. */
  noisy(clean: Tensor, times: ArrayLike<number>, noise: Tensor): Tensor {
    const abar = (time: number) => this.schedule.alphasCumprod[time];
    const signal = perSample(times, clean, (time) => Math.sqrt(abar(time)));
    const spread = perSample(times, clean, (time) => Math.sqrt(1 - abar(time)));
    return clean.mul(signal).add_(noise.mul(spread));
  }

  /** Weight of each pixel, from a mask of hand and object (B, 1, H, W; float, 1 where they are). */
  pixelWeight(foreground: Tensor): Tensor {
    const { foregroundWeight, backgroundWeight } = this.options;
    return foreground.mul(foregroundWeight - backgroundWeight).add_(backgroundWeight);
  }

  /**
   * Eq. 2: mean over pixels, channels and samples of w * weight(t) * |prediction - clean|^2 (or without the
   * square).
   *
   * @param prediction (B, C, H, W)
   * @param clean (B, C, H, W)
   * @param times one a sample
   * @param pixelWeight (B, 1, H, W), from `pixelWeight`
   */
  loss(prediction: Tensor, clean: Tensor, times: ArrayLike<number>, pixelWeight: Tensor): Tensor {
    const weight = pixelWeight.mul(perSample(times, clean, (time) => this.timeWeight(time)));
    const difference = prediction.sub(clean);
    const distance = this.options.loss === 'l1' ? ops.abs(difference) : difference.mul(difference);
    return distance.mul(weight).mean();
  }
}

/** (B, 1, 1, 1) one number a sample. */
function perSample(times: ArrayLike<number>, like: Tensor, value: (time: number) => number): Tensor {
  const shape = [times.length, ...like.shape.slice(1).map(() => 1)];
  return tensor(Float32Array.from(times, value), { shape, device: like.device });
}
