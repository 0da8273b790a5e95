import type { CropPrediction } from 'handbooster/browser';
import type * as Ort from 'onnxruntime-web';
import asyncWasm from 'onnxruntime-web/ort-wasm-simd-threaded.asyncify.wasm?url';
import plainWasm from 'onnxruntime-web/ort-wasm-simd-threaded.wasm?url';

export type Backend = 'WebGPU' | 'WASM';

/** An exported reconstruction network, run in the browser. */
export class HandNetwork {
  private constructor(
    readonly ort: typeof Ort,
    readonly session: Ort.InferenceSession,
    readonly backend: Backend,
    /** Pixels of the square input. */
    readonly size: number,
    /** (F, 3) */
    readonly faces: Uint32Array,
  ) {}

  /** Opens a model on the graphics card where the browser offers it, else on the processor. */
  static async open(model: Uint8Array, wanted: Backend | null = null): Promise<HandNetwork> {
    if (wanted !== 'WASM' && (wanted === 'WebGPU' || (await hasWebGpu()))) {
      try {
        return await HandNetwork.#start(await import('onnxruntime-web/webgpu'), model, 'WebGPU');
      } catch (error) {
        if (wanted === 'WebGPU') throw error;
        console.warn('WebGPU does not run this model, so WASM does:', error);
      }
    }
    return HandNetwork.#start(await import('onnxruntime-web/wasm'), model, 'WASM');
  }

  static async #start(ort: typeof Ort, model: Uint8Array, backend: Backend): Promise<HandNetwork> {
    // Several threads need headers that forbid much else; one runs the small networks at a webcam's rate.
    ort.env.wasm.numThreads = 1;
    const file = backend === 'WebGPU' ? asyncWasm : plainWasm;
    ort.env.wasm.wasmPaths = { wasm: new URL(file, document.baseURI).href };
    const session = await ort.InferenceSession.create(model, {
      executionProviders: [backend === 'WebGPU' ? 'webgpu' : 'wasm'],
    }).catch((error) => {
      // What the runtime says is for those who wrote it.
      console.warn(error);
      throw new Error('This file is no ONNX model that the browser can run.');
    });
    const size = imageSize(session);
    // All outputs, so that a card that cannot run the model says so now.
    const first = await session.run({ image: blank(ort, 1, size) });
    const faces = Uint32Array.from(first.faces.data as Int32Array);
    return new HandNetwork(ort, session, backend, size, faces);
  }

  /** Runs crops (B, 3, S, S) in 0 ... 1, one answer each. */
  async predict(images: Float32Array): Promise<CropPrediction[]> {
    const each = 3 * this.size ** 2;
    const count = images.length / each;
    const image = new this.ort.Tensor('float32', images, [count, 3, this.size, this.size]);
    const outputs = await this.session.run({ image }, ['vertices', 'joints', 'joints2d']);
    const part = (name: string, index: number) => {
      const data = outputs[name].data as Float32Array;
      const length = data.length / count;
      return data.slice(index * length, (index + 1) * length);
    };
    return Array.from({ length: count }, (_, i) => ({
      vertices: part('vertices', i),
      joints: part('joints', i),
      joints2d: part('joints2d', i),
    }));
  }

  async close(): Promise<void> {
    await this.session.release();
  }
}

async function hasWebGpu(): Promise<boolean> {
  const { gpu } = navigator as Navigator & { gpu?: { requestAdapter(): Promise<unknown> } };
  return gpu !== undefined && (await gpu.requestAdapter().catch(() => null)) !== null;
}

/** From the model's own description of its input (batch, 3, S, S). */
function imageSize(session: Ort.InferenceSession): number {
  const [input] = session.inputMetadata;
  const size = input?.isTensor ? input.shape[3] : undefined;
  if (
    session.inputNames[0] !== 'image' ||
    typeof size !== 'number' ||
    !session.outputNames.includes('faces')
  ) {
    throw new Error('This is no reconstruction network written by `handbooster export onnx`.');
  }
  return size;
}

function blank(ort: typeof Ort, count: number, size: number): Ort.Tensor {
  return new ort.Tensor('float32', new Float32Array(3 * count * size * size), [count, 3, size, size]);
}
