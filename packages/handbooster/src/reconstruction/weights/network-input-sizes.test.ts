import { scope } from '@handbooster/torch';
import { expect, test } from 'vitest';
import { loadBuiltinHand } from '../../hand/model/builtin-hand.js';
import { createNetwork, type NetworkName } from './network-file.js';
import { NETWORK_INPUT_SIZES } from './network-input-sizes.js';

const hand = loadBuiltinHand('right');
const cases = Object.entries(NETWORK_INPUT_SIZES).flatMap(([name, sizes]) =>
  [64, 128, 256].map((size) => [name as NetworkName, size, sizes.includes(size)] as const),
);

test.each(cases)('%s at %i pixels: %s', (name, size, takes) => {
  const create = () => scope(() => createNetwork(name, hand, size, 0, { initialise: false }).inputSize);
  if (takes) expect(create()).toBe(size);
  else if (name !== 'mobrecon' && name !== 'mobrecon-ds') expect(create).toThrow(/takes/);
});
