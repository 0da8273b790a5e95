import { memory, Random, scope, setThreads, type Tensor, tensor, zeros } from '@handbooster/torch';
import { expect, test } from 'vitest';
import { faceCorners } from '../../../test/support/golden-network.js';
import { HandLayer } from '../../hand/hand-layer.js';
import { loadBuiltinHand } from '../../hand/model/builtin-hand.js';
import { H2ONet } from '../networks/h2onet/h2onet.js';
import { h2oNetTarget } from '../networks/h2onet/losses.js';
import { HandOccNet } from '../networks/handoccnet/handoccnet.js';
import type { ReconstructionOutput } from '../networks/reconstruction-network.js';
import { axisAngleToMatrices } from '../networks/rotations/axis-angle-to-matrices.js';
import { trainingLossOf } from './training-loss.js';

setThreads(1);
const hand = loadBuiltinHand();
const random = new Random(4, 'labels');
const draw = (shape: number[], scale: number): Tensor =>
  tensor(
    Float32Array.from({ length: shape.reduce((a, b) => a * b) }, () => random.uniform(-scale, scale)),
    { shape },
  );

/** Labels of two hands and what decodes them. */
function labels() {
  const [pose, betas, joints2d] = [draw([2, 48], 0.5), draw([2, 10], 1), draw([2, 21, 2], 0.5)];
  return { pose, betas, joints2d, layer: new HandLayer(hand), faces: faceCorners(hand) };
}

/** The fields of an output, each moved by a tenth in turn; each has to raise the loss from zero. */
function raisesWith(right: ReconstructionOutput, loss: (output: ReconstructionOutput) => Tensor) {
  return Object.entries(right).map(([field, value]) => {
    const wrong = { ...right, [field]: (value as Tensor).add(0.1) };
    return [field, loss(wrong).item() > 1e-3];
  });
}

test("HandOccNet's loss is zero at the truth, whose pose it takes before the mean pose, and at nothing else", () => {
  const before = memory().tensors;
  scope(() => {
    const given = labels();
    const network = new HandOccNet(hand);
    const lossOf = trainingLossOf(network);
    const { vertices, joints } = given.layer.forward(given.pose, given.betas);
    const mean = tensor(Float32Array.from([0, 0, 0, ...hand.poseMean]), { shape: [1, 48] });
    const rotations = axisAngleToMatrices(given.pose.sub(mean).reshape([2, 16, 3]));
    const right = { vertices, joints, joints2d: given.joints2d, rotations, betas: given.betas };
    expect(lossOf(right, given).item()).toBeLessThan(1e-8);
    const raised = raisesWith(right, (output) => lossOf(output, given));
    expect(raised).toEqual(Object.keys(right).map((field) => [field, true]));
    given.layer.dispose();
    network.dispose();
  });
  expect(memory().tensors).toBe(before);
});

test("H2ONet's loss is MobRecon's normal term at the truth, and more elsewhere", () => {
  const before = memory().tensors;
  scope(() => {
    const given = labels();
    const network = new H2ONet(hand);
    const lossOf = trainingLossOf(network);
    const target = h2oNetTarget(given.layer, given.pose, given.betas, given.joints2d);
    const right = { ...target, rotation6d: zeros([2, 6]) };
    // Edges lie in their own faces, so the term of edges against normals is zero as well.
    expect(lossOf(right, given).item()).toBeLessThan(1e-6);
    const { rotation6d: _, ...counted } = right;
    const raised = raisesWith(counted, (output) => lossOf({ ...right, ...output }, given));
    expect(raised).toEqual(Object.keys(counted).map((field) => [field, true]));
    given.layer.dispose();
    network.dispose();
  });
  expect(memory().tensors).toBe(before);
});
