import { readFileSync } from 'node:fs';
import { cat, memory, noGrad, scope, setThreads, type Tensor } from '@handbooster/torch';
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
  officialRegressor,
  recordedTensor,
  recordTaps,
  SUM_TOLERANCE,
} from '../../../../test/support/golden-network.js';
import { inTwoPrecisions, roundingLimit, type TwoPrecisions } from '../../../../test/support/rounding.js';
import { mobReconLosses } from './losses.js';
import { MobRecon } from './mobrecon.js';

const NAME = 'reconstruction/mobrecon.json';

describe.skipIf(!hasGolden(NAME))(`MobRecon against ${goldenFolder}/${NAME}`, () => {
  const golden = hasGolden(NAME) ? JSON.parse(readFileSync(`${goldenFolder}/${NAME}`, 'utf8')) : {};
  const formula = new FormulaTensors(golden.salt ?? '');
  setThreads(1);
  const mobRecon = (gain: number) => {
    const hand = formulaHand(formula);
    const network = new MobRecon(hand, {
      inputSize: golden.input[2],
      levels: formulaLevels(formula),
      jointRegressor: officialRegressor(hand),
    });
    fillNetwork(network, formula, gain);
    network.eval();
    return { network };
  };
  // Ground truth is the official hand layer's, which only the plain run records.
  const truth = () => {
    const { gt_verts3d_cam, gt_joints3d_cam } = (golden.plain as GoldenRun).outputs;
    return { vertices: gt_verts3d_cam, joints: gt_joints3d_cam };
  };

  it.each(['plain', 'gain'])('gives the official outputs and activations (%s)', (name) => {
    const run: GoldenRun = golden[name];
    const before = memory().tensors;
    scope(() => {
      const { network } = mobRecon(run.gain);
      expect(network.parameterCount()).toBe(golden.params);
      const results = inTwoPrecisions((dtype) => {
        network.to({ dtype });
        const taps = recordTaps(network, Object.keys(run.taps));
        const image = formulaInput(formula, 'input', golden.input).to({ dtype });
        const output = noGrad(() => network.forward(image));
        return [...taps, ...Object.entries(output)];
      });
      expectArray(results.vertices, run.outputs.pred_verts3d_cam, 'vertices');
      expectArray(results.joints, run.outputs.pred_joints3d_cam, 'joints');
      expectArray(results.joints2d, run.outputs.pred_joints_img, 'joints2d');
      for (const [path, expected] of Object.entries(run.taps)) expectTap(results[path], expected, path);
      network.dispose();
    });
    expect(memory().tensors).toBe(before);
  });

  it.each(['plain', 'gain'])('gives the official losses and errors of the official outputs (%s)', (name) => {
    const run: GoldenRun = golden[name];
    scope(() => {
      const [batch] = golden.input;
      const { pred_verts3d_cam, pred_joints3d_cam, pred_joints_img } = run.outputs;
      const output = {
        vertices: recordedTensor(pred_verts3d_cam),
        joints2d: recordedTensor(pred_joints_img),
      };
      const joints2d = formulaInput(formula, 'joints_img', [batch, 21, 2]).to({ dtype: 'float64' });
      const target = { vertices: recordedTensor(truth().vertices), joints2d };
      const losses = mobReconLosses(output, target, faceCorners(formulaHand(formula)));
      const found = [losses.vertices, losses.joints2d, losses.normal, losses.edge, losses.total];
      const { verts_loss, joint_img_loss, normal_loss, edge_loss, total } = run.loss;
      expect(found.map((term) => term.item())).toBeAllclose(
        [verts_loss, joint_img_loss, normal_loss, edge_loss, total],
        { relative: SUM_TOLERANCE },
      );
      const { means } = officialErrors(
        { joints: pred_joints3d_cam.data, vertices: pred_verts3d_cam.data },
        { joints: truth().joints.data, vertices: truth().vertices.data },
        batch,
      );
      for (const [key, value] of Object.entries(means)) {
        expect([value], key).toBeAllclose([run.metric[key]], { relative: SUM_TOLERANCE });
      }
    });
  });

  it('judges original and generated images as the official edge-case filter does', () => {
    const { filter } = golden;
    const before = memory().tensors;
    scope(() => {
      const { network } = mobRecon(filter.gain);
      const [batch] = golden.input;
      const images = ['input', 'generated'].map((name) => formulaInput(formula, name, golden.input));
      const output = inTwoPrecisions((dtype) => {
        network.to({ dtype });
        return Object.entries(noGrad(() => network.forward(cat(images, 0).to({ dtype }))));
      });
      expect(output.vertices.double.shape).toEqual(filter.pred_verts_shape);
      // Millimetres. A point moves by up to the root of three times a coordinate; aligned, a second time with
      // its whole hand.
      const each = Math.max(roundingLimit(output.vertices).each, roundingLimit(output.joints).each);
      const absolute = 1000 * 2 * Math.sqrt(3) * each;
      const { vertices, joints } = truth();
      const parts: [string, number][] = [
        ['ori', 0],
        ['gen', batch],
      ];
      for (const [part, first] of parts) {
        const take = (x: Tensor) => x.slice(0, first, first + batch);
        // The filter keeps vertices relative to the wrist.
        const relative = (precision: keyof TwoPrecisions) =>
          take(output.vertices[precision]).sub(take(output.joints[precision]).slice(1, 0, 1));
        const both = { single: relative('single'), double: relative('double') };
        expectTap(both, filter.verts[`verts_${part}`], part);
        const { samples } = officialErrors(
          {
            joints: take(output.joints.double).toNumbers(),
            vertices: take(output.vertices.double).toNumbers(),
          },
          { joints: joints.data, vertices: vertices.data },
          batch,
        );
        for (const error of ['MPJPE', 'MPVPE', 'PA-MPJPE', 'PA-MPVPE', 'score']) {
          const key = `${part}_${error.replace('-', '_')}`;
          const found = samples.map((sample) => sample[error]);
          // The score is the sum of the four.
          const allowed = error === 'score' ? 4 * absolute : absolute;
          expect(found, key).toBeAllclose(filter.metric[key], { relative: SUM_TOLERANCE, absolute: allowed });
        }
      }
      const wrist = recordedTensor(joints).slice(1, 0, 1);
      const double = recordedTensor(vertices).sub(wrist);
      expectTap({ single: double.to({ dtype: 'float32' }), double }, filter.verts.verts_gt, 'truth');
      network.dispose();
    });
    expect(memory().tensors).toBe(before);
  });
});
