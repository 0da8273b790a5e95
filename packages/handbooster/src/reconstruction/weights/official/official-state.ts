import { io } from '@handbooster/torch';
import { InputError } from '../../../base/errors/input-error.js';

/** How names of the networks and stems that are read begin; below `backbone.` only where theirs do. */
const OWN_NAMES = /^(?:decoder3d|regressor|Mixed_7c|layer4|(?:backbone\.)?pre_layer)\./;

/** The weights in a checkpoint of the official releases. */
export interface OfficialState {
  /** By the network's own names, hand-model buffers left out. */
  weights: Map<string, io.ArrayData>;
  /** Vertices of the hand model that the file was trained with, where it says so. */
  handVertices: number | null;
}

/**
 * Reads the weights of a network from what PyTorch or safetensors saved, whatever the container and the
 * wrappers before its names (`io.readStateDict`). Buffers of the hand model (`mano_layer.*`) are left out:
 * they are the hand's, which is loaded on its own.
 *
 * @throws InputError where there are no weights in it.
 */
export function readOfficialState(path: string): OfficialState {
  const weights = new Map<string, io.ArrayData>();
  let handVertices: number | null = null;
  for (const [name, value] of io.readStateDict(path)) {
    const [, buffer] = name.match(/(?:^|\.)mano_layer\.(.*)$/) ?? [];
    if (buffer === undefined) weights.set(name, value);
    else if (buffer === 'th_v_template') handVertices = value.shape[1] ?? null;
  }
  if (weights.size === 0) throw new InputError(`${path}: expected tensors by name, found none`);
  return { weights: withoutOwner(weights), handVertices };
}

/**
 * Names without what all begin with, `student.` and the like of a larger model, where that leaves a known
 * network's; else as the file has them.
 */
function withoutOwner<T>(weights: Map<string, T>): Map<string, T> {
  let inner = weights;
  while (![...inner.keys()].some((name) => OWN_NAMES.test(name))) {
    const [first] = inner.keys();
    const owner = first.slice(0, first.indexOf('.') + 1);
    if (owner === '' || [...inner.keys()].some((name) => !name.startsWith(owner))) return weights;
    inner = new Map([...inner].map(([name, value]) => [name.slice(owner.length), value]));
  }
  return inner;
}
