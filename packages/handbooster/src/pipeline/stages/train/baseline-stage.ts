import { runStage } from '../../run/run-stage.js';
import { trainNetwork } from './train-network.js';

/** Trains the reconstruction network on real images alone: the filter's judge, and the table's first row. */
export const baselineStage = runStage({
  name: 'baseline',
  version: 3,
  inputs: ['capture'],
  onRanks: true,
  settings({ train, hand, threads }) {
    // How generated images are mixed in is no matter here.
    const { syntheticShare, syntheticDecay, syntheticEnd, syntheticTerms, ...rest } = train;
    const { mixing, syntheticWeight, budget, ...alone } = rest;
    return { ...alone, hand, threads };
  },
  run: (context) => trainNetwork(context, 'baseline'),
});
