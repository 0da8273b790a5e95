import type * as Ort from 'onnxruntime-web';
import { InputError } from '../../base/errors/input-error.js';

/**
 * onnxruntime-web on one thread, looked up by name when it is wanted: the package does without.
 *
 * @param purpose what it is needed for, for the message. @throws InputError where it is not installed.
 */
export async function onnxRuntime(purpose: string): Promise<typeof Ort> {
  const name = 'onnxruntime-web';
  const ort: typeof Ort = await import(name).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'ERR_MODULE_NOT_FOUND') throw error;
    throw new InputError(`${purpose} its runtime is needed: npm install onnxruntime-web`);
  });
  ort.env.wasm.numThreads = 1;
  ort.env.logLevel = 'error';
  return ort;
}
