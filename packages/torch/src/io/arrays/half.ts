const float = new Float32Array(1);
const bits = new Uint32Array(float.buffer);

/** IEEE 754 half precision (raw bits) to float32, exactly, in a new array. */
export function float16ToFloat32(source: ArrayLike<number>): Float32Array {
  const out = new Float32Array(source.length);
  const outBits = new Uint32Array(out.buffer);
  for (let i = 0; i < source.length; i++) {
    const half = source[i];
    const sign = (half & 0x8000) << 16;
    const exponent = (half >>> 10) & 0x1f;
    const fraction = half & 0x3ff;
    if (exponent === 0) {
      // Zero or subnormal: fraction * 2^-24.
      out[i] = fraction * 5.9604644775390625e-8;
      outBits[i] |= sign;
    } else if (exponent === 31) {
      outBits[i] = sign | 0x7f800000 | (fraction << 13);
    } else {
      outBits[i] = sign | ((exponent + 112) << 23) | (fraction << 13);
    }
  }
  return out;
}

/** float32 to IEEE 754 half precision (raw bits), to nearest, ties to even; overflow gives infinity. */
export function float32ToFloat16(source: ArrayLike<number>): Uint16Array {
  const out = new Uint16Array(source.length);
  for (let i = 0; i < source.length; i++) {
    float[0] = source[i];
    const word = bits[0];
    const sign = (word >>> 16) & 0x8000;
    const magnitude = word & 0x7fffffff;
    if (magnitude > 0x7f800000) {
      // A quiet NaN, with what fits of its payload.
      out[i] = sign | 0x7e00 | ((magnitude >>> 13) & 0x1ff);
    } else if (magnitude >= 0x477ff000) {
      out[i] = sign | 0x7c00;
    } else if (magnitude < 0x38800000) {
      // Subnormal or zero: count units of 2^-24; Math.round would send ties up, so round to even by hand.
      const units = Math.abs(float[0]) * 16777216;
      const whole = Math.floor(units);
      const rest = units - whole;
      out[i] = sign | (whole + (rest > 0.5 || (rest === 0.5 && whole % 2 === 1) ? 1 : 0));
    } else {
      const rebased = magnitude - 0x38000000;
      const rounded = rebased + 0xfff + ((rebased >>> 13) & 1);
      out[i] = sign | (rounded >>> 13);
    }
  }
  return out;
}

/** bfloat16 (raw bits) to float32, exactly, in a new array. */
export function bfloat16ToFloat32(source: ArrayLike<number>): Float32Array {
  const out = new Float32Array(source.length);
  const outBits = new Uint32Array(out.buffer);
  for (let i = 0; i < source.length; i++) outBits[i] = source[i] << 16;
  return out;
}

/** float32 to bfloat16 (raw bits), to nearest, ties to even. */
export function float32ToBfloat16(source: ArrayLike<number>): Uint16Array {
  const out = new Uint16Array(source.length);
  for (let i = 0; i < source.length; i++) {
    float[0] = source[i];
    const word = bits[0];
    const notANumber = (word & 0x7fffffff) > 0x7f800000;
    // A NaN's payload may sit in the dropped bits only: keep it a NaN.
    out[i] = notANumber ? (word >>> 16) | 0x40 : (word + 0x7fff + ((word >>> 16) & 1)) >>> 16;
  }
  return out;
}
