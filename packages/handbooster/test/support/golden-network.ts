import { type nn, type Tensor, tensor } from '@handbooster/torch';
import { expect } from 'vitest';
import { HandMetrics } from '../../src/evaluation/metrics/hand-metrics.js';
import type { HandModel } from '../../src/hand/model/hand-model.js';
import type { HierarchyLevel } from '../../src/reconstruction/networks/hierarchy/mesh-hierarchy.js';
import { jointRegressor21 } from '../../src/reconstruction/networks/mobrecon/mobrecon.js';
import type { FormulaTensors } from './formula-tensors.js';
import { roundingLimit, type TwoPrecisions } from './rounding.js';

/** An array as the golden files keep it. */
export interface RecordedArray {
  shape: number[];
  data: number[];
}

/** An intermediate result as the golden files keep it. */
export interface RecordedTap {
  shape: number[];
  mean: number;
  std: number;
  min: number;
  max: number;
  first16: number[];
  last4: number[];
}

/** One run of an official network. */
export interface GoldenRun {
  gain: number;
  batch: number;
  outputs: Record<string, RecordedArray>;
  taps: Record<string, RecordedTap>;
  loss: Record<string, number>;
  metric: Record<string, number>;
}

/**
 * The most by which losses and errors computed in float64 from recorded outputs may differ from those that
 * official code computed in float32: means of up to 9,000 terms of one sign, each with some ten roundings (a
 * difference of recorded numbers of eight digits, its length or a unit vector, a product), added in pairs:
 * (10 + log2 9,000) / 2^24 = 1.4e-6, and as much again for the digits recorded.
 */
export const SUM_TOLERANCE = 3e-6;

export const FORMULA_LEVELS = [778, 389, 195, 98, 49];
const VERTICES = FORMULA_LEVELS[0];

