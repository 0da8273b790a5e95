import { describe, expect, it } from 'vitest';
import { scoped } from '../test/support/scoped.js';
import { door, Operator, type RecordedCall, recordCalls } from './door.js';
import { ops } from './index.js';
import { native } from './native.js';
import { call, hasOperator, schemaOf, schemas } from './ops/call.js';
import { tensor, zeros } from './ops/create.js';
import { memory } from './tensor/memory.js';
import { Tensor } from './tensor/tensor.js';

describe('the raw door', () => {
  it(
    'calls any operator by name, with arguments by name',
    scoped(() => {
      const [self, other] = [tensor([1, 2]), tensor([10, 20])];
      expect((call('aten::add.Tensor', { self, other, alpha: 2 }) as Tensor).toNumbers()).toEqual([21, 42]);
      const [values, indices] = call('aten::max.dim', { self, dim: 0 }) as Tensor[];
      expect([values.item(), indices.item()]).toEqual([2, 1]);
      expect(call('aten::equal', { self, other })).toBe(false);
      expect((call('aten::split.Tensor', { self, split_size: 1 }) as Tensor[]).length).toBe(2);
      expect((call('aten::zeros', { size: [2], dtype: 'int64' }) as Tensor).dtype).toBe('int64');
    }),
  );

  it(
    'gives back the argument itself where it was written in place',
    scoped(() => {
      const x = tensor([1, 2]);
      const out = zeros([2]);
      expect(call('aten::add_.Scalar', { self: x, other: 1 })).toBe(x);
      expect(call('aten::mul.out', { self: x, other: x, out })).toBe(out);
      expect([x.toNumbers(), out.toNumbers()]).toEqual([
        [2, 3],
        [4, 9],
      ]);
      expect(x.add_(1)).toBe(x);
    }),
  );

  it(
    'passes every kind of argument',
    scoped(() => {
      const x = tensor([
        [1, 2],
        [3, 4],
      ]);
      // int64 beyond what a number holds, as a bigint.
      const large = call('aten::full', { size: [1], fill_value: 2n ** 60n, dtype: 'int64' }) as Tensor;
      expect(large.toArray()).toEqual(BigInt64Array.of(2n ** 60n));
      // Tensor?[] with a hole, bool[3], str, float[], Device, MemoryFormat.
      const column = call('aten::index.Tensor', {
        self: x,
        indices: [null, tensor(BigInt64Array.of(1n))],
      }) as Tensor;
      expect(column.toNumbers()).toEqual([2, 4]);
      expect((call('aten::einsum', { equation: 'ij->ji', tensors: [x] }) as Tensor).toNumbers()).toEqual([
        1, 3, 2, 4,
      ]);
      expect(
        (call('aten::empty_like', { self: x, device: 'cpu', memory_format: 'contiguous' }) as Tensor).shape,
      ).toEqual([2, 2]);
      const upsampled = call('aten::upsample_nearest2d.vec', {
        input: x.reshape([1, 1, 2, 2]),
        output_size: null,
        scale_factors: [1, 2],
      });
      expect((upsampled as Tensor).toNumbers()).toEqual([1, 1, 2, 2, 3, 3, 4, 4]);
      // A single number stands for every element of a list of fixed size.
      expect(ops.maxPool2d(zeros([1, 1, 4, 6]), 2).shape).toEqual([1, 1, 2, 3]);
    }),
  );

  it('lists the engine’s schemas', () => {
    const all = schemas();
    expect(all.length).toBeGreaterThan(2000);
    expect(all).toContain('aten::add.Tensor(Tensor self, Tensor other, *, Scalar alpha=1) -> Tensor');
    expect(
      schemaOf('aten::add.Tensor')?.arguments.map(({ name, keywordOnly }) => [name, keywordOnly]),
    ).toEqual([
      ['self', false],
      ['other', false],
      ['alpha', true],
    ]);
    expect(hasOperator('aten::relu')).toBe(true);
    expect(hasOperator('aten::nonsense')).toBe(false);
    expect(schemaOf('aten::relu.nonsense')).toBeNull();
  });
});

