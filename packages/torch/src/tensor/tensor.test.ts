import { inspect } from 'node:util';
import { describe, expect, it } from 'vitest';
import { scoped } from '../../test/support/scoped.js';
import {
  arange,
  empty,
  eye,
  full,
  linspace,
  ones,
  tensor,
  tensorFromArrayData,
  zeros,
} from '../ops/create.js';
import '../ops/tensor-methods.generated.js';
import { Tensor } from './tensor.js';

describe('making tensors', () => {
  it(
    'copies typed arrays and keeps their types',
    scoped(() => {
      const arrays = [
        [Float32Array.of(1.5, -2), 'float32'],
        [Float64Array.of(1 / 3, 2), 'float64'],
        [BigInt64Array.of(1n, -(2n ** 62n)), 'int64'],
        [Int32Array.of(-5, 6), 'int32'],
        [Int16Array.of(-5, 6), 'int16'],
        [Int8Array.of(-5, 6), 'int8'],
        [Uint8Array.of(250, 6), 'uint8'],
      ] as const;
      for (const [array, dtype] of arrays) {
        const made = tensor(array);
        const values = [array[0], array[1]];
        array.reverse();
        expect(made.dtype).toBe(dtype);
        const back = made.toArray();
        expect(back.constructor).toBe(array.constructor);
        expect([back[0], back[1]]).toEqual(values);
      }
    }),
  );

  it(
    'reads part of a larger buffer',
    scoped(() => {
      const whole = Float32Array.of(0, 1, 2, 3, 4, 5);
      expect([...tensor(whole.subarray(2, 4)).toFloat32()]).toEqual([2, 3]);
    }),
  );

  it(
    'takes numbers and nested lists',
    scoped(() => {
      expect(tensor(3).shape).toEqual([]);
      expect(
        tensor([
          [1, 2, 3],
          [4, 5, 6],
        ]).shape,
      ).toEqual([2, 3]);
      expect(tensor([1, 2], { dtype: 'int64' }).toArray()).toEqual(BigInt64Array.of(1n, 2n));
      expect(tensor([true, false], { dtype: 'bool' }).toNumbers()).toEqual([1, 0]);
      expect(tensor([]).shape).toEqual([0]);
      expect(tensor(new Float32Array(6), { shape: [2, 3], requiresGrad: true }).requiresGrad).toBe(true);
    }),
  );

  it(
    'rounds to the half types and gives them back as float32',
    scoped(() => {
      // One third has 11 significant bits in float16, 8 in bfloat16.
      expect(tensor([1 / 3], { dtype: 'float16' }).toArray()).toEqual(Float32Array.of(0.333251953125));
      expect(tensor([1 / 3], { dtype: 'bfloat16' }).toArray()).toEqual(Float32Array.of(0.333984375));
      expect(tensor(Uint16Array.of(0x3c00), { dtype: 'float16' }).toNumbers()).toEqual([1]);
      expect(tensor(Uint16Array.of(0x3f80), { dtype: 'bfloat16' }).toNumbers()).toEqual([1]);
    }),
  );

  it(
    'fills: zeros, ones, full, arange, linspace, eye',
    scoped(() => {
      expect(zeros([2]).toNumbers()).toEqual([0, 0]);
      expect(ones([2], { dtype: 'int32' }).toArray()).toEqual(Int32Array.of(1, 1));
      // 2 is an integer to the engine; the wrapper asks for float32 all the same.
      expect(full([2], 2).dtype).toBe('float32');
      expect(arange(7, { start: 1, step: 2 }).toArray()).toEqual(BigInt64Array.of(1n, 3n, 5n));
      expect(linspace(0, 1, 5).toNumbers()).toEqual([0, 0.25, 0.5, 0.75, 1]);
      expect(eye(2, { m: 3 }).toNumbers()).toEqual([1, 0, 0, 0, 1, 0]);
      expect(empty([3, 0]).numel).toBe(0);
    }),
  );

  it(
    'goes to plain data and back',
    scoped(() => {
      const data = tensor(
        [
          [1, 2],
          [3, 4],
        ],
        { dtype: 'int32' },
      ).toArrayData();
      expect(data).toEqual({ dtype: 'int32', shape: [2, 2], data: Int32Array.of(1, 2, 3, 4) });
      expect(tensorFromArrayData(data).toArrayData()).toEqual(data);
      const flags = tensorFromArrayData({ dtype: 'bool', shape: [2], data: Uint8Array.of(0, 1) });
      expect(flags.dtype).toBe('bool');
    }),
  );

  it(
    'takes unsigned whole numbers of files as int64',
    scoped(() => {
      const wide = [0, 1, 2 ** 31, 2 ** 32 - 1];
      const converted = tensorFromArrayData({ dtype: 'uint32', shape: [2, 2], data: Uint32Array.from(wide) });
      expect([converted.dtype, converted.shape, converted.toNumbers()]).toEqual(['int64', [2, 2], wide]);
      const short = { dtype: 'uint16', shape: [1], data: Uint16Array.of(65535) };
      expect(tensorFromArrayData(short).toNumbers()).toEqual([65535]);
      expect(tensorFromArrayData(short, { dtype: 'float32' }).dtype).toBe('float32');
      const long = (value: bigint) => ({ dtype: 'uint64', shape: [1], data: BigUint64Array.of(value) });
      expect(tensorFromArrayData(long(2n ** 63n - 1n)).toArray()).toEqual(BigInt64Array.of(2n ** 63n - 1n));
      expect(() => tensorFromArrayData(long(2n ** 63n))).toThrow(
        /uint64: 9223372036854775808 does not fit int64/,
      );
    }),
  );

  it(
    'refuses data that does not fit',
    scoped(() => {
      expect(() => tensor(new Float32Array(5), { shape: [2, 3] })).toThrow(/6 elements, the data 5/);
      expect(() => tensor([[1], [1, 2]])).toThrow(/unequal length: 1 and 2/);
      expect(() => tensor([[1], 2] as never)).toThrow(/unequal depth/);
      expect(() => tensor(['a'] as never)).toThrow(/expected numbers, found a string/);
      expect(() => tensor(new Uint32Array(1) as never)).toThrow(/Uint32Array has no dtype/);
      expect(() => zeros([-1])).toThrow(/negative/);
      expect(() => zeros([2 ** 40, 2 ** 40])).toThrow();
      expect(() => zeros([1.5])).toThrow(/safe integer/);
      expect(() => zeros([1], { dtype: 'float' as never })).toThrow(/unknown dtype 'float'/);
      expect(() => zeros([1], { device: 'toaster' })).toThrow(/device/i);
    }),
  );
});