/** The goldens' hand: tensors of the official layer's buffers by their names, signed weights and all. */
export function formulaHand(formula: FormulaTensors): HandModel {
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
export function officialRegressor(hand: HandModel): Float32Array {
  return jointRegressor21({ ...hand, tips: Int32Array.of(745, 317, 445, 556, 673) });
}

/** The goldens' mesh hierarchy. */
export function formulaLevels(formula: FormulaTensors): HierarchyLevel[] {
  return FORMULA_LEVELS.map((count, level) => {
    const next = FORMULA_LEVELS[level + 1];
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

/**
 * Gives every parameter and statistic of a network its formula values; counts 0; grids of cell centres stay.
 */
export function fillNetwork(network: nn.Module, formula: FormulaTensors, gain: number): void {
  const values = new Map(
    [...network.stateArrays()].map(([name, array]) => {
      const { dtype, shape } = array;
      if (/\b(uu|vv)$/.test(name)) return [name, array];
      const data = dtype === 'int64' ? new BigInt64Array(size(shape)) : formula.parameter(name, shape, gain);
      return [name, { dtype, shape, data }];
    }),
  );
  network.loadStateDict(values);
}

/** An input of the goldens: u of its name, or 2u - 1. */
export function formulaInput(
  formula: FormulaTensors,
  name: string,
  shape: number[],
  range: 'unit' | 'signed' = 'unit',
): Tensor {
  return tensor(Float32Array.from(formula[range](name, size(shape))), { shape });
}

/**
 * Keeps what modules give, by their paths; `path[k]` is the k-th of several outputs. Mesh features have their
 * vertices first here, and the batch first in the files.
 */
export function recordTaps(network: nn.Module, wanted: string[]): Map<string, Tensor> {
  const taps = new Map<string, Tensor>();
  for (const [path, module] of network.namedModules()) {
    const names = wanted.filter((name) => name.replace(/\[\d+\]$/, '') === path);
    if (names.length === 0) continue;
    const forward = module.forward.bind(module);
    module.forward = (...inputs: unknown[]) => {
      const output = forward(...inputs);
      for (const name of names) {
        const index = name.match(/\[(\d+)\]$/)?.[1];
        const found = index === undefined ? (output as Tensor) : (output as Tensor[])[Number(index)];
        taps.set(name, /^decoder3d\.(de_layer\.|head)/.test(name) ? found.transpose(0, 1) : found);
      }
      return output;
    };
  }
  return taps;
}

/** Compares our exact result with what the official code gave in float32, within what float32 can promise. */
export function expectArray(actual: TwoPrecisions, expected: RecordedArray, what = ''): void {
  expect(actual.double.shape, what).toEqual(expected.shape);
  const { exact, each } = roundingLimit(actual, what);
  expect(exact, what).toBeAllclose(expected.data, { relative: 0, absolute: each });
}

/**
 * The same for an intermediate result's first and last values, mean and deviation. By Cauchy and Schwarz,
 * neither of the latter two changes by more than the root of the mean squared error.
 */
export function expectTap(actual: TwoPrecisions | undefined, expected: RecordedTap, what: string): void {
  expect(actual?.double.shape, what).toEqual(expected.shape);
  const { exact, each, average } = roundingLimit(actual as TwoPrecisions, what);
  expect(exact.slice(0, 16), what).toBeAllclose(expected.first16, { relative: 0, absolute: each });
  expect(exact.slice(-4), what).toBeAllclose(expected.last4, { relative: 0, absolute: each });
  const both = [mean(exact), deviation(exact)];
  expect(both, what).toBeAllclose([expected.mean, expected.std], { relative: 0, absolute: average });
}

/** A recorded array as a tensor of float64. */
export function recordedTensor({ data, shape }: RecordedArray): Tensor {
  return tensor(Float64Array.from(data), { shape });
}

/** The four errors of a batch, means over it and per sample, by their official names; millimetres. */
export function officialErrors(
  predicted: { joints: ArrayLike<number>; vertices: ArrayLike<number> },
  truth: { joints: ArrayLike<number>; vertices: ArrayLike<number> },
  batch: number,
): { means: Record<string, number>; samples: Record<string, number>[] } {
  const metrics = new HandMetrics(truth.vertices.length / batch / 3);
  const at = (values: ArrayLike<number>, i: number) =>
    Array.from(values).slice((i * values.length) / batch, ((i + 1) * values.length) / batch);
  const named = (mpjpe: number, mpvpe: number, pa: number, pav: number) => ({
    MPJPE: mpjpe,
    MPVPE: mpvpe,
    'PA-MPJPE': pa,
    'PA-MPVPE': pav,
    score: mpjpe + mpvpe + pa + pav,
  });
  const samples = Array.from({ length: batch }, (_, i) => {
    const errors = metrics.add(
      { joints: at(predicted.joints, i), vertices: at(predicted.vertices, i) },
      { joints: at(truth.joints, i), vertices: at(truth.vertices, i) },
    );
    return named(errors.jointError, errors.vertexError, errors.alignedJointError, errors.alignedVertexError);
  });
  const { rootRelative, aligned } = metrics.scores();
  const means = named(
    rootRelative.jointError,
    rootRelative.vertexError,
    aligned.jointError,
    aligned.vertexError,
  );
  return { means, samples };
}

/** (3 F) int64: all first corners of the faces, all second, all third. */
export function faceCorners(hand: HandModel): Tensor {
  const count = hand.faces.length / 3;
  return tensor(
    BigInt64Array.from({ length: 3 * count }, (_, i) =>
      BigInt(hand.faces[3 * (i % count) + Math.floor(i / count)]),
    ),
  );
}

function size(shape: readonly number[]): number {
  return shape.reduce((a, b) => a * b, 1);
}

function mean(x: Float64Array): number {
  return x.reduce((a, b) => a + b, 0) / x.length;
}

function deviation(x: Float64Array): number {
  const m = mean(x);
  return Math.sqrt(x.reduce((a, b) => a + (b - m) ** 2, 0) / x.length);
}
