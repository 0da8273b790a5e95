import type { TrainingLoss } from '../networks/network-kind.js';
import { kindOfNetwork, NETWORK_KINDS } from '../networks/network-kinds.js';
import type { ReconstructionNetwork } from '../networks/reconstruction-network.js';

/** The loss that a network is published with; MobRecon's for any other network of vertices. */
export function trainingLossOf(network: ReconstructionNetwork): TrainingLoss {
  return (kindOfNetwork(network) ?? NETWORK_KINDS.mobrecon).loss;
}
