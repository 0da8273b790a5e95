import { noGrad } from '../autograd/modes.js';
import type { ArrayData } from '../io/arrays/array-data.js';
import { scope } from '../tensor/scope.js';
import type { Tensor } from '../tensor/tensor.js';

/** A tensor as plain data in its own type, bit for bit; half types as their raw 16 bits. */
export function toArrayData(tensor: Tensor): ArrayData {
  const { dtype, shape } = tensor;
  if (dtype !== 'float16' && dtype !== 'bfloat16') {
    return { dtype, shape, data: tensor.toArray() as ArrayData['data'] };
  }
  const bits = scope(() => noGrad(() => tensor.contiguous().view('int16').toArray()));
  return { dtype, shape, data: new Uint16Array(bits.buffer, bits.byteOffset, bits.length) };
}
