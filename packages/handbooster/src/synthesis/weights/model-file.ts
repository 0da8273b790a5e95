import { io, noGrad, type Tensor } from '@handbooster/torch';
import { z } from 'zod';
import { InputError } from '../../base/errors/input-error.js';
import { readWeightsFile } from '../../base/files/read-weights-file.js';
import { SynthesisModel, type SynthesisModelConfig } from '../synthesis-model.js';
import { readOfficialCheckpoint } from './official-checkpoint.js';

const FORMAT = 'handbooster-denoiser';

const configSchema = z.object({
  imageSize: z.int().min(1),
  conditionMaps: z.array(z.string()).min(1),
  network: z.record(z.string(), z.unknown()),
  diffusion: z.record(z.string(), z.unknown()),
  style: z.object({ kind: z.literal('colours'), dropout: z.number() }).optional(),
});

/** Options of `saveSynthesisModel`. */
export interface SaveSynthesisModelOptions {
  /** Half precision halves the file; the weights are read back into float32. */
  dtype?: 'float32' | 'float16';
  /** Free-form facts to keep in the file: data, steps, licence. */
  facts?: Record<string, string>;
}

/** Writes a model as one safetensors file that says by itself how it is to be used. */
export function saveSynthesisModel(
  path: string,
  model: SynthesisModel,
  options: SaveSynthesisModelOptions = {},
): void {
  const { dtype = 'float32', facts = {} } = options;
  const arrays = new Map<string, io.ArrayData>();
  for (const [name, parameter] of model.denoiser.stateDict()) {
    const data = parameter.toFloat32();
    arrays.set(name, {
      dtype,
      shape: parameter.shape,
      data: dtype === 'float16' ? io.float32ToFloat16(data) : data,
    });
  }
  io.writeSafetensors(path, arrays, { ...facts, format: FORMAT, config: JSON.stringify(model.config) });
}

/** Options of `loadSynthesisModel`. */
export interface LoadSynthesisModelOptions {
  device?: string;
  /** For official checkpoints: which weights, and the side of the images. */
  weights?: 'ema' | 'model';
  imageSize?: number;
}

/**
 * Reads a model written by `saveSynthesisModel`, or an official checkpoint; which, its content says.
 *
 * @example
 * ```ts
 * import { loadSynthesisModel, SHIPPED_DENOISER } from 'handbooster';
 * const { config } = loadSynthesisModel(SHIPPED_DENOISER);
 * console.log(config.conditionMaps.join()); // texture,normal
 * ```
 */
export function loadSynthesisModel(path: string, options: LoadSynthesisModelOptions = {}): SynthesisModel {
  const { name } = io.recogniseFileAt(path);
  const { config, weights } =
    name === 'torch' || name === 'pickle'
      ? readOfficialCheckpoint(path, options.weights, options.imageSize)
      : readModelFile(path);
  const model = new SynthesisModel(config);
  fillParameters(new Map(model.denoiser.namedParameters()), weights, path);
  if (options.device !== undefined) model.denoiser.to({ device: options.device });
  return model;
}

/** Copies arrays into the tensors of the same names; every tensor needs one of its shape. */
export function fillParameters(
  parameters: ReadonlyMap<string, Tensor>,
  weights: ReadonlyMap<string, io.ArrayData>,
  file: string,
): void {
  noGrad(() => {
    for (const [name, parameter] of parameters) {
      const array = weights.get(name);
      if (array === undefined) throw new InputError(`${file}: no tensor "${name}"`);
      if (String(array.shape) !== String(parameter.shape)) {
        throw new InputError(
          `${file}: tensor "${name}": expected shape [${parameter.shape}], found [${array.shape}]`,
        );
      }
      parameter.copyFrom(io.arrayToFloat32(array));
    }
  });
  for (const name of weights.keys()) {
    if (!parameters.has(name)) throw new InputError(`${file}: tensor "${name}" has no place in this network`);
  }
}

function readModelFile(path: string) {
  const weights = readWeightsFile(path, 'the weights of a denoiser');
  const { format, config } = weights.metadata;
  if (format !== FORMAT) {
    throw new InputError(
      `${path}: metadata "format": expected "${FORMAT}", found ${format === undefined ? 'none' : `"${format}"`}`,
    );
  }
  return { weights, config: parseConfig(config, path) };
}

function parseConfig(text: string | undefined, path: string): SynthesisModelConfig {
  let value: unknown;
  try {
    value = JSON.parse(text ?? '');
  } catch {
    throw new InputError(`${path}: metadata "config": expected JSON`);
  }
  const parsed = configSchema.safeParse(value);
  if (!parsed.success) throw new InputError(`${path}: metadata "config": ${z.prettifyError(parsed.error)}`);
  return parsed.data;
}
