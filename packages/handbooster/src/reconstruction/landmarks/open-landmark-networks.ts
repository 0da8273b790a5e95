import type * as Ort from 'onnxruntime-web';
import { onnxRuntime } from '../onnx/onnx-runtime.js';
import { landmarkModels } from './landmark-models.js';
import type { LandmarkNetworks, NetworkRun } from './landmark-networks.js';

/**
 * The networks that find hands in photos, in WebAssembly on one thread.
 *
 * @throws InputError naming the package that is missing.
 */
export async function openLandmarkNetworks(): Promise<LandmarkNetworks> {
  const models = landmarkModels();
  const ort = await onnxRuntime('to find hands in photos');
  return { palms: await run(ort, models.palms), landmarks: await run(ort, models.landmarks) };
}

async function run(ort: typeof Ort, model: Uint8Array): Promise<NetworkRun> {
  const session = await ort.InferenceSession.create(model, { executionProviders: ['wasm'] });
  return async (image) => {
    const size = Math.sqrt(image.length / 3);
    const outputs = await session.run({ image: new ort.Tensor('float32', image, [1, 3, size, size]) });
    return Object.fromEntries(
      Object.entries(outputs).map(([name, { data }]) => [name, data as Float32Array]),
    );
  };
}
