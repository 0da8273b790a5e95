import { noGrad, Random, scope, type Tensor, tensor } from '@handbooster/torch';
import type * as Ort from 'onnxruntime-web';
import type { ReconstructionNetwork } from '../../reconstruction/networks/reconstruction-network.js';
import { onnxRuntime } from '../../reconstruction/onnx/onnx-runtime.js';
import type { SynthesisModel } from '../../synthesis/synthesis-model.js';

/** A tensor as plain data. */
export interface ExampleArray {
  dtype: string;
  shape: number[];
  data: Float32Array | Uint8Array;
}

/** Inputs of a model, by name, and what the engine makes of them. */
export interface OnnxExample {
  inputs: Record<string, ExampleArray>;
  outputs: Record<string, ExampleArray>;
}

/** Models for OpenCV 4 take one image. */
const batchOf = (opencv4: boolean) => (opencv4 ? 1 : 3);

/** Noise through a reconstruction network. */
export function networkExample(network: ReconstructionNetwork, opencv4 = false): OnnxExample {
  return scope(() => {
    const image = noise('image', [batchOf(opencv4), 3, network.inputSize, network.inputSize]);
    const { vertices, joints, joints2d } = noGrad(() => network.forward(image));
    return { inputs: plain({ image }), outputs: plain({ vertices, joints, joints2d }) };
  });
}

/** Noise through a denoiser, with and without orientation. */
export function denoiserExample(
  { denoiser, config: { imageSize } }: SynthesisModel,
  opencv4 = false,
): OnnxExample {
  const batch = batchOf(opencv4);
  return scope(() => {
    const { imageChannels, conditionChannels } = denoiser.shape;
    const image = noise('image', [batch, imageChannels, imageSize, imageSize]);
    const time = noise('time', [batch]).mul(999);
    const condition = noise('condition', [batch, conditionChannels, imageSize, imageSize]);
    const orientation = noise('orientation', [batch, 4]);
    const dropped = tensor(Uint8Array.of(0, 1, 0).slice(0, batch), { dtype: 'bool' });
    const prediction = noGrad(() => denoiser.forward(image, time, condition, orientation, dropped));
    return {
      inputs: plain({
        ...{ image, time, condition, orientation },
        dropped: opencv4 ? dropped.to({ dtype: 'float32' }) : dropped,
      }),
      outputs: plain({ prediction }),
    };
  });
}

/**
 * Runs a model in onnxruntime-web and gives each output's largest difference as a share of its largest
 * number.
 *
 * @throws InputError where onnxruntime-web is not installed.
 */
export async function compareOnnx(
  model: Uint8Array,
  { inputs, outputs }: OnnxExample,
): Promise<Record<string, number>> {
  const ort = await onnxRuntime('to check a model');
  const session = await ort.InferenceSession.create(model, { executionProviders: ['wasm'] });
  const feeds: Record<string, Ort.Tensor> = {};
  for (const [name, { dtype, shape, data }] of Object.entries(inputs)) {
    feeds[name] = new ort.Tensor(dtype as 'float32', data as Float32Array, shape);
  }
  const results = await session.run(feeds, Object.keys(outputs));
  const differences: Record<string, number> = {};
  for (const [name, { data }] of Object.entries(outputs)) {
    const found = results[name].data as Float32Array;
    let [largest, difference] = [0, found.length === data.length ? 0 : Number.POSITIVE_INFINITY];
    for (let i = 0; i < data.length; i++) {
      largest = Math.max(largest, Math.abs(data[i]));
      // Written so that NaN counts as different.
      if (!(Math.abs(found[i] - data[i]) <= difference)) difference = Math.abs(found[i] - data[i]);
    }
    differences[name] = difference / largest;
  }
  await session.release();
  return differences;
}

function noise(name: string, shape: number[]): Tensor {
  const count = shape.reduce((a, b) => a * b, 1);
  return tensor(new Random(0, 'onnx-check', name).fillUniform(new Float32Array(count), 0, 1), { shape });
}

function plain(tensors: Record<string, Tensor>): Record<string, ExampleArray> {
  return Object.fromEntries(
    Object.entries(tensors).map(([name, x]) => [
      name,
      { dtype: x.dtype, shape: x.shape, data: x.toArray() as Float32Array | Uint8Array },
    ]),
  );
}
