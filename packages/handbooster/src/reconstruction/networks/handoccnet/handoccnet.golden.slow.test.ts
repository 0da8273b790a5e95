import { readFileSync } from 'node:fs';
import { memory, noGrad, scope, setThreads } from '@handbooster/torch';
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
  recordedTensor,
  recordTaps,
  SUM_TOLERANCE,
} from '../../../../test/support/golden-network.js';
import { inTwoPrecisions } from '../../../../test/support/rounding.js';
import { HandLayer } from '../../../hand/hand-layer.js';
import { axisAngleToMatrices } from '../rotations/axis-angle-to-matrices.js';
import { HandOccNet, type HandOccNetOutput } from './handoccnet.js';
import { handOccNetLosses } from './losses.js';

const NAME = 'reconstruction/handoccnet.json';
/** What the network gives, and its official names. */
const OUTPUTS: [keyof HandOccNetOutput, string][] = [
  ['vertices', 'pred_verts3d_cam'],
  ['joints', 'pred_joints3d_cam'],
  ['rotations', 'pred_mano_pose'],
  ['betas', 'pred_mano_shape'],
  ['joints2d', 'pred_joints_img'],
];

describe.skipIf(!hasGolden(NAME))(`HandOccNet against ${goldenFolder}/${NAME}`, () => {
  const golden = hasGolden(NAME) ? JSON.parse(readFileSync(`${goldenFolder}/${NAME}`, 'utf8')) : {};
  const formula = new FormulaTensors(golden.salt ?? '');
  setThreads(1);

  const { outputs: truth } = golden.plain ?? {};

  it.each(['plain', 'gain'])('gives the official outputs and activations (%s)', (name) => {
    const run: GoldenRun = golden[name];
    const before = memory().tensors;
    scope(() => {
      const network = new HandOccNet(formulaHand(formula));
      expect(network.parameterCount()).toBe(golden.params);
      fillNetwork(network, formula, run.gain);
      network.eval();
      // The network leaves out the branch whose result is used nowhere.
      const { backbone } = network;
      const pyramid = backbone.pyramid.bind(backbone);
      backbone.pyramid = (image) => {
        const maps = pyramid(image);
        backbone.smooth2.forward(maps[1]);
        return maps;
      };
      const results = inTwoPrecisions((dtype) => {
        network.to({ dtype });
        const taps = recordTaps(network, Object.keys(run.taps));
        const image = formulaInput(formula, 'input', golden.input).to({ dtype });
        const output = noGrad(() => network.forward(image));
        // The official layer is a module that gives millimetres.
        taps.set('regressor.mano_regHead.mano_layer[0]', output.vertices.mul(1000));
        taps.set('regressor.mano_regHead.mano_layer[1]', output.joints.mul(1000));
        return [...taps, ...Object.entries(output)];
      });
      for (const [ours, official] of OUTPUTS) expectArray(results[ours], run.outputs[official], ours);
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
        const pose = signed('mano_pose', 48);
        const absolute = layer.absolutePose(pose, { pca: false, flatHandMean: false });
        const { vertices, joints } = layer.forward(absolute, signed('mano_shape', 10));
        layer.dispose();
        return Object.entries({ vertices, joints, pose: axisAngleToMatrices(pose.reshape([batch, 16, 3])) });
      });
      expectArray(results.vertices, truth.gt_verts3d_cam, 'vertices');
      expectArray(results.joints, truth.gt_joints3d_cam, 'joints');
      expectArray(results.pose, truth.gt_mano_pose, 'pose');
    });
  });

  it.each(['plain', 'gain'])('gives the official losses and errors of the official outputs (%s)', (name) => {
    const run: GoldenRun = golden[name];
    scope(() => {
      const [batch] = golden.input;
      const output = Object.fromEntries(
        OUTPUTS.map(([ours, official]) => [ours, recordedTensor(run.outputs[official])]),
      ) as unknown as HandOccNetOutput;
      const input = (key: string, shape: number[], range?: 'signed') =>
        formulaInput(formula, key, shape, range).to({ dtype: 'float64' });
      const losses = handOccNetLosses(output, {
        vertices: recordedTensor(truth.gt_verts3d_cam),
        joints: recordedTensor(truth.gt_joints3d_cam),
        pose: input('mano_pose', [batch, 48], 'signed'),
        betas: input('mano_shape', [batch, 10], 'signed'),
        joints2d: input('joints_img', [batch, 21, 2]),
      });
      const keys = ['mano_verts', 'mano_joints', 'mano_pose', 'mano_shape', 'joints_img', 'total'];
      const { vertices, joints, pose, betas, joints2d, total } = losses;
      const found = [vertices, joints, pose, betas, joints2d, total].map((term) => term.item());
      expect(found).toBeAllclose(
        keys.map((key) => run.loss[key]),
        { relative: SUM_TOLERANCE },
      );
      const { means } = officialErrors(
        { joints: output.joints.toNumbers(), vertices: output.vertices.toNumbers() },
        { joints: truth.gt_joints3d_cam.data, vertices: truth.gt_verts3d_cam.data },
        batch,
      );
      for (const [key, value] of Object.entries(means)) {
        expect([value], key).toBeAllclose([run.metric[key]], { relative: SUM_TOLERANCE });
      }
    });
  });
});
