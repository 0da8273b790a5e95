import { expect } from 'vitest';
import { noGrad } from '../../src/autograd/modes.js';
import { trace } from '../../src/index.js';
import { scope } from '../../src/tensor/scope.js';
import { type OnnxArray, runOnnx } from './run-onnx.js';
import type { Named } from './traced-cases.js';

/**
 * Traces a function, runs it for other batch sizes here and in another runtime, and compares; in the form for
 * OpenCV 4, whose model it gives, for a batch of one.
 */
export async function expectParity(
  inputs: (batch: number) => Named,
  body: (inputs: Named) => Named,
  opencv4 = false,
): Promise<Uint8Array> {
  const plain = (all: Named) =>
    Object.entries(all).map(
      ([name, x]): OnnxArray => ({ name, dtype: x.dtype, shape: x.shape, data: x.toArray() }),
    );
  const { model, runs } = scope(() => ({
    model: trace.toOnnx(trace.traceGraph({ inputs, body }), { name: 'test', opencv4 }),
    runs: (opencv4 ? [1] : [1, 5]).map((batch) => {
      const given = inputs(batch);
      return { given: plain(given), expected: plain(noGrad(() => body(given))) };
    }),
  }));
  const found = await runOnnx(
    model,
    runs.map(({ given }) => given),
  );
  for (const [i, { expected }] of runs.entries()) {
    for (const { name, shape, data } of expected) {
      const result = found[i].get(name)!;
      expect(result.shape, name).toEqual(shape);
      const numbers = Array.from(data as Float32Array, Number);
      const scale = Math.max(1, ...numbers.map(Math.abs));
      expect(Array.from(result.data as Float32Array, Number), name).toBeAllclose(numbers, {
        absolute: 3e-6 * scale,
      });
    }
  }
  return model;
}
