import { readFileSync } from 'node:fs';
import { memory, noGrad, scope, setThreads, type Tensor, tensor } from '@handbooster/torch';
import { describe, expect, it } from 'vitest';
import { FormulaTensors, goldenFolder, hasGolden } from '../../../../test/support/formula-tensors.js';
import {
  expectArray,
  expectTap,
  fillNetwork,
  formulaHand,
  formulaInput,
  type GoldenRun,
  officialErrors,
  recordTaps,
} from '../../../../test/support/golden-network.js';
import { HandLayer } from '../../../hand/hand-layer.js';
import { axisAngleToMatrices } from '../rotations/axis-angle-to-matrices.js';
import { HandOccNet } from './handoccnet.js';
import { handOccNetLosses } from './losses.js';

const NAME = 'reconstruction/handoccnet.json';
/** What the float32 run of the official code itself differs from its float64 run by, with room, of the largest value. */
const TOLERANCE: Record<string, number> = { plain: 1e-4, gain: 1e-3 };

describe.skipIf(!hasGolden(NAME))(`HandOccNet against ${goldenFolder}/${NAME}`, () => {
  const golden = hasGolden(NAME) ? JSON.parse(readFileSync(`${goldenFolder}/${NAME}`, 'utf8')) : {};
  const formula = new FormulaTensors(golden.salt ?? '');
  setThreads(1);

  it.each(['plain', 'gain'])('gives the official outputs, activations, losses and errors (%s)', (name) => {
    const run: GoldenRun = golden[name];
    const tolerance = TOLERANCE[name];
    const before = memory().tensors;
    scope(() => {
      const hand = formulaHand(formula);
      const network = new HandOccNet(hand);
      expect(network.parameterCount()).toBe(golden.params);
      fillNetwork(network, formula, run.gain);
      network.eval();
      const [batch] = golden.input;
      const taps = recordTaps(network, Object.keys(run.taps));
      // The network leaves out the branch whose result is used nowhere.
      const { backbone } = network;
      const pyramid = backbone.pyramid.bind(backbone);
      backbone.pyramid = (image) => {
        const maps = pyramid(image);
        backbone.smooth2.forward(maps[1]);
        return maps;
      };
      const output = noGrad(() => network.forward(formulaInput(formula, 'input', golden.input)));
      expectArray(output.vertices, run.outputs.pred_verts3d_cam, tolerance, 'vertices');
      expectArray(output.joints, run.outputs.pred_joints3d_cam, tolerance, 'joints');
      expectArray(output.rotations, run.outputs.pred_mano_pose, tolerance, 'rotations');
      expectArray(output.betas, run.outputs.pred_mano_shape, tolerance, 'betas');
      expectArray(output.joints2d, run.outputs.pred_joints_img, tolerance, 'joints2d');

      // The official layer is a module that gives millimetres.
      taps.set('regressor.mano_regHead.mano_layer[0]', output.vertices.mul(1000));
      taps.set('regressor.mano_regHead.mano_layer[1]', output.joints.mul(1000));
      for (const [path, expected] of Object.entries(run.taps)) {
        expectTap(taps.get(path), expected, tolerance, path);
      }

      const pose = formulaInput(formula, 'mano_pose', [batch, 48], 'signed');
      const betas = formulaInput(formula, 'mano_shape', [batch, 10], 'signed');
      const layer = new HandLayer(hand);
      const truth = layer.forward(layer.absolutePose(pose, { pca: false, flatHandMean: false }), betas);
      // Ground truth does not depend on the network; only the plain run records it.
      const { outputs } = golden.plain as GoldenRun;
      expectArray(truth.vertices, outputs.gt_verts3d_cam, 1e-4, 'true vertices');
      expectArray(truth.joints, outputs.gt_joints3d_cam, 1e-4, 'true joints');
      expectArray(axisAngleToMatrices(pose.reshape([batch, 16, 3])), outputs.gt_mano_pose, 1e-5, 'true pose');
      layer.dispose();

      const recorded = (key: string): Tensor =>
        tensor(Float32Array.from(outputs[key].data), { shape: outputs[key].shape });
      const losses = handOccNetLosses(output, {
        vertices: recorded('gt_verts3d_cam'),
        joints: recorded('gt_joints3d_cam'),
        pose,
        betas,
        joints2d: formulaInput(formula, 'joints_img', [batch, 21, 2]),
      });
      const keys = ['mano_verts', 'mano_joints', 'mano_pose', 'mano_shape', 'joints_img', 'total'];
      const { vertices, joints, pose: poses, betas: shape, joints2d, total } = losses;
      const found = [vertices, joints, poses, shape, joints2d, total].map((term) => term.item());
      expect(found).toBeAllclose(
        keys.map((key) => run.loss[key]),
        { relative: tolerance },
      );

      const { means } = officialErrors(
        { joints: output.joints.toFloat32(), vertices: output.vertices.toFloat32() },
        { joints: outputs.gt_joints3d_cam.data, vertices: outputs.gt_verts3d_cam.data },
        batch,
      );
      for (const [key, value] of Object.entries(means)) {
        expect([value], key).toBeAllclose([run.metric[key]], { relative: tolerance });
      }
      network.dispose();
    });
    expect(memory().tensors).toBe(before);
  });
});
