import { memory, Random, scope, setThreads, type Tensor, tensor } from '@handbooster/torch';
import { expect, test } from 'vitest';
import { loadBuiltinHand } from '../../../hand/model/builtin-hand.js';
import { HandOccNet } from './handoccnet.js';
import { handOccNetLosses } from './losses.js';

setThreads(1);

test('on the built-in hand the loss reaches every parameter but those of the branch that is not run', () => {
  const hand = loadBuiltinHand();
  const random = new Random(8, 'handoccnet');
  const draw = (shape: number[]): Tensor =>
    tensor(
      Float32Array.from({ length: shape.reduce((a, b) => a * b) }, () => random.uniform()),
      { shape },
    );
  const before = memory().tensors;
  const network = new HandOccNet(hand);
  network.eval();
  const held = memory().tensors;
  scope(() => {
    const output = network.forward(draw([1, 3, 256, 256]));
    const [vertices, joints] = [output.vertices, output.joints].map((x) => x.detach().add(0.01));
    expect(vertices.shape).toEqual([1, hand.template.length / 3, 3]);
    const target = {
      vertices,
      joints,
      pose: draw([1, 48]),
      betas: draw([1, 10]),
      joints2d: draw([1, 21, 2]),
    };
    const losses = handOccNetLosses(output, target);
    // A centimetre everywhere: 1e4 (0.01)^2.
    expect(losses.vertices.item()).toBeCloseTo(1, 3);
    losses.total.backward();
    const without = network.namedParameters().filter(([name, { grad }]) => {
      if (grad === null) return true;
      const size = grad.abs().sum().item();
      // A key's bias adds the same to all scores of a query, which softmax does not see.
      const unseen = /encode_key\.bias$/.test(name);
      if (!unseen) expect([name, Number.isFinite(size) && size > 0]).toEqual([name, true]);
      return false;
    });
    expect(without.map(([name]) => name)).toEqual(['backbone.smooth2.weight', 'backbone.smooth2.bias']);
    network.zeroGrad();
  });
  expect(memory().tensors).toBe(held);
  network.to({ dtype: 'float64' });
  expect(memory().tensors).toBe(held);
  network.dispose();
  expect(memory().tensors).toBe(before);
});
