import type { DType } from '../../tensor/dtype.js';
import type { Tensor } from '../../tensor/tensor.js';
import type { InitOptions } from '../init.js';
import { Module } from '../module.js';

/** A module that turns one tensor into one tensor, so that it can stand in a `Sequential`. */
export abstract class Layer extends Module {
  abstract override forward(input: Tensor): Tensor;
}

/** What every layer with weights takes. */
export interface LayerOptions extends InitOptions {
  dtype?: DType;
  device?: string;
}

/** One number for each of `count` dimensions. */
export function each(value: number | readonly number[], count: number, name: string): number[] {
  const list = typeof value === 'number' ? new Array<number>(count).fill(value) : [...value];
  if (list.length !== count || !list.every(Number.isInteger)) {
    throw new RangeError(
      `${name}: expected a whole number, or ${count} of them, found ${JSON.stringify(value)}`,
    );
  }
  return list;
}

/** @throws {RangeError} where a size is not a whole number of at least 1. */
export function checkSize(value: number, name: string): number {
  if (!Number.isInteger(value) || value < 1) {
    throw new RangeError(`${name}: expected a whole number of at least 1, found ${value}`);
  }
  return value;
}
