import { io } from '@handbooster/torch';
import { InputError } from '../../../base/errors/input-error.js';

/** The weights in a checkpoint of the official releases. */
export interface OfficialState {
  /** By their names without `module.`, hand-model buffers left out. */
  weights: Map<string, io.ArrayData>;
  /** Vertices of the hand model that the file was trained with, where it says so. */
  handVertices: number | null;
}

/** Where the official trainers keep the weights: HandBooster and H2ONet, then HandOccNet; others have them at the top. */
const CONTAINERS = ['state_dict', 'network'];

/**
 * Reads the weights of a `torch.save` file (or of a safetensors one that was converted from it): of a container of the official trainers, of which nothing else is read, or a bare
 * state dict. `module.` of models that were trained on several GPUs is taken off; buffers of the hand model (`mano_layer.*`) are
 * left out: they are the hand's, which is loaded on its own.
 *
 * @throws InputError where there are no weights in it.
 */
export function readOfficialState(path: string): OfficialState {
  const weights = new Map<string, io.ArrayData>();
  let handVertices: number | null = null;
  const contents = /\.safetensors$/i.test(path) ? io.readSafetensors(path) : readWeights(path);
  for (const [key, value] of contents) {
    if (typeof key !== 'string' || !io.isArrayData(value)) continue;
    const name = key.replace(/^(module\.)+/, '');
    const [, buffer] = name.match(/(?:^|\.)mano_layer\.(.*)$/) ?? [];
    if (buffer === undefined) weights.set(name, value);
    else if (buffer === 'th_v_template') handVertices = value.shape[1] ?? null;
  }
  if (weights.size === 0) {
    throw new InputError(
      `${path}: expected tensors by name, at the top or under ${CONTAINERS.join(' or ')}, found none`,
    );
  }
  return { weights, handVertices };
}

function readWeights(path: string): Map<unknown, unknown> {
  for (const key of CONTAINERS) {
    const found = tryKey(path, key);
    if (found instanceof Map) return found;
  }
  const whole = io.readTorchCheckpoint(path);
  if (!(whole instanceof Map)) {
    throw new InputError(
      `${path}: expected a dict of tensors, found ${whole === null ? 'None' : typeof whole}`,
    );
  }
  return whole;
}

/** What is under a key, undefined without it. Anything else that is wrong with the file shows when it is read whole. */
function tryKey(path: string, key: string): unknown {
  try {
    const part = io.readTorchCheckpoint(path, { only: [key] });
    return part instanceof Map ? part.get(key) : undefined;
  } catch (error) {
    if (error instanceof io.FormatError) return undefined;
    throw error;
  }
}
