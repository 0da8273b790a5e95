import { readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { resolve } from 'node:path';
import { isMainThread } from 'node:worker_threads';
import { type EngineInfo, readEngineInfo } from './setup/engine-paths.js';

/** A tensor's handle: an integer that only the engine understands (generation and slot). */
export type Handle = number;

/** What an operator's call takes and gives: handles, numbers, strings, lists of them. */
export type NativeValue = number | bigint | boolean | string | null | undefined | readonly NativeValue[];

export interface SchemaArgument {
  name: string;
  /** As the schema writes it, for example 'Tensor?' or 'int[]'. */
  type: string;
  /** Length of a fixed-size list, to which one number is repeated; null when free. */
  size: number | null;
  keywordOnly: boolean;
  /** Written in place. */
  written: boolean;
  /** The set of aliases it belongs to, null when none. */
  alias: string | null;
  hasDefault: boolean;
  default: string;
}

/** An operator's signature as the loaded engine states it. */
export interface OperatorSchema {
  name: string;
  overload: string;
  text: string;
  arguments: SchemaArgument[];
  returns: SchemaArgument[];
}

/** The addon's functions; `native/` says what each takes. */
export interface Native {
  call(operator: number, ...values: NativeValue[]): NativeValue;
  bind(name: string, parameters?: readonly string[]): number;
  schema(name: string): OperatorSchema | null;
  operatorNames(): string[];
  fromTypedArray(data: ArrayBufferView, shape: readonly number[], dtype: number): Handle;
  copyFrom(tensor: Handle, data: ArrayBufferView): void;
  toTypedArray(tensor: Handle, dtype: number): ArrayBufferView;
  item(tensor: Handle): number;
  shape(tensor: Handle): number[];
  strides(tensor: Handle): number[];
  dtype(tensor: Handle): number;
  device(tensor: Handle): string;
  ndim(tensor: Handle): number;
  numel(tensor: Handle): number;
  isContiguous(tensor: Handle, memoryFormat: number): boolean;
  isLive(tensor: Handle): boolean;
  release(tensor: Handle): boolean;
  releaseRange(handles: Float64Array, start: number, end: number): void;
  countUnscoped(tensor: Handle): number;
  uncount(tensor: Handle): void;
  memory(): [tensors: number, bytes: number, unscopedBytes: number];
  transfer(tensor: Handle): number;
  adopt(ticket: number): Handle;
  backward(
    tensors: readonly Handle[],
    gradients: readonly (Handle | null)[] | null,
    retainGraph: boolean | null,
    createGraph: boolean,
    inputs: readonly Handle[] | null,
  ): void;
  grad(
    outputs: readonly Handle[],
    inputs: readonly Handle[],
    gradients: readonly (Handle | null)[] | null,
    retainGraph: boolean | null,
    createGraph: boolean,
    allowUnused: boolean,
  ): (Handle | null)[];
  requiresGrad(tensor: Handle): boolean;
  setRequiresGrad(tensor: Handle, required: boolean): void;
  isLeaf(tensor: Handle): boolean;
  gradient(tensor: Handle): Handle | null;
  setGradient(tensor: Handle, gradient: Handle | null): void;
  gradientName(tensor: Handle): string | null;
  isGradEnabled(): boolean;
  enterGradient(enabled: boolean): number;
  enterInference(): number;
  enterAutocast(device: string, enabled: boolean, dtype: number): number;
  leave(depth: number): void;
  /** `forProcess`: of the pool that all threads of the process share, too. */
  setThreads(count: number, forProcess: boolean): void;
  getThreads(): number;
  releaseMemory(): void;
  manualSeed(seed: number): void;
  createGenerator(device: string, seed: number): number;
  seedGenerator(generator: number, seed: number): void;
  generatorState(generator: number): Handle;
  setGeneratorState(generator: number, state: Handle): void;
  releaseObject(object: number): void;
  deviceCount(): number;
  synchronize(device: string): void;
  setBackend(name: string, enabled: boolean): void;
  hasProcessGroups(): boolean;
  openProcessGroup(
    address: string,
    port: number,
    rank: number,
    size: number,
    serves: boolean,
    prefix: string,
    network: string | null,
    milliseconds: number,
  ): Promise<number>;
  allReduce(group: number, tensors: readonly Handle[], operation: string): Promise<void>;
  broadcast(group: number, tensors: readonly Handle[], root: number): Promise<void>;
  barrier(group: number): Promise<void>;
  sumOverRanks(group: number, tensor: Handle): Handle;
  openBuckets(group: number, parameters: readonly Handle[], bucketBytes: number): number;
  startBuckets(buckets: number): void;
  finishBuckets(buckets: number): Promise<void>;
  closeHeld(held: number): void;
  engineInfo(): {
    version: string;
    configuration: string;
    parallel: string;
    cuda: boolean;
    mkldnn: boolean;
    lapack: boolean;
  };
}

let loaded: Native | undefined;

/**
 * The engine; loaded on first use, so that what needs none works without one. Throws when it was not set up.
 */
export function native(): Native {
  return loaded ?? load();
}

/**
 * Path of the addon that is or would be loaded: HANDBOOSTER_TORCH_ADDON, else what set-up recorded; null if
 * none.
 */
export function addonPath(): string | null {
  const chosen = process.env.HANDBOOSTER_TORCH_ADDON;
  return chosen ? resolve(chosen) : (readEngineInfo()?.addon ?? null);
}

/** What set-up recorded about the engine, null before set-up. */
export function engineInfo(): EngineInfo | null {
  return readEngineInfo();
}

function load(): Native {
  const path = addonPath();
  if (!path) {
    const asked = process.env.LIBTORCH ? ` for LIBTORCH='${process.env.LIBTORCH}'` : '';
    throw new Error(
      `The libtorch engine is not set up${asked}: run \`handbooster setup\` (or \`npm run setup\`).`,
    );
  }
  const module: { exports: unknown } = { exports: {} };
  const restore = during(librarySettings());
  try {
    process.dlopen(module, path);
  } catch (error) {
    throw new Error(
      `The libtorch engine could not be loaded from ${path}: ${(error as Error).message}. ` +
        'If libtorch was moved or replaced, run `handbooster setup` again.',
    );
  } finally {
    restore();
  }
  loaded = module.exports as Native;
  loaded.setThreads(defaultThreads(), isMainThread);
  return loaded;
}

/**
 * Environment variables with which the engine's libraries are loaded, where the environment does not decide
 * otherwise.
 */
export function librarySettings(environment: NodeJS.ProcessEnv = process.env): Record<string, string> {
  return { ...waitBriefly(environment), ...wideKernels(environment) };
}

/**
 * GNU's OpenMP lets threads that wait for each other spin for milliseconds. Where other processes want the
 * same cores they spin while the one waited for cannot run. Median of a training step of four convolutions on
 * two threads of two cores that others loaded as well: 100 to 1300 ms with the default of 300,000 turns, 130
 * with 10,000, 70 with 1000, 45 with 100; on a quieter machine the best step took 14 ms with 1000 and 15 ms
 * with the default.
 *
 * OpenBLAS's own threads spin for a good while after every product, on the cores that OpenMP's want next.
 * Training MobRecon on two threads of two cores: 49 to 65 ms an image, 20 of them the system's, against 40 to
 * 56 and 2 with the shortest time.
 *
 * The libraries read these settings when they are loaded. Whoever sets OMP_WAIT_POLICY, GOMP_SPINCOUNT or
 * OPENBLAS_THREAD_TIMEOUT decides otherwise.
 */
function waitBriefly(environment: NodeJS.ProcessEnv): Record<string, string> {
  const { OMP_WAIT_POLICY, GOMP_SPINCOUNT, OPENBLAS_THREAD_TIMEOUT } = environment;
  return {
    ...(OMP_WAIT_POLICY || GOMP_SPINCOUNT ? {} : { GOMP_SPINCOUNT: '1000' }),
    // The exponent of a count of clock ticks.
    ...(OPENBLAS_THREAD_TIMEOUT ? {} : { OPENBLAS_THREAD_TIMEOUT: '4' }),
  };
}

/** Sets environment variables; what it returns takes them away again. */
function during(variables: Record<string, string>): () => void {
  Object.assign(process.env, variables);
  return () => {
    for (const name of Object.keys(variables)) delete process.env[name];
  };
}

/**
 * Some builds of OpenBLAS, Debian's 0.3.21 among them, take AMD's processors with AVX-512 for older ones and
 * multiply with AVX2; builds that know the processor choose as well without this. Which kernels to use is
 * read when it is loaded. Measured on an EPYC of that kind: 0.59 s instead of 0.67 s of processor time for a
 * guided evaluation of the denoiser. Whoever sets OPENBLAS_CORETYPE decides otherwise.
 */
function wideKernels(environment: NodeJS.ProcessEnv): Record<string, string> {
  if (environment.OPENBLAS_CORETYPE || !hasUnnoticedAvx512()) return {};
  return { OPENBLAS_CORETYPE: 'SKYLAKEX' };
}

function hasUnnoticedAvx512(): boolean {
  if (process.platform !== 'linux' || process.arch !== 'x64') return false;
  try {
    const description = readFileSync('/proc/cpuinfo', 'utf8');
    const flags = /^flags\s*:(.*)$/m.exec(description)?.[1].split(' ') ?? [];
    return (
      description.includes('AuthenticAMD') &&
      ['avx512f', 'avx512bw', 'avx512cd', 'avx512dq', 'avx512vl'].every((flag) => flags.includes(flag))
    );
  } catch {
    return false;
  }
}

/** OMP_NUM_THREADS where set, else every processor this process may use, else one in worker threads. */
function defaultThreads(): number {
  const set = Number.parseInt(process.env.OMP_NUM_THREADS ?? '', 10);
  if (set >= 1) return set;
  return isMainThread ? availableParallelism() : 1;
}
