import { io, nn, Random } from '@handbooster/torch';
import { InputError } from '../../base/errors/input-error.js';
import { readWeightsFile } from '../../base/files/read-weights-file.js';
import type { HandModel } from '../../hand/model/hand-model.js';
import type { HierarchyLevel } from '../networks/hierarchy/mesh-hierarchy.js';
import { hierarchyArrays, hierarchyOfArrays, isHierarchyArray } from '../networks/hierarchy-arrays.js';
import { NETWORK_KINDS, NETWORKS, type NetworkName } from '../networks/network-kinds.js';
import type { ReconstructionNetwork } from '../networks/reconstruction-network.js';
import { UndrawnRandom } from '../networks/undrawn-random.js';

const FORMAT = 'handbooster-reconstruction';

export interface CreateNetworkOptions {
  /** The mesh hierarchy of the vertex-based networks; by default that of the hand's own mesh. */
  levels?: readonly HierarchyLevel[];
  /** False where the first weights are about to be overwritten: they stay zero. */
  initialise?: boolean;
}

/**
 * A network, freshly initialised by `seed`.
 *
 * @param inputSize pixels: 64 for MobRecon-S, 128 or 256 for MobRecon, 128 for H2ONet, 256 for HandOccNet.
 *
 * @example
 * ```ts
 * import { createNetwork, loadBuiltinHand } from 'handbooster';
 * const network = createNetwork('mobrecon-s', loadBuiltinHand(), 64);
 * console.log(network.inputSize); // 64
 * ```
 */
export function createNetwork(
  name: NetworkName,
  hand: HandModel,
  inputSize: number,
  seed = 0,
  { levels, initialise = true }: CreateNetworkOptions = {},
): ReconstructionNetwork {
  const kind = NETWORK_KINDS[name];
  if (!kind.inputSizes.includes(inputSize)) {
    throw new InputError(
      `train.imageSize: ${name} takes ${kind.inputSizes.join(' or ')} pixels, found ${inputSize}`,
    );
  }
  const random = initialise ? new Random(seed, 'network', name) : new UndrawnRandom();
  const network = nn.withRandom(random, () => kind.create(hand, inputSize, levels ?? null));
  // With weights and images in this layout oneDNN needs no other one: see docs/guides/train-a-network.md for
  // what it brings.
  return network.to({ memoryFormat: 'channelsLast' });
}

export interface SaveNetworkOptions {
  /** Half precision halves the file; the weights are read back into float32. */
  dtype?: 'float32' | 'float16';
  /** Free-form facts to keep in the file: data, steps, licence. */
  facts?: Record<string, string>;
  /** The mesh hierarchy, where it is not that of the hand's own mesh: it is kept in the file. */
  levels?: readonly HierarchyLevel[];
}

/** Writes a network's weights as one safetensors file that says what they are for. */
export function saveNetwork(
  path: string,
  name: NetworkName,
  network: ReconstructionNetwork,
  hand: HandModel,
  { dtype = 'float32', facts = {}, levels = [] }: SaveNetworkOptions = {},
): void {
  const arrays = hierarchyArrays(levels);
  for (const [key, tensor] of network.stateDict()) {
    if (tensor.dtype !== 'float32') continue;
    const data = tensor.toFloat32();
    arrays.set(key, {
      dtype,
      shape: tensor.shape,
      data: dtype === 'float16' ? io.float32ToFloat16(data) : data,
    });
  }
  io.writeSafetensors(path, arrays, {
    ...facts,
    format: FORMAT,
    network: name,
    inputSize: String(network.inputSize),
    hand: hand.hash,
  });
}

/**
 * Reads a network written by `saveNetwork`, ready to predict. One that was made with a hierarchy of its own
 * has it from the file, or needs it given.
 *
 * @throws InputError where the file is no such network's, or was trained for another hand model.
 *
 * @example
 * ```ts
 * import { loadBuiltinHand, loadNetwork, shippedNetwork } from 'handbooster';
 * const network = loadNetwork(shippedNetwork(), loadBuiltinHand());
 * console.log(network.inputSize); // 64
 * ```
 */
export function loadNetwork(
  path: string,
  hand: HandModel,
  options: CreateNetworkOptions = {},
): ReconstructionNetwork {
  const arrays = readWeightsFile(path, 'the weights of a reconstruction network');
  const { format, network: name, inputSize, hand: trainedFor } = arrays.metadata;
  if (format !== FORMAT || !NETWORKS.includes(name as NetworkName)) {
    throw new InputError(
      `${path}: metadata: expected the weights of ${NETWORKS.join(' or ')}, found ${name ?? format}`,
    );
  }
  if (trainedFor !== hand.hash) {
    throw new InputError(
      `${path}: trained for hand model ${trainedFor?.slice(0, 12)}, the loaded one is ${hand.hash.slice(0, 12)} (${hand.name})`,
    );
  }
  const levels = options.levels ?? hierarchyOfArrays(arrays) ?? undefined;
  const network = createNetwork(name as NetworkName, hand, Number(inputSize), 0, {
    levels,
    initialise: false,
  });
  try {
    // Counts of batches are not kept: nothing reads them when predicting.
    const weights = new Map([...arrays].filter(([key]) => !isHierarchyArray(key)));
    const { missing } = network.loadStateDict(weights, { strict: false });
    const lacking = missing.filter((key) => !key.endsWith('num_batches_tracked'));
    if (lacking.length > 0) throw new Error(`expected the tensor ${lacking[0]}, found none`);
  } catch (error) {
    network.dispose();
    throw new InputError(`${path}: ${error instanceof Error ? error.message : error}`);
  }
  network.eval();
  return network;
}
