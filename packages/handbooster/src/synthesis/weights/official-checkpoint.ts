import { io } from '@handbooster/torch';
import { InputError } from '../../base/errors/input-error.js';
import { noiseSchedule, type ScheduleKind } from '../diffusion/noise-schedule.js';
import type { SynthesisModelConfig } from '../synthesis-model.js';
import { inferNetwork } from './infer-network.js';

/** Which of the two sets of weights in an official checkpoint: as trained, or averaged over training (for sampling). */
export type OfficialWeights = 'model' | 'ema';

/** Contents of an official checkpoint. */
export interface OfficialCheckpoint {
  /** Training steps done. */
  step: number;
  config: SynthesisModelConfig;
  /** The denoiser's parameters under their own names. */
  weights: Map<string, io.ArrayData>;
}

/** Prefixes of the denoiser's parameters in the container. */
const PREFIXES: Record<OfficialWeights, { key: string; diffusion: string }> = {
  model: { key: 'model', diffusion: '' },
  ema: { key: 'ema', diffusion: 'ema_model.' },
};

/**
 * Reads a checkpoint of the official release: a `torch.save` file of {step, model, opt, ema, scaler, version}, where the
 * diffusion's buffers stand beside the denoiser's parameters. Nothing in the file is run.
 *
 * @param imageSize the file does not say it; 128 in the release.
 */
export function readOfficialCheckpoint(
  path: string,
  which: OfficialWeights = 'ema',
  imageSize = 128,
): OfficialCheckpoint {
  const { key, diffusion } = PREFIXES[which];
  const container = io.readTorchCheckpoint(path, { only: [key, 'step'] });
  const state = container instanceof Map ? container.get(key) : undefined;
  if (!(container instanceof Map) || !(state instanceof Map)) {
    throw new InputError(`${path}: no "${key}" in it: expected a checkpoint of the official trainer`);
  }
  const arrays = new Map<string, io.ArrayData>();
  for (const [name, value] of state) {
    if (typeof name === 'string' && name.startsWith(diffusion) && io.isArrayData(value)) {
      arrays.set(name.slice(diffusion.length), value);
    }
  }
  const weights = new Map<string, io.ArrayData>();
  for (const [name, array] of arrays) {
    if (name.startsWith('model.')) weights.set(name.slice('model.'.length), array);
  }
  const { conditionChannels, ...network } = inferNetwork(weights, path);
  if (conditionChannels !== 6) {
    throw new InputError(
      `${path}: ${conditionChannels} condition channels, expected 6 (texture and normal map)`,
    );
  }
  const step = container.get('step');
  return {
    step: typeof step === 'number' ? step : 0,
    weights,
    config: {
      imageSize,
      conditionMaps: ['texture', 'normal'],
      network,
      diffusion: scheduleOf(arrays.get('betas'), path),
    },
  };
}

/** Which schedule the stored betas are. */
function scheduleOf(betas: io.ArrayData | undefined, path: string) {
  if (betas === undefined) throw new InputError(`${path}: no tensor "betas"`);
  const found = io.arrayToFloat32(betas);
  const timesteps = found.length;
  const kinds: ScheduleKind[] = ['linear', 'cosine'];
  const schedule = kinds.find((kind) => {
    const expected = noiseSchedule(kind, timesteps).betas;
    return found.every((beta, time) => Math.abs(beta - expected[time]) <= 1e-5 * expected[time]);
  });
  if (schedule === undefined) {
    throw new InputError(
      `${path}: its betas are neither the linear nor the cosine schedule of ${timesteps} steps`,
    );
  }
  return { timesteps, schedule };
}
