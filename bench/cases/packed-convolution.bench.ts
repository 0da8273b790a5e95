import {
  getThreads,
  inferenceMode,
  nn,
  ops,
  Random,
  scope,
  setThreads,
  type Tensor,
  tensor,
} from '@handbooster/torch';
import type { BenchRow } from '../support/bench-row.js';

export const name = 'Prediction: packed convolutions, products with one row';

const REPEATS = 30;

/** One image: channels in and out, kernel, groups, side of the map. */
const CONVOLUTIONS: [from: number, to: number, kernel: number, groups: number, side: number][] = [
  [512, 128, 1, 1, 32],
  [1024, 512, 1, 1, 4],
  [128, 128, 3, 128, 32],
  [512, 512, 3, 1, 8],
];

const ROWS: [from: number, to: number][] = [
  [4096, 2048],
  [512, 256],
];

/**
 * Milliseconds on one thread, the best of some runs in turns, beside the engine's own `conv2d` and `linear`.
 */
export async function run(): Promise<BenchRow[]> {
  const threads = getThreads();
  setThreads(1);
  try {
    return scope(() => inferenceMode(() => [...convolutions(), ...products()]));
  } finally {
    setThreads(threads);
  }
}

function convolutions(): BenchRow[] {
  return CONVOLUTIONS.map(([from, to, kernel, groups, side]) => {
    const convolution = new nn.Conv2d(from, to, kernel, { groups, padding: (kernel - 1) / 2 });
    const plain = uniform([1, from, side, side]);
    const last = plain.contiguous({ memoryFormat: 'channelsLast' });
    const packed = new nn.PackedConv2d(convolution);
    const [first, layout, ours] = best([
      () => convolution.forward(plain),
      () => convolution.forward(last),
      () => packed.forward(last),
    ]);
    packed.dispose();
    convolution.dispose();
    const note = `conv2d on contiguous maps ${first.toFixed(3)} ms, with channels last ${layout.toFixed(3)}`;
    const what = `${groups > 1 ? 'depthwise ' : ''}${kernel}x${kernel}`;
    return row(
      `${from} -> ${to} channels, ${what}, ${side}x${side} pixels`,
      ours,
      Math.min(first, layout),
      note,
    );
  });
}

function products(): BenchRow[] {
  return ROWS.map(([from, to]) => {
    const [weight, bias, input] = [uniform([to, from]), uniform([to]), uniform([1, from])];
    const packed = new nn.PackedConv2d({ weight, bias, kernel: [to, from, 1, 1] });
    const image = input.reshape([1, from, 1, 1]);
    const [linear, kernel, ours] = best([
      () => ops.linear(input, weight, bias),
      () => packed.forward(image),
      () => bias.addmv(weight, input.reshape([from])),
    ]);
    packed.dispose();
    return row(
      `one row, ${from} -> ${to}`,
      ours,
      linear,
      `linear; as a kernel of one pixel ${kernel.toFixed(3)} ms`,
    );
  });
}

function row(path: string, ours: number, reference: number, note: string): BenchRow {
  return { path, ours, reference, unit: 'ms', ratio: reference / ours, note };
}

function uniform(shape: number[]): Tensor {
  const numbers = new Float32Array(shape.reduce((a, b) => a * b));
  return tensor(new Random(1, 'packed').fillUniform(numbers), { shape });
}

function best(bodies: (() => Tensor)[]): number[] {
  const least = bodies.map(() => Number.POSITIVE_INFINITY);
  for (let i = 0; i <= REPEATS; i++) {
    bodies.forEach((body, k) => {
      const start = performance.now();
      scope(() => void body());
      if (i > 0) least[k] = Math.min(least[k], performance.now() - start);
    });
  }
  return least;
}