describe('errors', () => {
  it(
    'say what libtorch says, the schema, and the shapes given',
    scoped(() => {
      const x = zeros([2, 3]);
      expect(() => x.matmul(x)).toThrow(
        /cannot be multiplied \(2x3 and 2x3\)\n {2}in aten::matmul\(Tensor self, Tensor other\) -> Tensor\n {2}given self: Float \[2, 3\], other: Float \[2, 3\]/,
      );
      expect(() => ops.cat([x, zeros([1, 2], { dtype: 'int64' })])).toThrow(
        /tensors: \[Float \[2, 3\], Long \[1, 2\]\]/,
      );
      expect(() => ops.conv2d(x, x, null, [1, 2, 3])).toThrow(/stride: \[1,2,3\]/);
    }),
  );

  it(
    'name the argument of a wrong type',
    scoped(() => {
      const x = zeros([2, 3]);
      expect(() => x.sum(0.5)).toThrow(/argument dim: expected a safe integer, found the number 0\.5/);
      expect(() => x.sum(2 ** 60)).toThrow(/argument dim: expected a safe integer/);
      expect(() => x.sum(0, 'yes' as never)).toThrow(
        /argument keepdim: expected a boolean, found the string 'yes'/,
      );
      expect(() => x.reshape('2' as never)).toThrow(/argument shape: expected an array, found the string/);
      expect(() => x.add('1' as never)).toThrow(/argument other: expected a number/);
      expect(() => x.add(Symbol('s') as never)).toThrow(/argument other/);
      expect(() => x.reshape([1, {}] as never)).toThrow(
        /argument shape: expected an integer, found an object/,
      );
      expect(() => x.to({ dtype: 'float' as never })).toThrow(/unknown dtype/);
      expect(() => x.mseLoss(x, 'average' as never)).toThrow(/unknown reduction 'average'/);
      expect(() => call('aten::relu', {})).toThrow(/argument self: it is required/);
      expect(() => call('aten::relu', { self: null })).toThrow(/argument self: it must not be null/);
      expect(() => call('aten::relu', { self: x, other: x })).toThrow(/aten::relu has no argument 'other'/);
      expect(() => ops.cat('x' as never)).toThrow(/expected an array of Tensors/);
    }),
  );

  it('name an operator that the engine lacks', () => {
    const missing = new Operator('aten::from_another_version', 'self');
    expect(missing.exists).toBe(false);
    expect(() => missing.index).toThrow(/libtorch \d+\.\d+\.\d+ has no operator aten::from_another_version/);
    expect(() => call('aten::nonsense')).toThrow(/has no operator aten::nonsense/);
  });

  it(
    'leave nothing behind and the door usable',
    scoped(() => {
      const x = zeros([2, 3]);
      const before = memory().tensors;
      for (let i = 0; i < 1000; i++) expect(() => x.matmul(x)).toThrow();
      expect(memory().tensors).toBe(before);
      expect(x.add(1).sum().item()).toBe(6);
    }),
  );

  it('come from misuse of the native functions too, never a crash', () => {
    const engine = native() as unknown as Record<string, (...values: unknown[]) => unknown>;
    const strange = [
      undefined,
      null,
      -1,
      0,
      0.5,
      1e18,
      Number.NaN,
      'x',
      {},
      [],
      [1],
      new Float64Array(2),
      () => 1,
      10n,
    ];
    const skipped = new Set([
      'setThreads',
      'manualSeed',
      'leave',
      'enterGradient',
      'enterInference',
      'enterAutocast',
    ]);
    for (const [name, method] of Object.entries(engine)) {
      if (skipped.has(name)) continue;
      for (const first of strange) {
        for (const second of strange) {
          try {
            method(first, second, first);
          } catch (error) {
            expect(error).toBeInstanceOf(Error);
          }
        }
      }
    }
    expect(() => engine.leave(7)).toThrow(/reverse of their order/);
    expect(() => engine.setThreads(0)).toThrow(/1 to 4096/);
  });
});

describe('arguments by name', () => {
  it(
    'reach the engine whatever order the caller uses',
    scoped(() => {
      const [x, y] = [tensor([5]), tensor([3])];
      const reversed = new Operator('aten::sub.Tensor', 'alpha,other,self');
      const handle = door.call(reversed.index, 2, Tensor.handle(y), Tensor.handle(x)) as number;
      expect(native().item(handle)).toBe(-1);
      native().release(handle);
    }),
  );

  it(
    'that the engine’s operator does not have are refused only when given',
    scoped(() => {
      const x = tensor([5]);
      const extended = new Operator('aten::relu', 'self,strength');
      const handle = door.call(extended.index, Tensor.handle(x)) as number;
      native().release(handle);
      expect(() => door.call(extended.index, Tensor.handle(x), 2)).toThrow(/has no argument strength/);
    }),
  );
});

describe('recordCalls', () => {
  it(
    'tells of every call with its handles, and nests',
    scoped(() => {
      const outer: RecordedCall[] = [];
      const inner: RecordedCall[] = [];
      const x = tensor([1, -2]);
      const y = recordCalls(
        (entry) => outer.push(entry),
        () => {
          const sum = x.add(1, { alpha: 2 });
          recordCalls(
            (entry) => inner.push(entry),
            () => sum.relu_(),
          );
          return ops.cat([sum, x]);
        },
      );
      x.mul(2);
      expect(outer.map(({ operator }) => operator)).toEqual(['aten::add.Scalar', 'aten::relu_', 'aten::cat']);
      expect(inner.map(({ operator }) => operator)).toEqual(['aten::relu_']);
      const [add, relu, cat] = outer;
      expect(add.parameters).toEqual(['self', 'other', 'alpha']);
      expect(add.values).toEqual([Tensor.handle(x), 1, 2]);
      expect(relu.values).toEqual([add.result]);
      expect(relu.result).toBeUndefined();
      expect(cat.values[0]).toEqual([add.result, Tensor.handle(x)]);
      expect(cat.result).toBe(Tensor.handle(y));
    }),
  );

  it(
    'stops when the body throws',
    scoped(() => {
      const seen: string[] = [];
      const x = tensor([1]);
      expect(() =>
        recordCalls(
          ({ operator }) => seen.push(operator),
          () => {
            x.add(1);
            throw new Error('stop');
          },
        ),
      ).toThrow('stop');
      x.add(1);
      expect(seen).toEqual(['aten::add.Scalar']);
    }),
  );
});
