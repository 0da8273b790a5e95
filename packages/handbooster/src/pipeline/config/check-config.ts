import { existsSync, statSync } from 'node:fs';
import { cudaDeviceCount, engineReady } from '@handbooster/torch';
import { InputError } from '../../base/errors/input-error.js';
import { handByName } from '../../hand/model/hand-by-name.js';
import { landmarkModels } from '../../reconstruction/landmarks/landmark-models.js';
import { NETWORK_KINDS } from '../../reconstruction/networks/network-kinds.js';
import { denoiserShape, denoiserSizeMultiple } from '../../synthesis/network/denoiser-options.js';
import { SYNTHESIS_PRESETS } from '../../synthesis/presets.js';
import type { Config } from './config-schema.js';
import type { Complaint } from './describe-complaints.js';

/**
 * What the schema cannot know to be wrong with a configuration, before any work: values that do not go
 * together, paths, devices and hand models that are not there.
 */
export function checkConfig(config: Config): Complaint[] {
  return [
    ...missingPaths(config),
    ...device(config),
    ...hand(config),
    ...landmarks(config),
    ...sizes(config),
    ...choices(config),
  ];
}

function missingPaths({ data, capture, denoiser, filter, evaluate, synthesise }: Config): Complaint[] {
  const places: [key: string, path: string | null, kind: 'file' | 'folder' | 'either', hint?: string][] = [
    ['data', data, 'folder'],
    ['capture.root', capture.source === 'simulated' ? null : capture.root, 'either'],
    [
      'denoiser.weights',
      denoiser.weights === 'shipped' ? null : denoiser.weights,
      'file',
      'null trains the denoiser, shipped takes the weights that come with the package',
    ],
    ['filter.network', filter.network, 'file'],
    ['evaluate.inception', evaluate.inception, 'file'],
    ['synthesise.styleImage', synthesise.styleImage, 'file'],
  ];
  return places.flatMap(([key, path, kind, hint]) => {
    if (path === null || isThere(path, kind)) return [];
    const expected = kind === 'either' ? 'a file or folder' : `a ${kind}`;
    const found = existsSync(path) ? `${path} is none` : `there is no ${path}`;
    return [{ key, message: `expected ${expected}, ${found}${hint === undefined ? '' : `; ${hint}`}` }];
  });
}

function isThere(path: string, kind: 'file' | 'folder' | 'either'): boolean {
  if (!existsSync(path)) return false;
  const stats = statSync(path);
  return kind === 'either' || (kind === 'file' ? stats.isFile() : stats.isDirectory());
}

function device({ device: all, train }: Config): Complaint[] {
  return [...deviceOf('device', all, ['auto']), ...deviceOf('train.device', train.device, [])];
}

function deviceOf(key: string, name: string, others: readonly string[]): Complaint[] {
  const match = /^(?:cpu|cuda(?::(\d+))?)$/.exec(name);
  if (others.includes(name)) return [];
  if (match === null) {
    const expected = [...others, 'cpu', 'cuda or cuda:<number>'].join(', ');
    return [{ key, message: `expected ${expected}, found "${name}"` }];
  }
  if (name === 'cpu' || !engineReady()) return [];
  const count = cudaDeviceCount();
  if (Number(match[1] ?? 0) < count) return [];
  const there = count === 0 ? 'no CUDA device is there' : `there are cuda:0 to cuda:${count - 1}`;
  return [{ key, message: `expected a device of this machine, found ${name}: ${there}; see doctor` }];
}

function hand(config: Config): Complaint[] {
  const key = 'hand.model';
  const { model } = config.hand;
  if (config.capture.source === 'simulated' && model !== 'builtin') {
    return [
      {
        key,
        beside: ['capture.source'],
        message: `a simulated capture has the built-in hand; expected builtin, found ${model}`,
      },
    ];
  }
  if (model === 'builtin') return [];
  try {
    handByName(model);
    return [];
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    return [{ key, message: error.message }];
  }
}

function landmarks({ filter }: Config): Complaint[] {
  if (!filter.landmarks) return [];
  try {
    landmarkModels();
    return [];
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    return [{ key: 'filter.landmarks', message: error.message }];
  }
}

function sizes({ train, denoiser }: Config): Complaint[] {
  const complaints: Complaint[] = [];
  const taken = NETWORK_KINDS[train.network].inputSizes;
  if (!taken.includes(train.imageSize)) {
    const message = `${train.network} takes ${taken.join(' or ')} pixels, found ${train.imageSize}; set train.imageSize=${taken[0]}`;
    complaints.push({ key: 'train.imageSize', beside: ['train.network'], message });
  }
  const { network } = SYNTHESIS_PRESETS[denoiser.preset];
  const multiple = denoiserSizeMultiple(denoiserShape(network));
  if (denoiser.imageSize < multiple || denoiser.imageSize % multiple !== 0) {
    const message = `expected a multiple of ${multiple} for the preset ${denoiser.preset}, found ${denoiser.imageSize}`;
    complaints.push({ key: 'denoiser.imageSize', beside: ['denoiser.preset'], message });
  }
  return complaints;
}

/** Values that do not go together. */
function choices({ train, select, capture, denoiser, synthesise, wild }: Config): Complaint[] {
  const complaints: Complaint[] = [];
  if (train.mixing === 'epoch' && (train.syntheticDecay !== 'constant' || train.syntheticEnd < 1)) {
    const message =
      'epoch keeps one share to the end; expected batch with train.syntheticDecay or train.syntheticEnd';
    complaints.push({ key: 'train.mixing', beside: ['train.syntheticDecay', 'train.syntheticEnd'], message });
  }
  if (train.syntheticTerms === 'wrist' && train.network !== 'mobrecon-s') {
    complaints.push({
      key: 'train.syntheticTerms',
      beside: ['train.network'],
      message: `expected all with train.network=${train.network}, found wrist`,
    });
  }
  if (train.budget === 'real' && train.syntheticShare === 1 && train.syntheticDecay === 'constant') {
    if (train.syntheticEnd === 1) {
      const message = 'a training on synthetic images alone sees no real ones; expected steps, found real';
      complaints.push({ key: 'train.budget', beside: ['train.syntheticShare'], message });
    }
  }
  if (select.metric === 'paper' && select.symmetries !== 'none') {
    complaints.push({
      key: 'select.symmetries',
      beside: ['select.metric'],
      message: `expected none with select.metric=paper, found ${select.symmetries}`,
    });
  }
  if (synthesise.source === 'photographs' && capture.source !== 'simulated') {
    complaints.push({
      key: 'synthesise.source',
      beside: ['capture.source'],
      message: `only the simulated capture can photograph what is asked for; expected denoiser or renders with capture.source=${capture.source}, found photographs`,
    });
  }
  if (wild.enabled && (capture.source !== 'simulated' || synthesise.source === 'photographs')) {
    const [key, value] =
      capture.source === 'simulated'
        ? ['synthesise.source', synthesise.source]
        : ['capture.source', capture.source];
    complaints.push({
      key: 'wild.enabled',
      beside: [key],
      message: `only a simulated capture can be in the wild, and none of its pictures has a room to photograph in; expected false with ${key}=${value}, found true`,
    });
  }
  if (synthesise.styleImage !== null && denoiser.style === 'none' && denoiser.weights === null) {
    complaints.push({
      key: 'synthesise.styleImage',
      beside: ['denoiser.style', 'denoiser.weights'],
      message: 'needs a denoiser that knows styles; expected denoiser.style=colours, found none',
    });
  }
  return complaints;
}
