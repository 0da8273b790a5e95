import { noGrad } from '../autograd/modes.js';
import type { ArrayData } from '../io/arrays/array-data.js';
import { readSafetensors } from '../io/safetensors/read-safetensors.js';
import { writeSafetensors } from '../io/safetensors/write-safetensors.js';
import { call } from '../ops/call.js';
import type { DType, MemoryFormat } from '../tensor/dtype.js';
import { keep, scope } from '../tensor/scope.js';
import { Tensor } from '../tensor/tensor.js';
import {
  type LoadStateDictOptions,
  type LoadStateDictResult,
  loadStateDict,
  type StateSource,
} from './load-state-dict.js';
import { isParameter } from './parameter.js';
import { toPropertyName, toStateName } from './state-name.js';
import { toArrayData } from './to-array-data.js';

export interface RegisterBufferOptions {
  /** Whether it belongs to the state dict. */
  persistent?: boolean;
}

export interface ModuleToOptions {
  /** Of parameters and buffers of floating types; the others keep theirs. */
  dtype?: DType;
  device?: string;
  /** Of four-dimensional ones. */
  memoryFormat?: MemoryFormat;
}

interface BufferRecord {
  name: string;
  persistent: boolean;
}

/**
 * A part of a network: parameters, buffers and further modules, held in its properties.
 *
 * - A parameter is a tensor made by `parameter()` and assigned to a property; a submodule is a property too;
 *   arrays of
 *   either count by index. Other tensors in properties are the subclass's own business.
 * - A name in the state dict is the path of properties in snake_case: `timeMlp[1].weight` is
 *   `time_mlp.1.weight`, so published checkpoints load without tables. The order is PyTorch's: a module's
 *   parameters, its buffers, then its submodules, each as their properties were defined.
 */
export abstract class Module {
  /** Whether dropout and batch statistics are on. */
  training = true;
  readonly #buffers = new Map<string, BufferRecord>();

  /** What the module computes; each class has its own signature. */
  // biome-ignore lint/suspicious/noExplicitAny: any other type would forbid subclasses their signatures
  abstract forward(...inputs: any[]): unknown;

  /**
   * Adds a tensor that is no parameter but moves with the module, as the property of its name in camelCase.
   * The name is the state dict's.
   */
  registerBuffer(name: string, tensor: Tensor, options: RegisterBufferOptions = {}): Tensor {
    const property = toPropertyName(name);
    this.#buffers.set(property, { name, persistent: options.persistent ?? true });
    (this as unknown as Record<string, Tensor>)[property] = keep(tensor);
    return tensor;
  }

