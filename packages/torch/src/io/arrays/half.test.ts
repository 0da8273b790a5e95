import { expect, test } from 'vitest';
import { bfloat16ToFloat32, float16ToFloat32, float32ToBfloat16, float32ToFloat16 } from './half.js';

const ALL = Uint16Array.from({ length: 65536 }, (_, i) => i);

/** The definition of IEEE 754 binary16, by powers. */
function float16ByDefinition(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 31;
  const fraction = bits & 1023;
  if (exponent === 31) return fraction === 0 ? sign * Number.POSITIVE_INFINITY : Number.NaN;
  return exponent === 0 ? sign * fraction * 2 ** -24 : sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}

test('every half-precision number becomes the float32 of its definition', () => {
  const found = float16ToFloat32(ALL);
  for (let i = 0; i < 65536; i++) expect(Object.is(found[i], float16ByDefinition(i))).toBe(true);
});

test('every half-precision number comes back from float32', () => {
  const back = float32ToFloat16(float16ToFloat32(ALL));
  const isNaNBits = (bits: number) => (bits & 0x7fff) > 0x7c00;
  for (let i = 0; i < 65536; i++) {
    if (isNaNBits(i)) expect(isNaNBits(back[i])).toBe(true);
    else expect(back[i]).toBe(i);
  }
});

test('rounding to half precision goes to the nearest, ties to even', () => {
  const finite = ALL.filter((bits) => bits < 0x7c00);
  const values = float16ToFloat32(finite);
  // Between two neighbours: the middle goes to the even one, a hair off the middle to the nearer one.
  for (let i = 0; i + 1 < values.length; i++) {
    const middle = (values[i] + values[i + 1]) / 2;
    const [tie] = float32ToFloat16([middle]);
    expect(tie).toBe(i % 2 === 0 ? i : i + 1);
  }
  expect([...float32ToFloat16([65519.996, 65520, 1e9, -1e9, 2 ** -25, 2 ** -25 * 1.0001, 0, -0])]).toEqual([
    0x7bff, 0x7c00, 0x7c00, 0xfc00, 0, 1, 0, 0x8000,
  ]);
});

test('bfloat16 is the upper half of float32, rounded to even', () => {
  const back = float32ToBfloat16(bfloat16ToFloat32(ALL));
  for (let i = 0; i < 65536; i++) {
    if ((i & 0x7fff) > 0x7f80) expect((back[i] & 0x7fff) > 0x7f80).toBe(true);
    else expect(back[i]).toBe(i);
  }
  // 1 + 2^-8 lies between 1 and 1 + 2^-7: down to even; 1 + 3 * 2^-8 up to even.
  expect([...float32ToBfloat16([1 + 2 ** -8, 1 + 3 * 2 ** -8, 3.4e38, Number.NaN])]).toEqual([
    0x3f80, 0x3f82, 0x7f80, 0x7fc0,
  ]);
});
