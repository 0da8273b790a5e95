import { memory, noGrad, Random, scope, setThreads, tensor } from '@handbooster/torch';
import { expect, it } from 'vitest';
import { shakeNorms } from '../../../test/support/shake-norms.js';
import { loadBuiltinHand } from '../../hand/model/builtin-hand.js';
import { createNetwork } from '../weights/network-file.js';
import type { NetworkName } from './network-kinds.js';
import { prepareForPrediction } from './prepare-for-prediction.js';

setThreads(1);
const hand = loadBuiltinHand();

const CASES: [NetworkName, number, number][] = [
  ['mobrecon-s', 64, 9],
  ['mobrecon', 128, 3],
  ['mobrecon-ds', 128, 2],
  ['h2onet', 128, 3],
  ['handoccnet', 256, 2],
];

it.each(CASES)('%s predicts the same, whichever layout its weights had', (name, size, batch) => {
  const before = memory().tensors;
  scope(() => {
    const network = createNetwork(name, hand, size, 2);
    shakeNorms(network);
    network.eval();
    const pixels = new Random(3, 'image').fillUniform(new Float32Array(batch * 3 * size * size));
    const predict = (count: number) => {
      const shape = [count, 3, size, size];
      const image = tensor(pixels.slice(0, count * 3 * size * size), { shape });
      const { vertices, joints, joints2d } = noGrad(() => network.forward(image));
      return [vertices, joints, joints2d].map((x) => x.toFloat32());
    };
    network.to({ memoryFormat: 'contiguous' });
    const expected = predict(batch);
    network.to({ memoryFormat: 'channelsLast' });
    const lastLayout = predict(batch);
    prepareForPrediction(network);
    const [prepared, alone] = [predict(batch), predict(1)];
    expected.forEach((values, i) => {
      const largest = values.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
      expect(largest).toBeGreaterThan(0);
      const tolerance = { relative: 0, absolute: 1e-4 * largest };
      expect(lastLayout[i]).toBeAllclose(values, tolerance);
      expect(prepared[i]).toBeAllclose(values, tolerance);
      // Fewer images take other ways through the linear maps.
      expect(alone[i]).toBeAllclose(values.subarray(0, alone[i].length), tolerance);
    });
    network.dispose();
  });
  expect(memory().tensors).toBe(before);
});
