import { cat, memory, ops, Random, scope, setThreads, type Tensor, tensor } from '@handbooster/torch';
import { expect, test } from 'vitest';
import { FormulaTensors } from '../../../../test/support/formula-tensors.js';
import { formulaHand, formulaLevels } from '../../../../test/support/golden-network.js';
import { MobRecon } from './mobrecon.js';
import { DSConv, SpiralConv } from './spiral-conv.js';

setThreads(1);
const [COUNT, BATCH, FROM, TO] = [11, 2, 6, 5];
const random = new Random(3, 'spiral-conv');
const spirals = Uint32Array.from({ length: 9 * COUNT }, () => random.integer(COUNT));
const input = Float32Array.from({ length: COUNT * BATCH * FROM }, () => random.normal());

/** (B, V, 9, C): the published layout, gathered all at once with the batch first. */
function gathered(x: Tensor): Tensor {
  const index = tensor(BigInt64Array.from(spirals, BigInt));
  return x.transpose(0, 1).indexSelect(1, index).reshape([BATCH, COUNT, 9, FROM]);
}

test('SpiralConv is one linear map of the nine neighbours, one after the other', () => {
  scope(() => {
    const conv = new SpiralConv(FROM, TO, spirals);
    const x = tensor(input, { shape: [COUNT, BATCH, FROM] });
    const expected = ops.linear(gathered(x).flatten(2), conv.layer.weight, conv.layer.bias);
    expect(conv.forward(x).transpose(0, 1).toFloat32()).toBeAllclose(expected.toFloat32(), {
      absolute: 1e-5,
    });
    conv.dispose();
  });
});

test('DSConv is a 3x3 filter over the nine neighbours of each channel, then a linear map', () => {
  scope(() => {
    const conv = new DSConv(FROM, TO, spirals);
    const x = tensor(input, { shape: [COUNT, BATCH, FROM] });
    const patches = gathered(x)
      .transpose(2, 3)
      .reshape([BATCH * COUNT, FROM, 3, 3]);
    const filtered = ops.conv2d(patches, conv.spatialLayer.weight, null, [1, 1], [0, 0], [1, 1], FROM);
    const expected = ops.linear(filtered.reshape([BATCH, COUNT, FROM]), conv.channelLayer.weight);
    expect(conv.forward(x).transpose(0, 1).toFloat32()).toBeAllclose(expected.toFloat32(), {
      absolute: 1e-5,
    });
    conv.dispose();
  });
});

test("MobRecon with DSConv has the paper's parameters, and its names", () => {
  const before = memory().tensors;
  scope(() => {
    const formula = new FormulaTensors();
    const network = new MobRecon(formulaHand(formula), { levels: formulaLevels(formula), conv: 'ds' });
    expect(network.parameterCount()).toBe(8_760_861);
    // The paper counts neither the unused gate of the first stack nor the bare lifting matrix.
    const uncounted = network
      .namedParameters()
      .filter(([name]) => /^backbone\.dense_stack1\.senet3\.|^decoder3d\.upsample$/.test(name))
      .reduce((sum, [, { numel }]) => sum + numel, 0);
    expect(network.parameterCount() - uncounted).toBe(8_232_984);
    const names = [...network.stateDict().keys()].filter((name) =>
      /^decoder3d\.(de_layer\.0|head)/.test(name),
    );
    expect(names).toEqual([
      'decoder3d.de_layer.0.conv.spatial_layer.weight',
      'decoder3d.de_layer.0.conv.channel_layer.weight',
      'decoder3d.head.spatial_layer.weight',
      'decoder3d.head.channel_layer.weight',
    ]);
    network.dispose();
  });
  expect(memory().tensors).toBe(before);
});

test('both kinds give gradients to every weight they have', () => {
  scope(() => {
    for (const conv of [new SpiralConv(FROM, TO, spirals), new DSConv(FROM, TO, spirals)]) {
      const x = tensor(input, { shape: [COUNT, BATCH, FROM], requiresGrad: true });
      conv.forward(x).mul(conv.forward(x)).sum().backward();
      const grads = [x, ...conv.parameters()].map(({ grad }) => (grad as Tensor).abs().reshape([-1]));
      expect(
        cat(grads, 0)
          .toFloat32()
          .every((value) => Number.isFinite(value)),
      ).toBe(true);
      for (const grad of grads) expect(grad.sum().item()).toBeGreaterThan(0);
      conv.zeroGrad();
      conv.dispose();
    }
  });
});
