import { type nn, noGrad, scope, setThreads, type Tensor, tensor } from '@handbooster/torch';
import { expect } from 'vitest';
import { type OnnxArray, runOnnx } from '../../../torch/test/support/run-onnx.js';
import { loadBuiltinHand } from '../../src/hand/model/builtin-hand.js';
import type { NetworkName } from '../../src/reconstruction/networks/network-kinds.js';
import type { ReconstructionNetwork } from '../../src/reconstruction/networks/reconstruction-network.js';
import { type NetworkOnnxOptions, networkToOnnx } from '../../src/reconstruction/onnx/network-onnx.js';
import { createNetwork } from '../../src/reconstruction/weights/network-file.js';
import { FormulaTensors } from './formula-tensors.js';
import { fillNetwork } from './golden-network.js';
import { inTwoPrecisions, type RoundingLimit, roundingLimit } from './rounding.js';

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

/**
 * Exports a network, runs it in another runtime for some batch sizes, compares all outputs, and disposes of
 * it.
 */
export async function expectOnnxParity(
  { name, network }: FormulaNetwork,
  batches: readonly number[],
  options: Partial<NetworkOnnxOptions> = {},
): Promise<{ bytes: number }> {
  const size = network.inputSize;
  const model = networkToOnnx(network, loadBuiltinHand(), { name, ...options });
  const runs = batches.map((batch) => {
    const pixels = new FormulaTensors('onnx').unit(`image${batch}`, batch * 3 * size * size);
    const image = tensor(Float32Array.from(pixels), { shape: [batch, 3, size, size] });
    return inferenceRun(network, { image }, ({ image }) => {
      const { vertices, joints, joints2d } = network.forward(image);
      return { vertices, joints, joints2d };
    });
  });
  network.dispose();
  await expectSameOutputs(model, runs);
  return { bytes: model.byteLength };
}

/** What a network was given, and what it gave in both precisions. */
export interface InferenceRun {
  inputs: OnnxArray[];
  outputs: { name: string; shape: number[]; limit: RoundingLimit }[];
}

/** Runs the engine in float32 and in float64; the network is float32 before and after. Frees the inputs. */
export function inferenceRun(
  network: nn.Module,
  inputs: Record<string, Tensor>,
  forward: (inputs: Record<string, Tensor>) => Record<string, Tensor>,
): InferenceRun {
  return scope(() => {
    const results = inTwoPrecisions((dtype) => {
      network.to({ dtype });
      const converted = Object.entries(inputs).map(([name, x]) => [
        name,
        x.dtype === 'bool' ? x : x.to({ dtype }),
      ]);
      return Object.entries(noGrad(() => forward(Object.fromEntries(converted))));
    });
    network.to({ dtype: 'float32' });
    const outputs = Object.entries(results).map(([name, both]) => {
      return { name, shape: both.double.shape, limit: roundingLimit(both, name) };
    });
    const run = { inputs: plain(inputs), outputs };
    for (const input of Object.values(inputs)) input.dispose();
    return run;
  });
}

/**
 * Room for a runtime beyond that for another order of sums: its exponentials (softmax, sigmoid) are
 * polynomials of its own that may be off by a few units in the last place, where the engine's are off by one.
 */
const OTHER_EXPONENTIALS = 4;

/**
 * Runs a model and compares its outputs with the engine's, within what float32 can promise or `share` of the
 * largest number.
 */
export async function expectSameOutputs(
  model: Uint8Array,
  runs: readonly InferenceRun[],
  share = 0,
): Promise<void> {
  const found = await runOnnx(
    model,
    runs.map(({ inputs }) => inputs),
  );
  for (const [i, { outputs }] of runs.entries()) {
    for (const { name, shape, limit } of outputs) {
      const result = found[i].get(name);
      expect(result?.shape, name).toEqual(shape);
      const largest = limit.exact.reduce((most, x) => Math.max(most, Math.abs(x)), 0);
      expect(largest, name).toBeGreaterThan(1e-3);
      expect(result?.data as Float32Array, name).toBeAllclose(limit.exact, {
        relative: 0,
        absolute: Math.max(OTHER_EXPONENTIALS * limit.each, share * largest),
      });
    }
  }
}

function plain(tensors: Record<string, Tensor>): OnnxArray[] {
  return Object.entries(tensors).map(([name, x]) => ({
    name,
    dtype: x.dtype,
    shape: x.shape,
    data: x.toArray(),
  }));
}
