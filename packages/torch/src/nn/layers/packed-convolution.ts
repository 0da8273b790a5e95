import { door, Operator } from '../../door.js';
import { native } from '../../native.js';
import { scope } from '../../tensor/scope.js';
import { Tensor, wrap } from '../../tensor/tensor.js';

const prepack = new Operator(
  'mkldnn_prepacked::conv2d_prepack',
  'W,B,stride,padding,dilation,groups,input_size,attr',
);
const run = new Operator('mkldnn_prepacked::conv2d_run', 'X,W_prepack');

/** Sizes of input whose packed weights are kept; the oldest goes first. */
const KEPT_SIZES = 4;

let engineCan: boolean | null = null;

const freed = new FinalizationRegistry<Map<string, number>>((packed) => releaseAll(packed));

/** What is packed: a `Conv2d` that pads with zeros, or any map that can be written as one. */
export interface PackableConvolution {
  readonly weight: Tensor;
  readonly bias: Tensor | null;
  /** Where the weights are of another shape: (outputs, inputs / groups, height, width). */
  kernel?: readonly number[];
  stride?: readonly number[];
  /** Zeros around the input: (height, width). */
  padding?: readonly number[] | 'same' | 'valid';
  dilation?: readonly number[];
  groups?: number;
  /** What stands outside the input; zeros where it is not said. */
  paddingMode?: string;
}

export interface PackOptions {
  /** A ReLU in the same pass. */
  relu?: boolean;
}

/**
 * A convolution for prediction alone, by oneDNN: the weights are laid out as its kernels want them, once for
 * each size of input, and a ReLU after it costs no pass of its own. `conv2d` lays the weights out anew at
 * every call and, on one thread, hands 1x1 kernels to the BLAS. Fastest on inputs in channels-last layout,
 * which its outputs have too.
 *
 * On one thread (AVX-512, libtorch 1.13; `npm run bench -- packed`) conv2d in the better layout, and this:
 * 512 -> 128 channels, 1x1, 32x32 pixels 1.24 and 0.63 ms; 1024 -> 512, 1x1, 4x4 pixels 0.20 and 0.15; 512 ->
 * 512, 3x3, 8x8 pixels 2.9 and 1.6; depthwise 3x3 as fast as with channels last, twice as fast as without.
 *
 * The weights are read when a size is first met: changing them later has no effect.
 */
export class PackedConv2d {
  readonly #convolution: PackableConvolution;
  readonly #relu: boolean;
  readonly #packed = new Map<string, number>();

  constructor(convolution: PackableConvolution, { relu = false }: PackOptions = {}) {
    const { padding, paddingMode } = convolution;
    if (typeof padding === 'string' || (paddingMode ?? 'zeros') !== 'zeros') {
      throw new RangeError(
        `PackedConv2d: expected zeros around the input, as many as numbers say, found padding ${padding} of ${paddingMode}`,
      );
    }
    this.#convolution = convolution;
    this.#relu = relu;
    freed.register(this, this.#packed);
  }

  /** Whether the loaded engine can, for tensors of this kind. */
  static supports({ dtype, device }: Tensor): boolean {
    engineCan ??= native().engineInfo().mkldnn && prepack.exists && run.exists;
    return engineCan && dtype === 'float32' && device === 'cpu';
  }

  /** @param input (N, C, H, W) float32. No gradient flows back. */
  forward(input: Tensor): Tensor {
    const { shape } = input;
    const key = shape.join();
    const packed = this.#packed.get(key) ?? this.#pack(key, shape);
    return wrap(door.call(run.index, Tensor.handle(input), packed) as number);
  }

  /** Frees the packed weights; the next call packs them again. */
  dispose(): void {
    releaseAll(this.#packed);
  }

  #pack(key: string, shape: readonly number[]): number {
    const { weight, bias, kernel, stride, padding, dilation, groups } = this.#convolution;
    const packed = scope(() => {
      const lasting = weight
        .detach()
        .reshape(kernel ?? weight.shape)
        .contiguous({ memoryFormat: 'channelsLast' });
      return door.call(
        prepack.index,
        Tensor.handle(lasting),
        bias === null ? null : Tensor.handle(bias.detach()),
        stride ?? [1, 1],
        padding ?? [0, 0],
        dilation ?? [1, 1],
        groups ?? 1,
        shape,
        this.#relu ? 'relu' : 'none',
      ) as number;
    });
    for (const [oldest, object] of this.#packed) {
      if (this.#packed.size < KEPT_SIZES) break;
      native().releaseObject(object);
      this.#packed.delete(oldest);
    }
    this.#packed.set(key, packed);
    return packed;
  }
}

function releaseAll(packed: Map<string, number>): void {
  for (const object of packed.values()) native().releaseObject(object);
  packed.clear();
}
