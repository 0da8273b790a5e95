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
  recordTaps,
} from '../../../../test/support/golden-network.js';
import { HandLayer } from '../../../hand/hand-layer.js';
import { H2ONet, type H2ONetOutput } from './h2onet.js';
import { h2oNetLosses, h2oNetTarget } from './losses.js';

const NAME = 'reconstruction/h2onet.json';
const TOLERANCE = 1e-4;

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

describe.skipIf(!hasGolden(NAME))(`H2ONet against ${goldenFolder}/${NAME}`, () => {
  const golden = hasGolden(NAME) ? JSON.parse(readFileSync(`${goldenFolder}/${NAME}`, 'utf8')) : {};
  const formula = new FormulaTensors(golden.salt ?? '');
  setThreads(1);

  it.each(['plain', 'gain'])('gives the official outputs, activations, losses and errors (%s)', (name) => {
    const run: GoldenRun = golden[name];
    const before = memory().tensors;
    scope(() => {
      const hand = formulaHand(formula);
      const network = new H2ONet(hand, { levels: formulaLevels(formula) });
      expect(network.parameterCount()).toBe(golden.params);
      fillNetwork(network, formula, run.gain);
      network.eval();
      const [batch] = golden.input;
      const taps = recordTaps(network, Object.keys(run.taps));
      const output = noGrad(() => network.forward(formulaInput(formula, 'input', golden.input)));
      for (const [official, ours] of OUTPUTS) {
        expectArray(output[ours], run.outputs[official], TOLERANCE, official);
      }
      for (const [path, expected] of Object.entries(run.taps)) {
        expectTap(taps.get(path), expected, TOLERANCE, path);
      }

      // Ground truth does not depend on the network; only the plain run records it.
      const { outputs } = golden.plain as GoldenRun;
      const layer = new HandLayer(hand);
      const pose = layer.absolutePose(formulaInput(formula, 'mano_pose', [batch, 48], 'signed'), {
        pca: false,
        flatHandMean: false,
      });
      const betas = formulaInput(formula, 'mano_shape', [batch, 10], 'signed');
      const target = h2oNetTarget(layer, pose, betas, formulaInput(formula, 'joints_img', [batch, 21, 2]));
      layer.dispose();
      expectArray(target.vertices, outputs.gt_verts3d_w_gr, TOLERANCE, 'true vertices');
      expectArray(target.joints, outputs.gt_joints3d_w_gr, TOLERANCE, 'true joints');
      expectArray(target.canonicalVertices, outputs.gt_verts3d_wo_gr, TOLERANCE, 'true unturned vertices');
      expectArray(target.canonicalJoints, outputs.gt_joints3d_wo_gr, TOLERANCE, 'true unturned joints');
      expectArray(target.rotation, outputs.gt_glob_rot_mat, TOLERANCE, 'true rotation');

      const losses = h2oNetLosses(output, target, faceCorners(hand));
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
        expect([term.item()], key).toBeAllclose([run.loss[key]], { relative: TOLERANCE });
      }

      const { means } = officialErrors(
        { joints: output.joints.toFloat32(), vertices: output.vertices.toFloat32() },
        { joints: outputs.gt_joints3d_w_gr.data, vertices: outputs.gt_verts3d_w_gr.data },
        batch,
      );
      for (const [key, value] of Object.entries(means)) {
        expect([value], key).toBeAllclose([run.metric[key]], { relative: TOLERANCE });
      }
      network.dispose();
    });
    expect(memory().tensors).toBe(before);
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
