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
import { faceCorners } from '../../../../test/support/golden-network.js';
import { axisAngleToMatrix } from '../../../geometry/rotations.js';
import { decodeHands } from '../../../hand/decode-hands.js';
import { HandLayer } from '../../../hand/hand-layer.js';
import { loadBuiltinHand } from '../../../hand/model/builtin-hand.js';
import { trainingLossOf } from '../../training/training-loss.js';
import { createNetwork } from '../../weights/network-file.js';
import { meanHandOf } from '../mean-hand.js';
import { mobReconSWristLoss } from './losses.js';
import { MobReconS, type MobReconSOutput } from './mobrecon-s.js';

setThreads(1);
const hand = loadBuiltinHand();
const VERTICES = hand.template.length / 3;

/** Multiply-adds of one forward pass, from the shapes that pass through the layers. */
function multiplyAdds(network: nn.Module, image: Tensor): number {
  let count = 0;
  for (const module of network.modules()) {
    if (!(module instanceof nn.Conv2d || module instanceof nn.Linear)) continue;
    const forward = module.forward.bind(module);
    const perOutput = module.weight.numel / module.weight.shape[0];
    module.forward = (input: Tensor) => {
      const output = forward(input) as Tensor;
      count += output.numel * perOutput;
      return output;
    };
  }
  noGrad(() => network.forward(image));
  // Skinning: offsets of 145 directions, blended transforms of 16 joints, their product with the points, the
  // wrist's turn.
  return count + VERTICES * (3 * 145 + 12 * 16 + 9 + 9);
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

const PARAMETERS = 1_546_934;

const random = new Random(2, 'few hands');
const draw = (count: number, scale: number) =>
  Float32Array.from({ length: count }, () => random.uniform(-scale, scale));

test('answers with the mean hand before it has learned anything', () => {
  const labels = Array.from({ length: 5 }, () => {
    const pose = draw(48, 0.2);
    pose.set([2, 0.5, -0.3], 0);
    return { pose, betas: draw(10, 1) };
  });
  const before = memory().tensors;
  scope(() => {
    const network = createNetwork('mobrecon-s', hand, 64, 4) as MobReconS;
    network.startFrom(meanHandOf(labels));
    // Without what it makes of the picture.
    for (const head of [network.parts, network.turn])
      head.weight.copyFrom(new Float32Array(head.weight.numel));
    network.eval();
    const { vertices, canonicalVertices } = noGrad(() => network.forward(zeros([1, 3, 64, 64])));
    const pose = new Float32Array(48);
    const betas = new Float32Array(10);
    for (const label of labels) {
      for (let i = 0; i < 48; i++) pose[i] += label.pose[i] / 5;
      for (let i = 0; i < 10; i++) betas[i] += label.betas[i] / 5;
    }
    pose.fill(0, 0, 3);
    const mean = decodeHands(hand, pose, betas);
    expect(canonicalVertices.toFloat32()).toBeAllclose(mean.vertices, { relative: 0, absolute: 2e-5 });
    // All roots are one rotation, so the mean is that rotation, about the wrist.
    const r = axisAngleToMatrix([2, 0.5, -0.3]);
    const [wx, wy, wz] = mean.joints;
    const turned = mean.vertices.map((_, i) => {
      const v = i - (i % 3);
      const point = [mean.vertices[v] - wx, mean.vertices[v + 1] - wy, mean.vertices[v + 2] - wz];
      const row = 3 * (i % 3);
      return r[row] * point[0] + r[row + 1] * point[1] + r[row + 2] * point[2] + [wx, wy, wz][i % 3];
    });
    expect(vertices.toFloat32()).toBeAllclose(turned, { relative: 0, absolute: 3e-5 });
    network.dispose();
  });
  expect(memory().tensors).toBe(before);
});

test('learns a few hands, with the same number of live tensors after every step', () => {
  const before = memory().tensors;
  const network = createNetwork('mobrecon-s', hand, 64, 1);
  expect(network).toBeInstanceOf(MobReconS);
  const layer = new HandLayer(hand);
  const faces = faceCorners(hand);
  const optimiser = new optim.Adam(network.parameters(), { lr: 2e-3 });
  const batch = 4;
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

test('the loss of wrists alone is zero for the true wrist, whatever the fingers do, and pulls at nothing else', () => {
  const random = new Random('wrist loss');
  const layer = new HandLayer(hand);
  scope(() => {
    const pose = random.fillNormal(new Float32Array(2 * 48), 0, 0.4);
    const labels = {
      pose: tensor(pose, { shape: [2, 48] }),
      betas: tensor(random.fillNormal(new Float32Array(20)), { shape: [2, 10] }),
      joints2d: tensor(random.fillNormal(new Float32Array(84)), { shape: [2, 21, 2] }),
      layer,
    };
    const rotations = [0, 48].flatMap((at) => [...axisAngleToMatrix(pose.subarray(at, at + 3))]);
    const output = (turns: ArrayLike<number>) => {
      const rotation = tensor(Float32Array.from(turns), { shape: [2, 3, 3] });
      const wrong = tensor(new Float32Array(2 * VERTICES * 3).fill(0.3), { shape: [2, VERTICES, 3] });
      for (const leaf of [rotation, wrong]) leaf.requiresGrad = true;
      const given = { rotation, joints2d: labels.joints2d, canonicalVertices: wrong, vertices: wrong };
      return {
        given: { ...given, canonicalJoints: wrong, joints: wrong } as unknown as MobReconSOutput,
        rotation,
        wrong,
      };
    };
    // float32 sums of metres
    expect(mobReconSWristLoss(output(rotations).given, labels).item()).toBeLessThan(1e-6);
    const { given, rotation, wrong } = output(
      rotations.map((value, i) => value + (i % 3 === 0 ? 0.1 : -0.05)),
    );
    const loss = mobReconSWristLoss(given, labels);
    expect(loss.item()).toBeGreaterThan(1e-3);
    loss.backward();
    expect(rotation.grad!.abs().sum().item()).toBeGreaterThan(0);
    expect(wrong.grad).toBeNull();
  });
  layer.dispose();
});
