import { expect, test } from 'vitest';
import { inferenceMode } from '../../autograd/modes.js';
import { tensor, zeros } from '../../ops/create.js';
import { ops } from '../../ops/index.js';
import { Random } from '../../random/random.js';
import { memory } from '../../tensor/memory.js';
import { scope } from '../../tensor/scope.js';
import type { Tensor } from '../../tensor/tensor.js';
import { Conv2d, type ConvolutionOptions } from './convolution.js';
import { PackedConv2d } from './packed-convolution.js';

const random = new Random(4, 'packed-convolution');

function image(...shape: number[]): Tensor {
  const numbers = random.fillNormal(new Float32Array(shape.reduce((a, b) => a * b)));
  return tensor(numbers, { shape }).contiguous({ memoryFormat: 'channelsLast' });
}

const supported = scope(() => PackedConv2d.supports(zeros([1])));

// Double precision, which oneDNN does not do: the engine's own loops.
function exact(x: Tensor, { weight, bias, stride, padding, dilation, groups }: Conv2d): Tensor {
  const [xs, ws, bs] = [x, weight.detach(), bias?.detach() ?? null].map((t) => t?.to({ dtype: 'float64' }));
  return ops.conv2d(
    xs as Tensor,
    ws as Tensor,
    bs ?? null,
    stride,
    padding as readonly number[],
    dilation,
    groups,
  );
}

test.runIf(supported).each<[from: number, to: number, kernel: number, ConvolutionOptions]>([
  [5, 7, 1, {}],
  [16, 32, 3, { padding: 1, bias: false }],
  [8, 12, 3, { stride: 2, padding: [1, 0], groups: 4 }],
  [24, 24, 3, { padding: 1, groups: 24 }],
  [6, 4, 3, { dilation: 2 }],
])(
  '%i -> %i channels, kernel %i, %o: as conv2d in double precision, with and without ReLU',
  (from, to, kernel, options) => {
    const before = memory().tensors;
    scope(() => {
      const convolution = new Conv2d(from, to, kernel, options);
      const plain = new PackedConv2d(convolution);
      const relu = new PackedConv2d(convolution, { relu: true });
      // More sizes than are kept, and the first one again.
      for (const [batch, side] of [
        [2, 9],
        [1, 8],
        [3, 12],
        [1, 5],
        [2, 6],
        [2, 9],
      ]) {
        const x = image(batch, from, side, side);
        const expected = exact(x, convolution);
        const tolerance = { absolute: 2e-6 * Math.sqrt(from * kernel ** 2) };
        const found = inferenceMode(() => [plain.forward(x), relu.forward(x)]);
        expect(found[0].shape).toEqual(expected.shape);
        expect(found[0].toFloat32()).toBeAllclose(expected.toNumbers(), tolerance);
        expect(found[1].toFloat32()).toBeAllclose(expected.relu().toNumbers(), tolerance);
        expect(expected.lt(0).any().item()).toBe(1);
      }
      plain.dispose();
      relu.dispose();
      convolution.dispose();
    });
    expect(memory().tensors).toBe(before);
  },
);

test.runIf(supported)(
  'a linear map as a kernel of one pixel, its weights packed again after dispose()',
  () => {
    scope(() => {
      const weight = image(3, 4, 1, 1).reshape([3, 4]);
      const packed = new PackedConv2d({ weight, bias: null, kernel: [3, 4, 1, 1] });
      const rows = image(1, 4, 6, 1);
      const expected = rows.reshape([4, 6]).t().matmul(weight.t()).t().toFloat32();
      expect(packed.forward(rows).toFloat32()).toBeAllclose(expected, { absolute: 1e-6 });
      packed.dispose();
      weight.neg_();
      expect(packed.forward(rows).toFloat32()).toBeAllclose(
        expected.map((x) => -x),
        { absolute: 1e-6 },
      );
    });
  },
);

test('other padding than numbers of zeros is refused', () => {
  scope(() => {
    expect(() => new PackedConv2d(new Conv2d(2, 2, 3, { padding: 'same' }))).toThrow(
      'expected zeros around the input, as many as numbers say, found padding same of zeros',
    );
    expect(() => new PackedConv2d(new Conv2d(2, 2, 3, { padding: 1, paddingMode: 'reflect' }))).toThrow(
      'found padding 0,0 of reflect',
    );
  });
});
