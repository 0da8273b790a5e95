import { readFileSync } from 'node:fs';
import { cat, memory, noGrad, scope, setThreads, tensor } from '@handbooster/torch';
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
  type RecordedArray,
  recordTaps,
} from '../../../../test/support/golden-network.js';
import { mobReconLosses } from './losses.js';
import { MobRecon } from './mobrecon.js';

const NAME = 'reconstruction/mobrecon.json';
const TOLERANCE = 1e-4;

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
    return { hand, network };
  };
  // Ground truth is the official hand layer's, which only the plain run records.
  const truth = () => {
    const { gt_verts3d_cam, gt_joints3d_cam } = (golden.plain as GoldenRun).outputs;
    return { vertices: gt_verts3d_cam, joints: gt_joints3d_cam };
  };

  it.each(['plain', 'gain'])('gives the official outputs, activations, losses and errors (%s)', (name) => {
    const run: GoldenRun = golden[name];
    const before = memory().tensors;
    scope(() => {
      const { hand, network } = mobRecon(run.gain);
      expect(network.parameterCount()).toBe(golden.params);
      const [batch] = golden.input;
      const taps = recordTaps(network, Object.keys(run.taps));
      const output = noGrad(() => network.forward(formulaInput(formula, 'input', golden.input)));
      expectArray(output.vertices, run.outputs.pred_verts3d_cam, TOLERANCE, 'vertices');
      expectArray(output.joints, run.outputs.pred_joints3d_cam, TOLERANCE, 'joints');
      expectArray(output.joints2d, run.outputs.pred_joints_img, TOLERANCE, 'joints2d');
      for (const [path, expected] of Object.entries(run.taps)) {
        expectTap(taps.get(path), expected, TOLERANCE, path);
      }

      const { shape, data } = truth().vertices;
      const vertices = tensor(Float32Array.from(data), { shape });
      const joints2d = formulaInput(formula, 'joints_img', [batch, 21, 2]);
      const losses = mobReconLosses(output, { vertices, joints2d }, faceCorners(hand));
      const found = [losses.vertices, losses.joints2d, losses.normal, losses.edge, losses.total].map((x) =>
        x.item(),
      );
      const { verts_loss, joint_img_loss, normal_loss, edge_loss, total } = run.loss;
      expect(found).toBeAllclose([verts_loss, joint_img_loss, normal_loss, edge_loss, total], {
        relative: TOLERANCE,
      });

      const { means } = officialErrors(
        { joints: output.joints.toFloat32(), vertices: output.vertices.toFloat32() },
        { joints: truth().joints.data, vertices: data },
        batch,
      );
      for (const [key, value] of Object.entries(means)) {
        expect([value], key).toBeAllclose([run.metric[key]], { relative: TOLERANCE });
      }
      network.dispose();
    });
    expect(memory().tensors).toBe(before);
  });

  it('judges original and generated images as the official edge-case filter does', () => {
    const { filter } = golden;
    const before = memory().tensors;
    scope(() => {
      const { network } = mobRecon(filter.gain);
      const [batch] = golden.input;
      const images = ['input', 'generated'].map((name) => formulaInput(formula, name, golden.input));
      const output = noGrad(() => network.forward(cat(images, 0)));
      expect(output.vertices.shape).toEqual(filter.pred_verts_shape);
      const { vertices, joints } = truth();
      const parts: [string, number][] = [
        ['ori', 0],
        ['gen', batch],
      ];
      for (const [part, first] of parts) {
        const take = (x: typeof output.vertices) => x.slice(0, first, first + batch);
        // The filter keeps vertices relative to the wrist.
        const relative = take(output.vertices).sub(take(output.joints).slice(1, 0, 1));
        expectTap(relative, filter.verts[`verts_${part}`], TOLERANCE, part);
        const { samples } = officialErrors(
          { joints: take(output.joints).toFloat32(), vertices: take(output.vertices).toFloat32() },
          { joints: joints.data, vertices: vertices.data },
          batch,
        );
        for (const error of ['MPJPE', 'MPVPE', 'PA-MPJPE', 'PA-MPVPE', 'score']) {
          const key = `${part}_${error.replace('-', '_')}`;
          const found = samples.map((sample) => sample[error]);
          expect(found, key).toBeAllclose(filter.metric[key], { relative: TOLERANCE });
        }
      }
      const recorded = (array: RecordedArray) =>
        tensor(Float32Array.from(array.data), { shape: array.shape });
      const wrist = recorded(joints).slice(1, 0, 1);
      expectTap(recorded(vertices).sub(wrist), filter.verts.verts_gt, TOLERANCE, 'truth');
      network.dispose();
    });
    expect(memory().tensors).toBe(before);
  });
});
