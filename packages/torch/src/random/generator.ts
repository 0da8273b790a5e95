import { native } from '../native.js';
import { Tensor, wrap } from '../tensor/tensor.js';

/**
 * A random generator of the engine (Mersenne Twister on the CPU, Philox on CUDA), for operators that take
 * one. Its numbers differ between devices; where they must not, fill from `Random` and copy.
 */
export class Generator {
  readonly #index: number;
  readonly device: string;

  constructor(seed = 0, device = 'cpu') {
    this.device = device;
    this.#index = native().createGenerator(device, seed);
  }

  /** The engine's number of a generator; undefined and null pass through. */
  static index(generator: Generator | null | undefined): number | null | undefined {
    if (generator === undefined || generator === null) return generator;
    if (!(#index in generator)) throw new TypeError('expected a Generator');
    return generator.#index;
  }

  /** Starts again from a seed. */
  manualSeed(seed: number): this {
    native().seedGenerator(this.#index, seed);
    return this;
  }

  /** A copy of the whole state, as bytes. */
  get state(): Uint8Array {
    const tensor = new Tensor(native().generatorState(this.#index));
    try {
      return tensor.toArray() as Uint8Array;
    } finally {
      tensor.dispose();
    }
  }

  set state(bytes: Uint8Array) {
    const tensor = wrap(native().fromTypedArray(bytes, [bytes.length], 0));
    try {
      native().setGeneratorState(this.#index, Tensor.handle(tensor));
    } finally {
      tensor.dispose();
    }
  }
}

export const generatorIndex = Generator.index;

/** Seeds the default generators of every device. */
export function manualSeed(seed: number): void {
  native().manualSeed(seed);
}
