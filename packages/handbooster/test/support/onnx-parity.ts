import { noGrad, scope, setThreads, type Tensor, tensor } from '@handbooster/torch';
import { expect } from 'vitest';
import { type OnnxArray, runOnnx } from '../../../torch/test/support/run-onnx.js';
import { loadBuiltinHand } from '../../src/hand/model/builtin-hand.js';
import type { ReconstructionNetwork } from '../../src/reconstruction/networks/reconstruction-network.js';
import { type NetworkOnnxOptions, networkToOnnx } from '../../src/reconstruction/onnx/network-onnx.js';
import { createNetwork, type NetworkName } from '../../src/reconstruction/weights/network-file.js';
import { FormulaTensors } from './formula-tensors.js';
import { fillNetwork } from './golden-network.js';

/** Differences from the engine, as shares of an output's largest number. */
const TOLERANCE = 1e-4;

setThreads(1);

export interface FormulaNetwork {
  name: NetworkName;
  network: ReconstructionNetwork;
}

/** A network on the built-in hand with weights and statistics that are neither zero nor one. */
export function formulaNetwork(name: NetworkName, size: number, gain: number): FormulaNetwork {
  const network = createNetwork(name, loadBuiltinHand(), size);
  fillNetwork(network, new FormulaTensors('onnx'), gain);
  network.eval();
  return { name, network };
}

/** Exports a network, runs it in another runtime for some batch sizes, compares all outputs, and disposes of it. */
export async function expectOnnxParity(
  { name, network }: FormulaNetwork,
  batches: readonly number[],
  options: Partial<NetworkOnnxOptions> = {},
): Promise<{ bytes: number }> {
  const size = network.inputSize;
  const model = networkToOnnx(network, loadBuiltinHand(), { name, ...options });
  const runs = batches.map((batch) =>
    scope(() => {
      const pixels = new FormulaTensors('onnx').unit(`image${batch}`, batch * 3 * size * size);
      const image = tensor(Float32Array.from(pixels), { shape: [batch, 3, size, size] });
      const { vertices, joints, joints2d } = noGrad(() => network.forward(image));
      return { inputs: plain({ image }), outputs: plain({ vertices, joints, joints2d }) };
    }),
  );
  network.dispose();
  await expectSameOutputs(model, runs, TOLERANCE);
  return { bytes: model.byteLength };
}

/** Runs a model and compares its outputs with those of the engine. */
export async function expectSameOutputs(
  model: Uint8Array,
  runs: readonly { inputs: OnnxArray[]; outputs: OnnxArray[] }[],
  tolerance: number,
): Promise<void> {
  const found = await runOnnx(
    model,
    runs.map(({ inputs }) => inputs),
  );
  for (const [i, { outputs }] of runs.entries()) {
    for (const { name, shape, data } of outputs) {
      const result = found[i].get(name);
      expect(result?.shape, name).toEqual(shape);
      const largest = (data as Float32Array).reduce((most, x) => Math.max(most, Math.abs(x)), 0);
      expect(largest, name).toBeGreaterThan(1e-3);
      const expected = data as Float32Array;
      expect(result?.data as Float32Array, name).toBeAllclose(expected, {
        relative: 0,
        absolute: tolerance * largest,
      });
    }
  }
}

export function plain(tensors: Record<string, Tensor>): OnnxArray[] {
  return Object.entries(tensors).map(([name, x]) => ({
    name,
    dtype: x.dtype,
    shape: x.shape,
    data: x.toArray(),
  }));
}
