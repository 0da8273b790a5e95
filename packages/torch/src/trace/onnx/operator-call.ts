import type { DType } from '../../tensor/dtype.js';
import {
  isBatchSize,
  isReference,
  type TracedArgument,
  type TracedCall,
  type TracedGraph,
  type TracedSize,
} from '../traced-graph.js';

/** A traced call as the mappings read it: tensors by their ONNX names, numbers checked. */
export class OperatorCall {
  constructor(
    readonly call: TracedCall,
    readonly graph: TracedGraph,
    readonly nameOf: (value: number) => string,
  ) {}

  /** Whether an argument was given and is not null. */
  has(name: string): boolean {
    const argument = this.call.arguments.get(name);
    return argument !== undefined && argument !== null;
  }

  tensor(name: string): string {
    return this.nameOf(this.#reference(name));
  }

  tensors(name: string): string[] {
    const list = this.call.arguments.get(name);
    if (!Array.isArray(list)) this.refuse(`${name} is not a list of tensors`);
    return list.map((item: TracedArgument) => {
      if (!isReference(item)) this.refuse(`${name} has a tensor left out`);
      return this.nameOf(item.value);
    });
  }

  /** Whether a tensor depends on no input. */
  isConstant(name: string): boolean {
    return this.graph.constants.has(this.#reference(name));
  }

  dtype(name: string): DType {
    return this.graph.values.get(this.#reference(name))!.dtype;
  }

  shape(name: string): TracedSize[] {
    return this.graph.values.get(this.#reference(name))!.shape;
  }

  get resultShape(): TracedSize[] {
    return this.resultShapeAt(0);
  }

  get resultDtype(): DType {
    return this.graph.values.get(this.call.results[0])!.dtype;
  }

  resultShapeAt(index: number): TracedSize[] {
    return this.graph.values.get(this.call.results[index])!.shape;
  }

  /** A number that may follow the batch; null where it was left out. */
  size(name: string): TracedSize | null {
    const argument = this.call.arguments.get(name) ?? null;
    if (argument === null || typeof argument === 'number' || isBatchSize(argument)) return argument;
    return this.refuse(`${name} is not a number`);
  }

  number(name: string, fallback?: number): number {
    const value = this.call.arguments.get(name) ?? fallback;
    if (typeof value === 'boolean') return Number(value);
    if (typeof value !== 'number') return this.refuse(`${name} is not one fixed number`);
    return value;
  }

  /** A list of fixed numbers; one number stands for `count` of them. */
  numbers(name: string, count: number, fallback?: readonly number[]): number[] {
    const value = this.call.arguments.get(name) ?? fallback ?? null;
    if (typeof value === 'number') return new Array<number>(count).fill(value);
    if (!Array.isArray(value) || value.some((item) => typeof item !== 'number')) {
      return this.refuse(`${name} is not a list of fixed numbers`);
    }
    if (value.length === 0 && fallback) return [...fallback];
    if (value.length === 1 && count > 1) return new Array<number>(count).fill(value[0]);
    return [...(value as number[])];
  }

  flag(name: string, fallback = false): boolean {
    const value = this.call.arguments.get(name) ?? fallback;
    return value === true || value === 1;
  }

  text(name: string, fallback: string): string {
    return String(this.call.arguments.get(name) ?? fallback);
  }

  /** Dimensions of a reduction, counted from the first; null for all of them. */
  dims(name: string, of = 'self'): number[] | null {
    const value = this.call.arguments.get(name) ?? null;
    if (value === null) return null;
    const rank = this.shape(of).length;
    const list = this.numbers(name, 1).map((dim) => (dim < 0 ? dim + rank : dim));
    return list.length === 0 ? null : list;
  }

  /** One dimension, counted from the first; `extra` for operators that add one. */
  dim(name: string, of = 'self', fallback?: number, extra = 0): number {
    const value = this.number(name, fallback);
    return value < 0 ? value + this.shape(of).length + extra : value;
  }

  refuse(why: string): never {
    throw new Error(`${this.call.operator}: ${why}, which has no ONNX counterpart here`);
  }

  #reference(name: string): number {
    const argument = this.call.arguments.get(name);
    if (!isReference(argument)) return this.refuse(`${name} is not a tensor`);
    return argument.value;
  }
}