  /** A buffer of this module by its state-dict name. */
  buffer(name: string): Tensor {
    for (const { name: own, tensor } of this.#ownBuffers()) if (own === name) return tensor;
    throw new Error(`${this.constructor.name} has no buffer "${name}"`);
  }

  /** Properties with their state-dict names, in order; containers say otherwise. */
  protected *members(): Iterable<[name: string, value: unknown]> {
    for (const [property, value] of Object.entries(this)) {
      yield [this.#buffers.get(property)?.name ?? toStateName(property), value];
    }
  }

  /** The submodules with their names. */
  *namedChildren(): Iterable<[string, Module]> {
    for (const [name, value] of this.members()) yield* modulesIn(name, value);
  }

  /** This module (its name is `prefix`) and all below, each once, parents first. */
  *namedModules(prefix = ''): Iterable<[string, Module]> {
    for (const [path, module] of this.#walk(prefix, new Set())) yield [path, module];
  }

  modules(): Module[] {
    return Array.from(this.namedModules(), ([, module]) => module);
  }

  /** Where its parameters are; the CPU where it has none. */
  get device(): string {
    return this.parameters()[0]?.device ?? 'cpu';
  }

  /** Parameters by name, each tensor once. */
  namedParameters(): [string, Tensor][] {
    const seen = new Set<Tensor>();
    const found: [string, Tensor][] = [];
    for (const [path, module] of this.namedModules()) {
      for (const [name, tensor] of module.#ownParameters()) {
        if (seen.has(tensor)) continue;
        seen.add(tensor);
        found.push([join(path, name), tensor]);
      }
    }
    return found;
  }

  parameters(): Tensor[] {
    return this.namedParameters().map(([, tensor]) => tensor);
  }

  /** Buffers by name, those outside the state dict too. */
  namedBuffers(): [string, Tensor][] {
    const found: [string, Tensor][] = [];
    for (const [path, module] of this.namedModules()) {
      for (const { name, tensor } of module.#ownBuffers()) found.push([join(path, name), tensor]);
    }
    return found;
  }

  /** Number of elements of all parameters. */
  parameterCount(): number {
    return this.parameters().reduce((sum, tensor) => sum + tensor.numel, 0);
  }

  /** The parameters and persistent buffers themselves, not copies, by name in PyTorch's order. */
  stateDict(): Map<string, Tensor> {
    const state = new Map<string, Tensor>();
    this.#collectState('', state, new Set());
    return state;
  }

  /**
   * Copies values into the parameters and buffers, from tensors or plain arrays by name (a state dict, a
   * safetensors file's contents, a dict of a torch checkpoint), converting types.
   * @throws {Error} listing the names that are missing, unexpected or of other shapes; nothing is changed
   * then.
   */
  loadStateDict(source: StateSource, options: LoadStateDictOptions = {}): LoadStateDictResult {
    return loadStateDict(this.stateDict(), source, options, this.constructor.name);
  }

  /** The state dict as plain arrays, copied. */
  stateArrays(): Map<string, ArrayData> {
    return new Map([...this.stateDict()].map(([name, tensor]) => [name, toArrayData(tensor)]));
  }

  /** Writes the state dict as a safetensors file, atomically. */
  save(path: string, metadata: Record<string, string> = {}): void {
    writeSafetensors(path, this.stateArrays(), metadata);
  }

  /** Loads a safetensors file and returns its metadata. */
  load(path: string, options: LoadStateDictOptions = {}): Record<string, string> {
    const contents = readSafetensors(path);
    try {
      this.loadStateDict(contents, options);
    } catch (error) {
      throw new Error(`${path}: ${(error as Error).message}`, { cause: error });
    }
    return contents.metadata;
  }

  /** Turns training behaviour (dropout, batch statistics) on or off, here and below. */
  train(on = true): this {
    for (const module of this.modules()) module.training = on;
    return this;
  }

  eval(): this {
    return this.train(false);
  }

  /** Sets `requiresGrad` of every parameter. */
  requiresGrad_(required = true): this {
    for (const tensor of this.parameters()) tensor.requiresGrad = required;
    return this;
  }

  /**
   * Moves and converts parameters and buffers in place: the tensors stay the same objects, so an optimiser
   * that holds them keeps working, though its own state does not move. Gradients are dropped.
   */
  to(options: ModuleToOptions): this {
    noGrad(() => {
      for (const tensor of this.#tensors()) convert(tensor, options);
    });
    return this;
  }

  /** Drops the gradients. */
  zeroGrad(): void {
    for (const tensor of this.parameters()) tensor.grad = null;
  }

  /** Frees parameters and buffers. */
  dispose(): void {
    for (const tensor of this.#tensors()) tensor.dispose();
  }

  [Symbol.dispose](): void {
    this.dispose();
  }

  #tensors(): Set<Tensor> {
    const tensors = new Set(this.parameters());
    for (const [, tensor] of this.namedBuffers()) tensors.add(tensor);
    return tensors;
  }

  *#walk(path: string, seen: Set<Module>): Iterable<[string, Module]> {
    if (seen.has(this)) return;
    seen.add(this);
    yield [path, this];
    for (const [name, child] of this.namedChildren()) yield* child.#walk(join(path, name), seen);
  }

  #collectState(path: string, state: Map<string, Tensor>, above: Set<Module>): void {
    if (above.has(this)) throw new Error(`the module at "${path}" contains itself`);
    above.add(this);
    for (const [name, tensor] of this.#ownParameters()) state.set(join(path, name), tensor);
    for (const { name, persistent, tensor } of this.#ownBuffers()) {
      if (persistent) state.set(join(path, name), tensor);
    }
    for (const [name, child] of this.namedChildren()) child.#collectState(join(path, name), state, above);
    above.delete(this);
  }

  *#ownParameters(): Iterable<[string, Tensor]> {
    for (const [name, value] of this.members()) yield* parametersIn(name, value);
  }

  *#ownBuffers(): Iterable<BufferRecord & { tensor: Tensor }> {
    for (const [property, record] of this.#buffers) {
      const tensor = (this as unknown as Record<string, unknown>)[property];
      if (tensor instanceof Tensor) yield { ...record, tensor };
    }
  }
}

function join(path: string, name: string): string {
  return path === '' ? name : `${path}.${name}`;
}

function* modulesIn(name: string, value: unknown): Iterable<[string, Module]> {
  if (value instanceof Module) yield [name, value];
  else if (Array.isArray(value))
    for (const [i, item] of value.entries()) yield* modulesIn(`${name}.${i}`, item);
}

function* parametersIn(name: string, value: unknown): Iterable<[string, Tensor]> {
  if (isParameter(value)) yield [name, value];
  else if (Array.isArray(value)) {
    for (const [i, item] of value.entries()) yield* parametersIn(`${name}.${i}`, item);
  }
}

const FLOATING = new Set<DType>(['float64', 'float32', 'float16', 'bfloat16']);

function convert(tensor: Tensor, options: ModuleToOptions): void {
  const dtype = options.dtype !== undefined && FLOATING.has(tensor.dtype) ? options.dtype : undefined;
  const memoryFormat = tensor.ndim === 4 ? options.memoryFormat : undefined;
  const { device } = options;
  if (tensor.requiresGrad) tensor.grad = null;
  scope(() => {
    const converted = tensor.detach().to({ dtype, device, memoryFormat });
    call('aten::set_data', { self: tensor, new_data: converted });
  });
}
