import * as ort from 'onnxruntime-web';
import type { DType, TypedArray } from '../../src/tensor/dtype.js';

ort.env.wasm.numThreads = 1;
ort.env.logLevel = 'error';

/** A tensor as plain data. */
export interface OnnxArray {
  name: string;
  dtype: DType;
  shape: number[];
  data: TypedArray;
}

/**
 * Opens a model of ours in a runtime of others, runs it on each list of inputs, and gives each list's outputs
 * by name.
 */
export async function runOnnx(
  model: Uint8Array,
  runs: readonly (readonly OnnxArray[])[],
): Promise<Map<string, OnnxArray>[]> {
  const session = await ort.InferenceSession.create(model, { executionProviders: ['wasm'] });
  const results: Map<string, OnnxArray>[] = [];
  for (const inputs of runs) {
    const feeds: Record<string, ort.Tensor> = {};
    for (const { name, dtype, shape, data } of inputs) {
      feeds[name] = new ort.Tensor(dtype as 'float32', data as Float32Array, shape);
    }
    const outputs = await session.run(feeds);
    const named = Object.entries(outputs).map(([name, { dims, data, type }]): [string, OnnxArray] => [
      name,
      { name, dtype: type as DType, shape: [...dims], data: data as TypedArray },
    ]);
    results.push(new Map(named));
  }
  await session.release();
  return results;
}
