import {
  memory,
  nn,
  noGrad,
  optim,
  Random,
  scope,
  setThreads,
  type Tensor,
  tensor,
  zeros,
} from '@handbooster/torch';
import { expect, test } from 'vitest';
import { faceCorners } from '../../../test/golden-network.js';
import { HandLayer, loadBuiltinHand } from '../../hand/index.js';
import { LiftBlock } from '../mobrecon/mesh-decoder.js';
import { DSConv } from '../mobrecon/spiral-conv.js';
import { createNetwork } from '../network-file.js';
import { trainingLossOf } from '../training-loss.js';

setThreads(1);
const hand = loadBuiltinHand();
const VERTICES = hand.template.length / 3;

/** Multiply-adds of one forward pass, from the shapes that pass through the layers. */
function multiplyAdds(network: nn.Module, image: Tensor): number {
  let count = 0;
  const watch = <M extends nn.Module>(module: M, cost: (input: Tensor, output: Tensor) => number) => {
    const forward = module.forward.bind(module);
    module.forward = (input: Tensor) => {
      const output = forward(input) as Tensor;
      count += cost(input, output);
      return output;
    };
  };
  for (const module of network.modules()) {
    if (module instanceof nn.Conv2d || module instanceof nn.Linear) {
      const perOutput = module.weight.numel / module.weight.shape[0];
      watch(module, (_, output) => output.numel * perOutput);
    } else if (module instanceof DSConv) {
      // Its nine weights a channel are not run as a layer; the linear map after them is.
      watch(module, (input) => 9 * input.numel);
    } else if (module instanceof LiftBlock) {
      watch(module, (input, output) => 3 * output.shape[0] * input.shape[1] * input.shape[2]);
    }
  }
  noGrad(() => network.forward(image));
  return count + 21 * 3 * VERTICES;
}

test('has under 0.05 G multiply-adds and about 4 MB of half-precision weights', () => {
  const before = memory().tensors;
  scope(() => {
    const network = createNetwork('mobrecon-s', hand, 64);
    network.eval();
    const count = multiplyAdds(network, zeros([1, 3, 64, 64]));
    expect(count).toBeLessThan(0.05e9);
    // A count that misses layers would be far lower.
    expect(count).toBeGreaterThan(0.03e9);
    expect(network.parameterCount()).toBe(PARAMETERS);
    expect((2 * network.parameterCount()) / 1e6).toBeLessThan(4.2);
    network.dispose();
  });
  expect(memory().tensors).toBe(before);
});

/** On the built-in hand, whose coarsest mesh has 73 vertices. */
const PARAMETERS = 1_682_307;

test('learns a few hands, with the same number of live tensors after every step', () => {
  const before = memory().tensors;
  const network = createNetwork('mobrecon-s', hand, 64, 1);
  const layer = new HandLayer(hand);
  const faces = faceCorners(hand);
  const optimiser = new optim.Adam(network.parameters(), { lr: 2e-3 });
  const random = new Random(2, 'few hands');
  const batch = 4;
  const draw = (count: number, scale: number) =>
    Float32Array.from({ length: count }, () => random.uniform(-scale, scale));
  const [image, pose, betas, joints2d] = [
    tensor(draw(batch * 3 * 64 * 64, 0.5), { shape: [batch, 3, 64, 64] }),
    tensor(draw(batch * 48, 0.4), { shape: [batch, 48] }),
    tensor(draw(batch * 10, 1), { shape: [batch, 10] }),
    tensor(
      draw(batch * 42, 0.3).map((value) => value + 0.5),
      { shape: [batch, 21, 2] },
    ),
  ];
  const lossOf = trainingLossOf(network);
  const losses: number[] = [];
  const live: number[] = [];
  for (let step = 0; step < 25; step++) {
    losses.push(
      scope(() => {
        const loss = lossOf(network.forward(image), { pose, betas, joints2d, layer, faces });
        loss.backward();
        optimiser.step();
        optimiser.zeroGrad();
        return loss.item();
      }),
    );
    live.push(memory().tensors);
  }
  expect(losses.at(-1)).toBeLessThan(0.6 * losses[0]);
  expect(new Set(live.slice(1)).size).toBe(1);
  for (const held of [image, pose, betas, joints2d, faces]) held.dispose();
  optimiser.dispose();
  layer.dispose();
  network.dispose();
  expect(memory().tensors).toBe(before);
});
