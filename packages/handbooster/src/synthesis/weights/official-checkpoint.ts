import { io } from '@handbooster/torch';
import { InputError } from '../../base/errors/input-error.js';
import { noiseSchedule, type ScheduleKind } from '../diffusion/noise-schedule.js';
import type { SynthesisModelConfig } from '../synthesis-model.js';
import { inferNetwork } from './infer-network.js';

/**
 * Which of the two sets of weights in an official checkpoint: as trained, or averaged over training (for
 * sampling).
 */
export type OfficialWeights = 'model' | 'ema';

/** Contents of an official checkpoint. */
export interface OfficialCheckpoint {
  /** Training steps done. */
  step: number;
  config: SynthesisModelConfig;
  /** The denoiser's parameters under their own names. */
  weights: Map<string, io.ArrayData>;
}

type Dict = Map<io.PickleValue, io.PickleValue>;

/**
 * Where a checkpoint keeps its denoisers: the dict, and what wrappers put before the diffusion's own names.
 */
interface Places {
  step: number;
  states: Partial<Record<OfficialWeights, { dict: Dict; prefix: string }>>;
}

/** Last name of a denoiser's first layer, behind what wrappers put before it. */
const FIRST_LAYER = /(^|\.)model\.init_conv\.weight$/;

/**
 * Which denoisers a checkpoint has, by names alone: the official trainer's, or in another container, with
 * wrappers' prefixes. None where the file is no checkpoint: what is wrong with it shows when it is read as
 * something else.
 */
export function denoisersIn(path: string): OfficialWeights[] {
  let found: Places | null = null as Places | null; // assigned in a closure, which narrowing misses
  try {
    io.readTorchCheckpoint(path, {
      only: (value) => {
        found = placesIn(value);
        return null;
      },
    });
  } catch (error) {
    if (!(error instanceof io.FormatError)) throw error;
  }
  return Object.keys(found?.states ?? {}) as OfficialWeights[];
}

function placesIn(value: io.PickleValue): Places {
  const places: Places = { step: 0, states: {} };
  if (!(value instanceof Map)) return places;
  const step = value.get('step') ?? value.get('global_step');
  if (typeof step === 'number') places.step = step;
  for (const [key, dict] of [...value, ['model', value] as const]) {
    if (!(dict instanceof Map)) continue;
    for (const name of dict.keys()) {
      const plain = plainName(name);
      if (!FIRST_LAYER.test(plain)) continue;
      const prefix = plain.replace(FIRST_LAYER, '$1');
      const isAveraged =
        /(^|[._])ema/.test(prefix) || (/ema/i.test(String(key)) && !/online_model/.test(prefix));
      places.states[isAveraged ? 'ema' : 'model'] ??= { dict, prefix };
    }
  }
  return places;
}

/** A tensor's name without what torch.compile puts into it. */
function plainName(key: io.PickleValue): string {
  return typeof key === 'string' ? key.replace(/_orig_mod\./g, '') : '';
}

/**
 * Reads a checkpoint of the official release: a `torch.save` file of {step, model, opt, ema, scaler,
 * version}, where the diffusion's buffers stand beside the denoiser's parameters. Nothing in the file is run.
 *
 * @param imageSize the file does not say it; 128 in the release.
 */
export function readOfficialCheckpoint(
  path: string,
  which: OfficialWeights = 'ema',
  imageSize = 128,
): OfficialCheckpoint {
  let places: Places = { step: 0, states: {} };
  const dict = io.readTorchCheckpoint(path, {
    only: (value) => {
      places = placesIn(value);
      const { dict: state, prefix = '' } = places.states[which] ?? {};
      return new Map([...(state ?? [])].filter(([key]) => plainName(key).startsWith(prefix)));
    },
  });
  const place = places.states[which];
  if (place === undefined || !(dict instanceof Map)) {
    const [other] = Object.keys(places.states);
    throw new InputError(
      `${path}: expected the ${which} weights of a denoiser in a checkpoint of the official trainer, found ${
        other === undefined ? 'none' : `the ${other} weights alone`
      }`,
    );
  }
  const arrays = new Map<string, io.ArrayData>();
  for (const [key, value] of dict) {
    if (io.isArrayData(value)) arrays.set(plainName(key).slice(place.prefix.length), value);
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
  return {
    step: places.step,
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