describe('Tensor', () => {
  it(
    'tells its shape, strides, type, device',
    scoped(() => {
      const x = zeros([2, 3, 4]).transpose(0, 2);
      expect(x.shape).toEqual([4, 3, 2]);
      expect(x.strides).toEqual([1, 4, 12]);
      expect([x.ndim, x.numel, x.dtype, x.device, x.isContiguous()]).toEqual([
        3,
        24,
        'float32',
        'cpu',
        false,
      ]);
      expect([x.size(0), x.size(-1)]).toEqual([4, 2]);
      expect(() => x.size(3)).toThrow(RangeError);
    }),
  );

  it(
    'reads views in their own order',
    scoped(() => {
      const x = tensor([
        [1, 2, 3],
        [4, 5, 6],
      ]).transpose(0, 1);
      expect(x.toNumbers()).toEqual([1, 4, 2, 5, 3, 6]);
      expect(x.select(1, 1).toFloat32()).toEqual(Float32Array.of(4, 5, 6));
      expect(tensor([1, 2], { dtype: 'int64' }).toFloat32()).toEqual(Float32Array.of(1, 2));
    }),
  );

  it(
    'converts type and memory format, and returns its own memory when nothing changes',
    scoped(() => {
      const x = tensor([1.7, -1.7]);
      expect(x.to({ dtype: 'int32' }).toArray()).toEqual(Int32Array.of(1, -1));
      const same = x.to({ dtype: 'float32' });
      same.copyFrom(Float32Array.of(8, 9));
      expect(x.toNumbers()).toEqual([8, 9]);
      x.to({ copy: true }).zero_();
      expect(x.toNumbers()).toEqual([8, 9]);
      const image = zeros([1, 2, 3, 3]).to({ memoryFormat: 'channelsLast' });
      expect([image.isContiguous(), image.isContiguous('channelsLast')]).toEqual([false, true]);
    }),
  );

  it(
    'copies data in place, into views as well',
    scoped(() => {
      const x = zeros([2, 2]);
      x.select(1, 0).copyFrom(Float32Array.of(1, 2));
      expect(x.toNumbers()).toEqual([1, 0, 2, 0]);
      expect(() => x.copyFrom(new Float32Array(3))).toThrow(/4 elements, found 3/);
      expect(() => x.copyFrom(new Float64Array(4))).toThrow(/does not hold elements of type Float/);
    }),
  );

  it(
    'gives one element as a number and refuses more',
    scoped(() => {
      expect(tensor([true], { dtype: 'bool' }).item()).toBe(1);
      expect(tensor(2.5).item()).toBe(2.5);
      expect(() => zeros([2]).item()).toThrow(/one element, found Float \[2\]/);
    }),
  );

  it(
    'shows itself',
    scoped(() => {
      expect(inspect(tensor([1, 0.1]))).toBe('Tensor(float32 [2] {1, 0.10000})');
      expect(String(zeros([10, 10]))).toBe('Tensor(float32 [10, 10])');
    }),
  );

  it(
    'is stale after dispose, and says so instead of reaching another tensor',
    scoped(() => {
      const x = tensor([1, 2]);
      x.dispose();
      // The next tensor takes the same slot with another generation.
      const next = tensor([7, 8]);
      expect(x.isLive).toBe(false);
      expect(next.isLive).toBe(true);
      expect(() => x.add(1)).toThrow(/argument self: this tensor was already freed.*\n.*aten::add\.Scalar/);
      expect(() => x.shape).toThrow(/already freed/);
      expect(() => x.toFloat32()).toThrow(/already freed/);
      x.dispose();
      expect(String(x)).toBe('Tensor(freed)');
      expect(next.toNumbers()).toEqual([7, 8]);
    }),
  );

  it(
    'is never confused with a number or another object',
    scoped(() => {
      const x = tensor([1]);
      expect(() => Tensor.handle(16777216 as never)).toThrow(/expected a Tensor, found the number/);
      expect(() => Tensor.handle(null as never)).toThrow(/found null/);
      expect(() => Tensor.handle(Object.create(Tensor.prototype) as never)).toThrow(TypeError);
      expect(() => x.matmul([1] as never)).toThrow(/expected a Tensor, found an object of class Array/);
      expect(() => new Tensor(Number.NaN).shape).toThrow(/already freed/);
      expect(() => new Tensor(-5).shape).toThrow(/already freed/);
      expect(() => new Tensor(1e300).shape).toThrow(/already freed/);
    }),
  );

  it(
    'frees with using',
    scoped(() => {
      let inside: Tensor;
      {
        using x = tensor([1]);
        inside = x;
        expect(inside.isLive).toBe(true);
      }
      expect(inside.isLive).toBe(false);
    }),
  );
});
