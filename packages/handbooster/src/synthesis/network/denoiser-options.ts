import { InputError } from '../../base/errors/input-error.js';

/** Shape of a denoiser. The defaults are the official network (38,417,795 parameters). */
export interface DenoiserOptions {
  /** Features after the first convolution. The embeddings of time and orientation have four times as many. */
  dim?: number;
  /** Width of each level as a multiple of `dim`. */
  multipliers?: readonly number[];
  /** Width of each level, instead of `multipliers`. */
  widths?: readonly number[] | null;
  /** Channels of the image. */
  imageChannels?: number;
  /** Channels of the condition maps, three a map. */
  conditionChannels?: number;
  /** Pixels of an n x n block become channels before the network and are put back after it; 1 leaves them. */
  unshuffle?: number;
  /** Residual blocks a level, on the way down and again on the way up. */
  blocksPerLevel?: number;
  /** Side of the first convolution's kernel, odd. */
  initialKernel?: number;
  /** Linear attention at a level: for all, or one flag a level, highest resolution first. */
  linearAttention?: boolean | readonly boolean[];
  /** Full attention between the two middle blocks. */
  middleAttention?: boolean;
  /** Heads of an attention. */
  heads?: number;
  /** Features of a head. */
  headWidth?: number;
  /** Groups of the group normalisations; divides `dim` and every width. */
  groups?: number;
  /** Numbers of a style vector; 0 for a network that knows none, as the official one. */
  styleSize?: number;
}

/** The official network's shape. */
export const DENOISER_DEFAULTS: Required<DenoiserOptions> = {
  dim: 64,
  multipliers: [1, 2, 4, 8],
  widths: null,
  imageChannels: 3,
  conditionChannels: 6,
  unshuffle: 1,
  blocksPerLevel: 2,
  initialKernel: 7,
  linearAttention: true,
  middleAttention: true,
  heads: 4,
  headWidth: 32,
  groups: 8,
  styleSize: 0,
};

/** A denoiser's shape with everything filled in and checked. */
export interface DenoiserShape extends Omit<Required<DenoiserOptions>, 'multipliers' | 'linearAttention'> {
  widths: readonly number[];
  linearAttention: readonly boolean[];
}

/** Fills in the defaults, and checks that the numbers fit together. */
export function denoiserShape(options: DenoiserOptions = {}): DenoiserShape {
  const { multipliers, ...all } = { ...DENOISER_DEFAULTS, ...options };
  const widths = all.widths ?? multipliers.map((multiplier) => multiplier * all.dim);
  const positive = (field: string, value: number) => {
    if (!Number.isSafeInteger(value) || value < 1) {
      throw new InputError(`denoiser.${field}: expected a whole number of at least 1, found ${value}`);
    }
  };
  const { dim, imageChannels, unshuffle, blocksPerLevel, initialKernel, heads, headWidth, groups } = all;
  const counts = { dim, imageChannels, unshuffle, blocksPerLevel, initialKernel, heads, headWidth, groups };
  for (const [field, value] of Object.entries(counts)) positive(field, value);
  if (!Number.isSafeInteger(all.conditionChannels) || all.conditionChannels < 0) {
    throw new InputError(`denoiser.conditionChannels: expected 0 or more, found ${all.conditionChannels}`);
  }
  if (!Number.isSafeInteger(all.styleSize) || all.styleSize < 0) {
    throw new InputError(`denoiser.styleSize: expected 0 or more, found ${all.styleSize}`);
  }
  if (widths.length === 0) throw new InputError('denoiser.widths: expected at least one level, found none');
  widths.forEach((width, level) => {
    positive(`widths[${level}]`, width);
  });
  if (initialKernel % 2 === 0) {
    throw new InputError(`denoiser.initialKernel: expected an odd number, found ${initialKernel}`);
  }
  for (const width of [dim, ...widths]) {
    if (width % groups !== 0) {
      throw new InputError(
        `denoiser: width ${width} is not a multiple of groups (${groups}); ` +
          `choose ${Math.max(1, Math.round(width / groups)) * groups}, or other groups`,
      );
    }
  }
  if (dim % 2 !== 0 || dim < 4) {
    throw new InputError(`denoiser.dim: expected an even number of at least 4, found ${dim}`);
  }
  const flags = all.linearAttention;
  const linearAttention = typeof flags === 'boolean' ? widths.map(() => flags) : [...flags];
  if (linearAttention.length !== widths.length) {
    throw new InputError(
      `denoiser.linearAttention: expected one flag for each of ${widths.length} levels, found ${linearAttention.length}`,
    );
  }
  return { ...all, widths, linearAttention };
}

/** What the side of an image must be a multiple of. */
export function denoiserSizeMultiple(shape: DenoiserShape): number {
  return shape.unshuffle * 2 ** (shape.widths.length - 1);
}
