import { readFileSync } from 'node:fs';
import { memory, noGrad, scope, setThreads, tensor } from '@handbooster/torch';
import { describe, expect, it } from 'vitest';
import { FormulaTensors, goldenFolder, hasGolden } from '../../../../test/support/formula-tensors.js';
import {
  expectArray,
  expectTap,
  faceCorners,
  fillNetwork,
  formulaHand,
  formulaInput,
  formulaLevels,
  type GoldenRun,
  officialErrors,
  recordedTensor,
  recordTaps,
  SUM_TOLERANCE,
} from '../../../../test/support/golden-network.js';
import { inTwoPrecisions } from '../../../../test/support/rounding.js';
import { HandLayer } from '../../../hand/hand-layer.js';
import { H2ONet, type H2ONetOutput } from './h2onet.js';
import { type H2ONetTarget, h2oNetLosses, h2oNetTarget } from './losses.js';

const NAME = 'reconstruction/h2onet.json';

/** Official names of what the network gives. */
const OUTPUTS: [string, keyof H2ONetOutput][] = [
  ['pred_verts3d_wo_gr', 'canonicalVertices'],
  ['pred_joints3d_wo_gr', 'canonicalJoints'],
  ['pred_verts3d_w_gr', 'vertices'],
  ['pred_joints3d_w_gr', 'joints'],
  ['pred_verts3d_cam', 'vertices'],
  ['pred_joints3d_cam', 'joints'],
  ['pred_joints_img', 'joints2d'],
  ['pred_glob_rot', 'rotation6d'],
  ['pred_glob_rot_mat', 'rotation'],
];

/**
 * What the network is to give, and its official names. Only the plain run records it: it does not depend on
 * the network.
 */
const TRUTH: [keyof H2ONetTarget, string][] = [
  ['vertices', 'gt_verts3d_w_gr'],
  ['joints', 'gt_joints3d_w_gr'],
  ['canonicalVertices', 'gt_verts3d_wo_gr'],
  ['canonicalJoints', 'gt_joints3d_wo_gr'],
  ['rotation', 'gt_glob_rot_mat'],
];

describe.skipIf(!hasGolden(NAME))(`H2ONet against ${goldenFolder}/${NAME}`, () => {
  const golden = hasGolden(NAME) ? JSON.parse(readFileSync(`${goldenFolder}/${NAME}`, 'utf8')) : {};
  const formula = new FormulaTensors(golden.salt ?? '');
  setThreads(1);

  const { outputs } = golden.plain ?? {};

  it.each(['plain', 'gain'])('gives the official outputs and activations (%s)', (name) => {
    const run: GoldenRun = golden[name];
    const before = memory().tensors;
    scope(() => {
      const network = new H2ONet(formulaHand(formula), { levels: formulaLevels(formula) });
      expect(network.parameterCount()).toBe(golden.params);
      fillNetwork(network, formula, run.gain);
      network.eval();
      const results = inTwoPrecisions((dtype) => {
        network.to({ dtype });
        const taps = recordTaps(network, Object.keys(run.taps));
        const image = formulaInput(formula, 'input', golden.input).to({ dtype });
        const output = noGrad(() => network.forward(image));
        return [...taps, ...Object.entries(output)];
      });
      for (const [official, ours] of OUTPUTS) expectArray(results[ours], run.outputs[official], official);
      for (const [path, expected] of Object.entries(run.taps)) expectTap(results[path], expected, path);
      network.dispose();
    });
    expect(memory().tensors).toBe(before);
  });

  it('has the official ground truth', () => {
    scope(() => {
      const [batch] = golden.input;
      const results = inTwoPrecisions((dtype) => {
        const layer = new HandLayer(formulaHand(formula), { dtype });
        const signed = (key: string, width: number) =>
          formulaInput(formula, key, [batch, width], 'signed').to({ dtype });
        const pose = layer.absolutePose(signed('mano_pose', 48), { pca: false, flatHandMean: false });
        const joints2d = formulaInput(formula, 'joints_img', [batch, 21, 2]).to({ dtype });
        const target = h2oNetTarget(layer, pose, signed('mano_shape', 10), joints2d);
        layer.dispose();
        return Object.entries(target);
      });
      for (const [ours, official] of TRUTH) expectArray(results[ours], outputs[official], official);
    });
  });

  it.each(['plain', 'gain'])('gives the official losses and errors of the official outputs (%s)', (name) => {
    const run: GoldenRun = golden[name];
    scope(() => {
      const [batch] = golden.input;
      const output = Object.fromEntries(
        OUTPUTS.map(([official, ours]) => [ours, recordedTensor(run.outputs[official])]),
      ) as unknown as H2ONetOutput;
      const target = {
        ...Object.fromEntries(TRUTH.map(([ours, official]) => [ours, recordedTensor(outputs[official])])),
        joints2d: formulaInput(formula, 'joints_img', [batch, 21, 2]).to({ dtype: 'float64' }),
      } as unknown as H2ONetTarget;
      const losses = h2oNetLosses(output, target, faceCorners(formulaHand(formula)));
      const found = {
        verts_wo_gr_loss: losses.canonicalVertices,
        joints_wo_gr_loss: losses.canonicalJoints,
        normal_wo_gr_loss: losses.normal,
        edge_wo_gr_loss: losses.edge,
        joint_img_loss: losses.joints2d,
        verts_w_gr_loss: losses.vertices,
        joints_w_gr_loss: losses.joints,
        glob_rot_loss: losses.rotation,
        total: losses.total,
      };
      for (const [key, term] of Object.entries(found)) {
        expect([term.item()], key).toBeAllclose([run.loss[key]], { relative: SUM_TOLERANCE });
      }
      const { means } = officialErrors(
        { joints: output.joints.toNumbers(), vertices: output.vertices.toNumbers() },
        { joints: outputs.gt_joints3d_w_gr.data, vertices: outputs.gt_verts3d_w_gr.data },
        batch,
      );
      for (const [key, value] of Object.entries(means)) {
        expect([value], key).toBeAllclose([run.metric[key]], { relative: SUM_TOLERANCE });
      }
    });
  });

  it('keeps each branch free of the gradients of the other', () => {
    const before = memory().tensors;
    scope(() => {
      const hand = formulaHand(formula);
      const network = new H2ONet(hand, { levels: formulaLevels(formula) });
      network.eval();
      const [, channels, height, width] = golden.input;
      const output = network.forward(formulaInput(formula, 'input', [1, channels, height, width]));
      const reached = (loss: typeof output.vertices) => {
        network.zeroGrad();
        loss.backward();
        const names = network.namedParameters().flatMap(([name, { grad }]) => (grad === null ? [] : [name]));
        return new Set(names);
      };
      const rotation = reached(output.rotation.sum());
      expect([...rotation].every((name) => /^(backbone\.dense_stack3|decoder3d\.rot_reg)\./.test(name))).toBe(
        true,
      );
      expect(rotation.has('decoder3d.rot_reg.fc_block.6.bias')).toBe(true);
      const again = network.forward(tensor(new Float32Array(3 * 128 * 128), { shape: [1, 3, 128, 128] }));
      const mesh = reached(again.canonicalJoints.sum());
      expect([...mesh].some((name) => /dense_stack3|rot_reg/.test(name))).toBe(false);
      expect(mesh.has('mano_joint_reg')).toBe(true);
      network.dispose();
    });
    expect(memory().tensors).toBe(before);
  });
});
