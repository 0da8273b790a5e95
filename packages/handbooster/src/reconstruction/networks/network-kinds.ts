import { h2oNetKind } from './h2onet/h2onet-kind.js';
import { handOccNetKind } from './handoccnet/handoccnet-kind.js';
import { mobReconDsKind, mobReconKind } from './mobrecon/mobrecon-kind.js';
import { mobReconSKind } from './mobrecon-s/mobrecon-s-kind.js';
import type { NetworkKind } from './network-kind.js';
import type { ReconstructionNetwork } from './reconstruction-network.js';

/**
 * The networks by name; `mobrecon` has SpiralConv as the release has, `mobrecon-ds` DSConv as the paper's
 * count has.
 */
export const NETWORKS = ['mobrecon-s', 'mobrecon', 'mobrecon-ds', 'h2onet', 'handoccnet'] as const;
export type NetworkName = (typeof NETWORKS)[number];

/** What is to be known of each: its inputs, how it is made, its loss, how it is published. */
export const NETWORK_KINDS: Record<NetworkName, NetworkKind> = {
  'mobrecon-s': mobReconSKind,
  mobrecon: mobReconKind,
  'mobrecon-ds': mobReconDsKind,
  h2onet: h2oNetKind,
  handoccnet: handOccNetKind,
};

/** What a network is; undefined where it is none of these. */
export function kindOfNetwork(network: ReconstructionNetwork): NetworkKind | undefined {
  return Object.values(NETWORK_KINDS).find((kind) => kind.made(network));
}
