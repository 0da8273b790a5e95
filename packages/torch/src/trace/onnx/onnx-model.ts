import type { ArrayData } from '../../io/arrays/array-data.js';
import type { DType } from '../../tensor/dtype.js';

/** Whole numbers are ints, a float says so. */
export type OnnxAttribute = number | readonly number[] | string | { float: number };

export interface OnnxNode {
  type: string;
  /** Names of tensors; an empty one stands for an input that is left out. */
  inputs: string[];
  outputs: string[];
  attributes: Record<string, OnnxAttribute>;
}

/** A graph input or output; a size that is a name is free. */
export interface OnnxValue {
  name: string;
  dtype: DType;
  shape: (number | string)[];
}

export interface OnnxModel {
  /** Of the default operator set. */
  opset: number;
  name: string;
  /** What the model is for, in a sentence or two. */
  description: string;
  inputs: OnnxValue[];
  outputs: OnnxValue[];
  nodes: OnnxNode[];
  constants: ReadonlyMap<string, ArrayData>;
  /** Free-form facts. */
  metadata: Readonly<Record<string, string>>;
}
