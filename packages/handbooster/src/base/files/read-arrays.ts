import { readFile } from 'node:fs/promises';
import * as io from '@handbooster/torch/io';
import { InputError } from '../errors/input-error.js';

/** What an array in a file must be. A size of -1 takes any. */
export interface ExpectedArray {
  name: string;
  shape: readonly number[];
  kind: 'float' | 'uint8';
}

/** What is wrong with a file of arrays. */
export type ArrayFault = 'missing' | 'damaged' | 'shape' | 'type' | 'not finite';

/** A fault in a file of arrays, by kind. */
export class ArrayError extends InputError {
  readonly fault: ArrayFault;

  constructor(fault: ArrayFault, message: string) {
    super(message);
    this.fault = fault;
  }
}

/** An array that was found as expected: floats of any width come as float32. */
export interface FoundArray {
  shape: number[];
  data: Float32Array | Uint8Array;
}

/**
 * Reads named arrays of a `.npz` file and checks them.
 *
 * @throws {InputError} naming file, array, what was expected and what was found.
 */
export async function readArrays(
  path: string,
  expected: readonly ExpectedArray[],
): Promise<Map<string, FoundArray>> {
  const bytes = await readBytes(path).catch((error) => {
    throw new ArrayError('missing', error.message);
  });
  let arrays: Map<string, io.ArrayData>;
  try {
    arrays = io.readNpz(bytes, { file: path, only: expected.map(({ name }) => name) });
  } catch (error) {
    throw new ArrayError('damaged', `${oneLine(error)}; fetch or make the file again`);
  }
  const found = new Map<string, FoundArray>();
  for (const { name, shape, kind } of expected) {
    const array = arrays.get(name);
    if (array === undefined) {
      throw new ArrayError(
        'shape',
        `${path}: ${name}: no such array, found ${[...arrays.keys()].join(', ') || 'none'}`,
      );
    }
    const fits =
      array.shape.length === shape.length && shape.every((size, i) => size === -1 || size === array.shape[i]);
    if (!fits) {
      const wanted = shape.map((size) => (size === -1 ? 'n' : size)).join(', ');
      throw new ArrayError(
        'shape',
        `${path}: ${name}: expected shape (${wanted}), found (${array.shape.join(', ')})`,
      );
    }
    if (kind === 'uint8') {
      if (!(array.data instanceof Uint8Array)) {
        throw new ArrayError('type', `${path}: ${name}: expected 8-bit whole numbers, found ${array.dtype}`);
      }
      found.set(name, { shape: array.shape, data: array.data });
      continue;
    }
    if (!array.dtype.startsWith('float')) {
      throw new ArrayError('type', `${path}: ${name}: expected floats, found ${array.dtype}`);
    }
    const data = array.data instanceof Float32Array ? array.data : io.arrayToFloat32(array);
    const bad = data.findIndex((value) => !Number.isFinite(value));
    if (bad >= 0)
      throw new ArrayError(
        'not finite',
        `${path}: ${name}: expected finite numbers, found ${data[bad]} at ${bad}`,
      );
    found.set(name, { shape: array.shape, data });
  }
  return found;
}

/** A file's bytes, or an {@link InputError} that names it. */
export async function readBytes(path: string): Promise<Buffer> {
  try {
    return await readFile(path);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new InputError(`${path}: ${code === 'ENOENT' ? 'file is missing' : `cannot be read (${code})`}`);
  }
}

/** The first line of an error's message. */
export function oneLine(error: unknown): string {
  return String((error as Error).message ?? error).split('\n')[0];
}
