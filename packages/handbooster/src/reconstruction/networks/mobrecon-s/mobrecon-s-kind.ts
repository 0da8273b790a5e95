import type { NetworkKind } from '../network-kind.js';
import { mobReconSLosses } from './losses.js';
import { MobReconS, type MobReconSOutput } from './mobrecon-s.js';

export const mobReconSKind: NetworkKind = {
  inputSizes: [64],
  cost: 1,
  parameters: 1_546_934,
  create: (hand) => new MobReconS(hand),
  made: (network) => network instanceof MobReconS,
  loss: (output, labels) => mobReconSLosses(output as MobReconSOutput, labels).total,
  endOfEncoder: (network) => (network as MobReconS).latent,
  published: null,
  official: null,
};
