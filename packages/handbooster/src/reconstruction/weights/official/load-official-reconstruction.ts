import { InputError } from '../../../base/errors/input-error.js';
import type { HandModel } from '../../../hand/model/hand-model.js';
import type { HierarchyLevel } from '../../networks/hierarchy/mesh-hierarchy.js';
import { NETWORK_KINDS, NETWORKS, type NetworkName } from '../../networks/network-kinds.js';
import type { ReconstructionNetwork } from '../../networks/reconstruction-network.js';
import { createNetwork } from '../network-file.js';
import { readOfficialState } from './official-state.js';

export interface LoadOfficialOptions {
  /**
   * The mesh hierarchy that the weights were trained with. It is not in the checkpoint, and for MobRecon and
   * H2ONet it was made from a posed template: `readOfficialHierarchy` reads it. By default that of the hand's
   * own mesh, which gives wrong vertices for weights of the releases.
   */
  levels?: readonly HierarchyLevel[];
}

/** A network with official weights, ready to predict. */
export interface OfficialReconstruction {
  name: NetworkName;
  network: ReconstructionNetwork;
  /** Names in the file that the network has no place for. */
  ignored: string[];
}

/**
 * Loads a checkpoint of HandOccNet, MobRecon (SpiralConv or DSConv) or H2ONet as the official trainers save
 * it; which one it is and its input size are seen from the names and shapes.
 *
 * @throws InputError naming the file and the tensor where it is none of these, lacks weights, or was trained
 * on another mesh.
 */
export function loadOfficialReconstruction(
  path: string,
  hand: HandModel,
  options: LoadOfficialOptions = {},
): OfficialReconstruction {
  const { weights, handVertices } = readOfficialState(path);
  // H2ONet has all of MobRecon's tensors and stands after it.
  const name = NETWORKS.findLast((one) => weights.has(NETWORK_KINDS[one].official?.mark ?? ''));
  const official = name === undefined ? null : NETWORK_KINDS[name].official;
  if (name === undefined || official === null) {
    const [first] = weights.keys();
    throw new InputError(
      `${path}: expected weights of HandOccNet, MobRecon or H2ONet, found tensors such as ${first}`,
    );
  }
  const vertices = hand.template.length / 3;
  const trainedOn = handVertices ?? weights.get('mano_joint_reg')?.shape[1] ?? vertices;
  if (trainedOn !== vertices) {
    throw new InputError(
      `${path}: trained on a hand of ${trainedOn} vertices, the loaded one (${hand.name}) has ${vertices}; load the hand it was trained with`,
    );
  }
  const network = createNetwork(name, hand, official.inputSize(weights), 0, {
    levels: options.levels,
    initialise: false,
  });
  try {
    const { missing, unexpected } = network.loadStateDict(weights, { strict: false });
    if (missing.length > 0) {
      throw new InputError(
        `expected the tensor ${missing[0]}, found none${missing.length > 1 ? ` (nor ${missing.length - 1} more)` : ''}`,
      );
    }
    network.eval();
    return { name, network, ignored: unexpected };
  } catch (error) {
    network.dispose();
    throw new InputError(`${path}: ${error instanceof Error ? error.message : error}`);
  }
}
