import { io } from '@handbooster/torch';
import { InputError } from '../errors/input-error.js';

/**
 * The tensors of a file of our own weights, whatever it is called.
 *
 * @param expected in words: `the weights of a denoiser`
 * @throws InputError saying what else the file is, and how to mend it: official and PyTorch's own files are
 * to be imported
 */
export function readWeightsFile(path: string, expected: string): io.SafetensorsContents {
  const { name, words, mend } = io.recogniseFileAt(path);
  const convert = `convert it first: handbooster import ${path}`;
  if (name === 'torch' || name === 'pickle') {
    throw new InputError(`${path}: expected ${expected} as safetensors, found ${words}; ${convert}`);
  }
  if (name !== 'safetensors' && name !== 'unknown') {
    throw new InputError(
      `${path}: expected ${expected} as safetensors, found ${words}${mend === undefined ? '' : `; ${mend}`}`,
    );
  }
  const contents = io.readSafetensors(path);
  if (contents.metadata.format === undefined) {
    throw new InputError(
      `${path}: expected ${expected}, found safetensors of another program (no "format" in its metadata); ${convert}`,
    );
  }
  return contents;
}
