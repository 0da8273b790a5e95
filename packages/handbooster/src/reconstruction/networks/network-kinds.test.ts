import { scope } from '@handbooster/torch';
import { expect, test } from 'vitest';
import { loadBuiltinHand } from '../../hand/model/builtin-hand.js';
import { createNetwork } from '../weights/network-file.js';
import { kindOfNetwork, NETWORK_KINDS, NETWORKS } from './network-kinds.js';

const hand = loadBuiltinHand('right');
const cases = NETWORKS.flatMap((name) =>
  [64, 128, 256].map((size) => [name, size, NETWORK_KINDS[name].inputSizes.includes(size)] as const),
);

test.each(cases)('%s at %i pixels: %s', (name, size, takes) => {
  const create = () =>
    scope(() => {
      const network = createNetwork(name, hand, size, 0, { initialise: false });
      // SpiralConv and DSConv are one network with two kinds of layers: the same loss, the same encoder.
      expect(kindOfNetwork(network)?.loss).toBe(NETWORK_KINDS[name].loss);
      return network.inputSize;
    });
  if (takes) expect(create()).toBe(size);
  else expect(create).toThrow(/takes/);
});

test('no two kinds are known by the same tensor', () => {
  const marks = NETWORKS.flatMap((name) => NETWORK_KINDS[name].official?.mark ?? []);
  expect(new Set(marks).size).toBe(marks.length);
  expect(marks).toHaveLength(4);
});
