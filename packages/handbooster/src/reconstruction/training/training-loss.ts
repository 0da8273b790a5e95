import { mobReconSWristLoss } from '../networks/mobrecon-s/losses.js';
import { MobReconS, type MobReconSOutput } from '../networks/mobrecon-s/mobrecon-s.js';
import type { TrainingLoss } from '../networks/network-kind.js';
import { kindOfNetwork, NETWORK_KINDS } from '../networks/network-kinds.js';
import type { ReconstructionNetwork } from '../networks/reconstruction-network.js';

/** The loss that a network is published with; MobRecon's for any other network of vertices. */
export function trainingLossOf(network: ReconstructionNetwork): TrainingLoss {
  return (kindOfNetwork(network) ?? NETWORK_KINDS.mobrecon).loss;
}

/**
 * What can be learned of a picture whose fingers are not to be trusted.
 * @throws RangeError but for MobRecon-S
 */
export function wristLossOf(network: ReconstructionNetwork): TrainingLoss {
  if (!(network instanceof MobReconS)) {
    throw new RangeError(
      'syntheticTerms: `wrist` needs a network that tells the wrist’s turn from the fingers',
    );
  }
  return (output, labels) => mobReconSWristLoss(output as MobReconSOutput, labels);
}
