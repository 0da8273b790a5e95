import { noGrad } from '../autograd/modes.js';
import { tensor } from '../ops/create.js';
import type { Random } from '../random/random.js';
import { scope } from '../tensor/scope.js';
import type { Tensor } from '../tensor/tensor.js';
import { initialRandom } from './initial-random.js';

/** What every random initialiser takes. */
export interface InitOptions {
  /** Where the numbers come from; see `withRandom` for what is used without. */
  random?: Random;
}

export type Nonlinearity = 'linear' | 'sigmoid' | 'tanh' | 'relu' | 'leakyRelu' | 'selu';

export interface KaimingOptions extends InitOptions {
  /** Negative slope of the leaky ReLU that follows. */
  a?: number;
  mode?: 'fanIn' | 'fanOut';
  nonlinearity?: Nonlinearity;
}

export interface XavierOptions extends InitOptions {
  gain?: number;
}

/** Inputs and outputs of one unit of a weight (out, in, ...): sizes times the kernel's area. */
export function fans(weight: Tensor): { fanIn: number; fanOut: number } {
  const { shape } = weight;
  if (shape.length < 2)
    throw new RangeError(`fans need a weight of two or more dimensions, found [${shape}]`);
  const area = shape.slice(2).reduce((product, size) => product * size, 1);
  return { fanIn: shape[1] * area, fanOut: shape[0] * area };
}

/**
 * The factor that keeps the variance through a nonlinearity (He et al. 2015; torch.nn.init.calculate_gain).
 */
export function gainOf(nonlinearity: Nonlinearity, slope = 0.01): number {
  switch (nonlinearity) {
    case 'tanh':
      return 5 / 3;
    case 'relu':
      return Math.SQRT2;
    case 'leakyRelu':
      return Math.sqrt(2 / (1 + slope * slope));
    case 'selu':
      return 3 / 4;
    default:
      return 1;
  }
}

/** Uniform on [low, high), in place. */
export function uniform_(weight: Tensor, low = 0, high = 1, options: InitOptions = {}): Tensor {
  return fill(weight, (values) => initialRandom(options.random).fillUniform(values, low, high));
}

/** Gaussian, in place. */
export function normal_(weight: Tensor, mean = 0, deviation = 1, options: InitOptions = {}): Tensor {
  return fill(weight, (values) => initialRandom(options.random).fillNormal(values, mean, deviation));
}

export interface TruncatedNormalOptions extends InitOptions {
  low?: number;
  high?: number;
}

/** Gaussian, drawn again while outside [low, high] (-2 and 2 as in torch), in place. */
export function truncatedNormal_(
  weight: Tensor,
  mean = 0,
  deviation = 1,
  options: TruncatedNormalOptions = {},
): Tensor {
  const { low = -2, high = 2 } = options;
  const reachable = low < high && low < mean + 6 * deviation && high > mean - 6 * deviation;
  if (!reachable)
    throw new RangeError(`truncatedNormal_: [${low}, ${high}] lies out of the Gaussian's reach`);
  const random = initialRandom(options.random);
  return fill(weight, (values) => {
    for (let i = 0; i < values.length; i++) {
      do values[i] = random.normal(mean, deviation);
      while (values[i] < low || values[i] > high);
    }
  });
}

/** Uniform on +-gain sqrt(3 / fan) (He et al. 2015), in place. */
export function kaimingUniform_(weight: Tensor, options: KaimingOptions = {}): Tensor {
  const bound = Math.sqrt(3) * kaimingDeviation(weight, options);
  return uniform_(weight, -bound, bound, options);
}

/** Gaussian of deviation gain / sqrt(fan) (He et al. 2015), in place. */
export function kaimingNormal_(weight: Tensor, options: KaimingOptions = {}): Tensor {
  return normal_(weight, 0, kaimingDeviation(weight, options), options);
}

function kaimingDeviation(weight: Tensor, options: KaimingOptions): number {
  const { a = 0, mode = 'fanIn', nonlinearity = 'leakyRelu' } = options;
  return gainOf(nonlinearity, a) / Math.sqrt(fans(weight)[mode]);
}

/** Uniform on +-gain sqrt(6 / (fan in + fan out)) (Glorot and Bengio 2010), in place. */
export function xavierUniform_(weight: Tensor, options: XavierOptions = {}): Tensor {
  const bound = Math.sqrt(3) * xavierDeviation(weight, options);
  return uniform_(weight, -bound, bound, options);
}

/** Gaussian of deviation gain sqrt(2 / (fan in + fan out)) (Glorot and Bengio 2010), in place. */
export function xavierNormal_(weight: Tensor, options: XavierOptions = {}): Tensor {
  return normal_(weight, 0, xavierDeviation(weight, options), options);
}

function xavierDeviation(weight: Tensor, { gain = 1 }: XavierOptions): number {
  const { fanIn, fanOut } = fans(weight);
  return gain * Math.sqrt(2 / (fanIn + fanOut));
}

export function constant_(weight: Tensor, value: number): Tensor {
  return noGrad(() => weight.fill_(value));
}

export function zeros_(weight: Tensor): Tensor {
  return constant_(weight, 0);
}

export function ones_(weight: Tensor): Tensor {
  return constant_(weight, 1);
}

function fill(weight: Tensor, draw: (values: Float32Array) => void): Tensor {
  const values = new Float32Array(weight.numel);
  draw(values);
  scope(() => noGrad(() => weight.copy_(tensor(values, { shape: weight.shape }))));
  return weight;
}
