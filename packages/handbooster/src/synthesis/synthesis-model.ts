import type { Random } from '@handbooster/torch';
import { InputError } from '../base/errors/input-error.js';
import { Diffusion, type DiffusionOptions } from './diffusion/diffusion.js';
import { Denoiser } from './network/denoiser.js';
import { type DenoiserOptions, denoiserSizeMultiple } from './network/denoiser-options.js';
import { COLOUR_STYLE_SIZE } from './style/colour-style.js';

/** What must be known to use a set of weights; it travels with them. */
export interface SynthesisModelConfig {
  /** Side of the square images, pixels. */
  imageSize: number;
  /** Names of the condition maps, three channels each, in channel order. */
  conditionMaps: readonly string[];
  network: Omit<DenoiserOptions, 'conditionChannels'>;
  diffusion: DiffusionOptions;
  /** A denoiser that can be asked for a look; absent for one that cannot, as the paper's. */
  style?: StyleConfig;
}

/** How looks are told and learned. */
export interface StyleConfig {
  /** `colours`: means and deviations of hand and surroundings (`colourStyle`). */
  kind: 'colours';
  /**
   * Probability that training leaves a sample's look open, so that images can be made without asking for one.
   */
  dropout: number;
}

/** A denoiser with the diffusion process and the conditions it is for. */
export class SynthesisModel {
  readonly denoiser: Denoiser;
  readonly diffusion: Diffusion;

  /** @param random names the initial weights. */
  constructor(
    readonly config: SynthesisModelConfig,
    random?: Random,
  ) {
    if (config.conditionMaps.length === 0) {
      throw new InputError(
        'denoiser.conditionMaps: expected at least one map, for example ["texture", "normal"]',
      );
    }
    this.denoiser = new Denoiser(
      {
        ...config.network,
        conditionChannels: 3 * config.conditionMaps.length,
        styleSize: config.style === undefined ? 0 : COLOUR_STYLE_SIZE,
      },
      random,
    );
    const multiple = denoiserSizeMultiple(this.denoiser.shape);
    if (
      !Number.isSafeInteger(config.imageSize) ||
      config.imageSize < 1 ||
      config.imageSize % multiple !== 0
    ) {
      this.denoiser.dispose();
      throw new InputError(
        `denoiser.imageSize: expected a multiple of ${multiple} for this network, found ${config.imageSize}`,
      );
    }
    this.diffusion = new Diffusion(config.diffusion);
  }

  dispose(): void {
    this.denoiser.dispose();
  }
}
