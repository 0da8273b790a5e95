import { readFileSync } from 'node:fs';
import { memory, noGrad, scope, setThreads, type Tensor, tensor } from '@handbooster/torch';
import { describe, expect, it } from 'vitest';
import { FormulaTensors, goldenFolder, hasGolden } from '../../../test/formula-tensors.js';
import { HandMetrics } from '../../evaluation/index.js';
import type { HandModel } from '../../hand/index.js';
import type { HierarchyLevel } from '../hierarchy/mesh-hierarchy.js';
import { mobReconLosses } from './losses.js';
import { jointRegressor21, MobRecon } from './mobrecon.js';

const NAME = 'reconstruction/mobrecon.json';
const LEVELS = [778, 389, 195, 98, 49];
const VERTICES = LEVELS[0];

interface Recorded {
  shape: number[];
  mean: number;
  std: number;
  min: number;
  max: number;
  first16: number[];
  last4: number[];
}

interface GoldenRun {
  gain: number;
  batch: number;
  outputs: Record<string, { shape: number[]; data: number[] }>;
  taps: Record<string, Recorded>;
  loss: Record<string, number>;
  metric: Record<string, number>;
}

describe.skipIf(!hasGolden(NAME))(`MobRecon against ${goldenFolder}/${NAME}`, () => {
  const golden = hasGolden(NAME) ? JSON.parse(readFileSync(`${goldenFolder}/${NAME}`, 'utf8')) : {};
  const formula = new FormulaTensors(golden.salt ?? '');
  setThreads(1);

  it('has the official number of parameters', () => {
    const network = new MobRecon(formulaHand(formula), { levels: formulaLevels(formula) });
    expect(network.parameterCount()).toBe(golden.params);
    network.dispose();
  });

  it.each(['plain', 'gain'])('gives the official outputs, activations, losses and errors (%s)', (name) => {
    const run: GoldenRun = golden[name];
    const before = memory().tensors;
    scope(() => {
      const hand = formulaHand(formula);
      const network = new MobRecon(hand, {
        levels: formulaLevels(formula),
        jointRegressor: officialRegressor(hand),
      });
      fill(network, formula, run.gain);
      network.eval();
      const [batch] = golden.input;
      const image = tensor(Float32Array.from(formula.unit('input', product(golden.input))), {
        shape: golden.input,
      });
      const taps = recordTaps(network, Object.keys(run.taps));
      const output = noGrad(() => network.forward(image));
      const close = (actual: Tensor, expected: { shape: number[]; data: number[] }) => {
        expect(actual.shape).toEqual(expected.shape);
        const scale = Math.max(...expected.data.map(Math.abs));
        expect(actual.toFloat32()).toBeAllclose(expected.data, { relative: 0, absolute: 1e-4 * scale });
      };
      close(output.vertices, run.outputs.pred_verts3d_cam);
      close(output.joints, run.outputs.pred_joints3d_cam);
      close(output.joints2d, run.outputs.pred_joints_img);

      expect(taps.size).toBe(Object.keys(run.taps).length);
      for (const [path, expected] of Object.entries(run.taps)) {
        const found = taps.get(path) as Tensor;
        expect(found.shape, path).toEqual(expected.shape);
        const values = found.toFloat32();
        const absolute = 1e-4 * Math.max(Math.abs(expected.min), Math.abs(expected.max));
        expect(values.slice(0, 16), path).toBeAllclose(expected.first16, { relative: 0, absolute });
        expect(values.slice(-4), path).toBeAllclose(expected.last4, { relative: 0, absolute });
        expect([mean(values), deviation(values)], path).toBeAllclose([expected.mean, expected.std], {
          relative: 1e-3,
          absolute,
        });
      }

      // Ground truth is the official hand layer's, which only the plain run records.
      const truth: GoldenRun['outputs'] = golden.plain.outputs;
      const vertices = tensor(Float32Array.from(truth.gt_verts3d_cam.data), {
        shape: truth.gt_verts3d_cam.shape,
      });
      const joints2d = tensor(Float32Array.from(formula.unit('joints_img', batch * 42)), {
        shape: [batch, 21, 2],
      });
      const losses = mobReconLosses(output, { vertices, joints2d }, faceCorners(hand));
      const found = [losses.vertices, losses.joints2d, losses.normal, losses.edge, losses.total].map((x) =>
        x.item(),
      );
      const { verts_loss, joint_img_loss, normal_loss, edge_loss, total } = run.loss;
      expect(found).toBeAllclose([verts_loss, joint_img_loss, normal_loss, edge_loss, total], {
        relative: 1e-4,
      });

      const metrics = new HandMetrics(VERTICES);
      const at = (values: ArrayLike<number>, i: number) =>
        Array.from(values).slice((i * values.length) / batch, ((i + 1) * values.length) / batch);
      for (let i = 0; i < batch; i++) {
        metrics.add(
          { joints: at(output.joints.toFloat32(), i), vertices: at(output.vertices.toFloat32(), i) },
          { joints: at(truth.gt_joints3d_cam.data, i), vertices: at(truth.gt_verts3d_cam.data, i) },
        );
      }
      const { rootRelative, aligned } = metrics.scores();
      expect([
        rootRelative.jointError,
        rootRelative.vertexError,
        aligned.jointError,
        aligned.vertexError,
      ]).toBeAllclose(
        ['MPJPE', 'MPVPE', 'PA-MPJPE', 'PA-MPVPE'].map((key) => run.metric[key]),
        { relative: 1e-4 },
      );
      network.dispose();
    });
    expect(memory().tensors).toBe(before);
  });
});

