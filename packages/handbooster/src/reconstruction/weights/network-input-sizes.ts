import type { NetworkName } from './network-file.js';

/** Pixels of the square input that each network can have, the usual one first. */
export const NETWORK_INPUT_SIZES: Record<NetworkName, readonly number[]> = {
  'mobrecon-s': [64],
  mobrecon: [128, 256],
  'mobrecon-ds': [128, 256],
  h2onet: [128],
  handoccnet: [256],
};
