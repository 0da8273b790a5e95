import { readFile } from 'node:fs/promises';
import * as io from '@handbooster/torch/io';
import { InputError } from '../errors/input-error.js';
import { unreadable } from './read-text-file.js';

/** What an array in a file must be. A size of -1 takes any. */
export interface ExpectedArray {
  name: string;
  shape: readonly number[];
  kind: 'float' | 'uint8';
}

/** What is wrong with a file of arrays. */
export type ArrayFault = 'missing' | 'damaged' | 'shape' | 'type' | 'not finite';

/** The faults of a file of arrays, by kind; the message is the first one's. */
export class ArrayError extends InputError {
  readonly fault: ArrayFault;
  /** All that is wrong with the file, this first. */
  readonly faults: readonly { fault: ArrayFault; message: string }[];

  constructor(fault: ArrayFault, message: string, others: readonly ArrayError[] = []) {
    super(message, { others: others.map((other) => other.message) });
    this.fault = fault;
    this.faults = [{ fault, message }, ...others.flatMap(({ faults }) => faults)];
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
  const only = expected.map(({ name }) => name);
  let arrays: Map<string, io.ArrayData>;
  try {
    arrays = io.readNpz(bytes, { file: path, only });
  } catch (error) {
    // Where an array is missing the others are looked at all the same.
    const present = readNpzOrNull(bytes, path);
    if (present === null || only.every((name) => present.has(name))) {
      throw new ArrayError('damaged', `${oneLine(error)}; fetch or make the file again`);
    }
    arrays = present;
  }
  const found = new Map<string, FoundArray>();
  const faults: ArrayError[] = [];
  for (const wanted of expected) {
    const array = checkArray(path, arrays, wanted);
    if (array instanceof ArrayError) faults.push(array);
    else found.set(wanted.name, array);
  }
  if (faults.length > 0) throw new ArrayError(faults[0].fault, faults[0].message, faults.slice(1));
  return found;
}

function readNpzOrNull(bytes: Buffer, path: string): Map<string, io.ArrayData> | null {
  try {
    return io.readNpz(bytes, { file: path });
  } catch {
    return null;
  }
}

function checkArray(
  path: string,
  arrays: ReadonlyMap<string, io.ArrayData>,
  { name, shape, kind }: ExpectedArray,
): FoundArray | ArrayError {
  const array = arrays.get(name);
  if (array === undefined) {
    const there = [...arrays.keys()].join(', ') || 'none';
    return new ArrayError('shape', `${path}: ${name}: no such array, found ${there}`);
  }
  const fits =
    array.shape.length === shape.length && shape.every((size, i) => size === -1 || size === array.shape[i]);
  if (!fits) {
    const wanted = shape.map((size) => (size === -1 ? 'n' : size)).join(', ');
    const message = `${path}: ${name}: expected shape (${wanted}), found (${array.shape.join(', ')})`;
    return new ArrayError('shape', message);
  }
  if (kind === 'uint8') {
    return array.data instanceof Uint8Array
      ? { shape: array.shape, data: array.data }
      : new ArrayError('type', `${path}: ${name}: expected 8-bit whole numbers, found ${array.dtype}`);
  }
  if (!array.dtype.startsWith('float')) {
    return new ArrayError('type', `${path}: ${name}: expected floats, found ${array.dtype}`);
  }
  const data = array.data instanceof Float32Array ? array.data : io.arrayToFloat32(array);
  const bad = data.findIndex((value) => !Number.isFinite(value));
  if (bad >= 0) {
    const message = `${path}: ${name}: expected finite numbers, found ${data[bad]} at ${bad}`;
    return new ArrayError('not finite', message);
  }
  return { shape: array.shape, data };
}

/** A file's bytes, or an {@link InputError} that names it. */
export async function readBytes(path: string): Promise<Buffer> {
  try {
    return await readFile(path);
  } catch (error) {
    throw unreadable(path, error);
  }
}

/** The first line of an error's message. */
export function oneLine(error: unknown): string {
  return String((error as Error).message ?? error).split('\n')[0];
}