const product = (shape: readonly number[]) => shape.reduce((a, b) => a * b, 1);
const mean = (x: Float32Array) => x.reduce((a, b) => a + b, 0) / x.length;
const deviation = (x: Float32Array) => {
  const m = mean(x);
  return Math.sqrt(x.reduce((a, b) => a + (b - m) ** 2, 0) / x.length);
};

/** The goldens' hand: tensors of the official layer's buffers by their names, signed weights and all. */
function formulaHand(formula: FormulaTensors): HandModel {
  const part = (name: string, shape: number[]) => formula.parameter(`mano_layer.${name}`, shape);
  const first = formula.unit('hierarchy.faces', 1538);
  const third = formula.unit('hierarchy.faces.third', 1538);
  const faces = Uint32Array.from({ length: 3 * 1538 }, (_, i) => {
    const face = Math.floor(i / 3);
    const a = Math.floor(VERTICES * first[face]);
    return [a, (a + 1) % VERTICES, (a + 2 + Math.floor(5 * third[face])) % VERTICES][i % 3];
  });
  return {
    name: 'formula',
    hash: 'formula',
    side: 'right',
    template: part('th_v_template', [1, VERTICES, 3]),
    faces,
    parents: Int32Array.of(-1, 0, 1, 2, 0, 4, 5, 0, 7, 8, 0, 10, 11, 0, 13, 14),
    weights: part('th_weights', [VERTICES, 16]),
    jointRegressor: part('th_J_regressor', [16, VERTICES]),
    shapeDirections: part('th_shapedirs', [VERTICES, 3, 10]),
    poseDirections: part('th_posedirs', [VERTICES, 3, 135]),
    poseComponents: new Float32Array(45 * 45),
    poseMean: part('th_hands_mean', [1, 45]),
    tips: Int32Array.of(745, 317, 444, 556, 673),
    provenance: 'formula',
  };
}

/** The official regressor has vertex 445 for the middle fingertip, where its hand layer has 444. */
function officialRegressor(hand: HandModel): Float32Array {
  return jointRegressor21({ ...hand, tips: Int32Array.of(745, 317, 445, 556, 673) });
}

function formulaLevels(formula: FormulaTensors): HierarchyLevel[] {
  return LEVELS.map((count, level) => {
    const next = LEVELS[level + 1];
    const spiral = formula.unit(`hierarchy.spiral${level}`, 9 * count);
    const spirals = Uint32Array.from(spiral, (u, i) => (i % 9 === 0 ? i / 9 : Math.floor(count * u)));
    const base = { vertices: new Float32Array(3 * count), faces: new Uint32Array(), spirals };
    if (next === undefined) return { ...base, up: null };
    const column = formula.unit(`hierarchy.up${level}.column`, count);
    const raw = formula.unit(`hierarchy.up${level}.weight`, 3 * count).map((u) => 0.1 + u);
    const columns = Uint32Array.from(
      { length: 3 * count },
      (_, i) => (Math.floor(next * column[Math.floor(i / 3)]) + (i % 3)) % next,
    );
    const weights = raw.map((value, i) => {
      const row = i - (i % 3);
      return value / (raw[row] + raw[row + 1] + raw[row + 2]);
    });
    return { ...base, up: { columns, weights } };
  });
}

function fill(network: MobRecon, formula: FormulaTensors, gain: number): void {
  const values = new Map(
    [...network.stateArrays()].map(([name, { dtype, shape }]) => [
      name,
      dtype === 'int64'
        ? { dtype, shape, data: new BigInt64Array(product(shape)) }
        : { dtype, shape, data: formula.parameter(name, shape, gain) },
    ]),
  );
  network.loadStateDict(values);
}

/** Keeps what modules give, by their paths; `path[k]` is the k-th of several outputs. */
function recordTaps(network: MobRecon, wanted: string[]): Map<string, Tensor> {
  const taps = new Map<string, Tensor>();
  for (const [path, module] of network.namedModules()) {
    const names = wanted.filter((name) => name.replace(/\[\d+\]$/, '') === path);
    if (names.length === 0) continue;
    const forward = module.forward.bind(module);
    module.forward = (...inputs: unknown[]) => {
      const output = forward(...inputs);
      for (const name of names) {
        const index = name.match(/\[(\d+)\]$/)?.[1];
        const tensor = index === undefined ? (output as Tensor) : (output as Tensor[])[Number(index)];
        // Mesh features have their vertices first here, and the batch first in the files.
        taps.set(name, /^decoder3d\.(de_layer\.|head)/.test(name) ? tensor.transpose(0, 1) : tensor);
      }
      return output;
    };
  }
  return taps;
}

/** (3 F): all first corners, all second, all third. */
function faceCorners(hand: HandModel): Tensor {
  const count = hand.faces.length / 3;
  return tensor(
    BigInt64Array.from({ length: 3 * count }, (_, i) =>
      BigInt(hand.faces[3 * (i % count) + Math.floor(i / count)]),
    ),
  );
}
