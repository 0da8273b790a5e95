import {
  describeEngine,
  getThreads,
  noGrad,
  ops,
  Random,
  scope,
  setThreads,
  type Tensor,
  tensor,
} from '@handbooster/torch';
import type { BenchRow } from '../support/bench-row.js';
import { PythonTorch } from '../support/python-torch.js';

export const name = 'Matrix products and convolutions on the same library as Python';

const ROUNDS = 9;
const THREADS = 2;
/** Milliseconds that a block of repetitions takes. */
const BLOCK = 100;

/** Rows, inner size, columns. */
const PRODUCTS = [
  [512, 512, 512],
  [64, 2048, 256],
] as const;
/** Batch, channels in and out, height and width, kernel, stride. */
const CONVOLUTIONS = [
  [8, 64, 64, 32, 3, 1],
  [8, 128, 128, 16, 3, 1],
  [8, 64, 128, 32, 1, 1],
  [8, 3, 48, 64, 7, 2],
] as const;
/** How many of the convolutions are timed with their gradients too. */
const TRAINED = 2;

const PROGRAM = `
import torch.nn.functional as F
products = ${JSON.stringify(PRODUCTS)}
convolutions = ${JSON.stringify(CONVOLUTIONS)}
def product(n, k, m):
    a, b = torch.randn(n, k), torch.randn(k, m)
    return lambda: a @ b
def convolution(batch, c, o, size, kernel, stride):
    x, w, bias = torch.randn(batch, c, size, size), torch.randn(o, c, kernel, kernel), torch.randn(o)
    return lambda: F.conv2d(x, w, bias, stride, kernel // 2)
def trained(batch, c, o, size, kernel, stride):
    x = torch.randn(batch, c, size, size, requires_grad=True)
    w = torch.randn(o, c, kernel, kernel, requires_grad=True)
    def step():
        F.conv2d(x, w, None, stride, kernel // 2).sum().backward()
        x.grad = None
        w.grad = None
    return step
bodies = [product(*p) for p in products] + [convolution(*c) for c in convolutions]
plain = len(bodies)
bodies += [trained(*c) for c in convolutions[:${TRAINED}]]
def answer(index):
    index = int(index)
    with torch.set_grad_enabled(index >= plain):
        start = time.perf_counter(); count = 0
        while time.perf_counter() - start < ${BLOCK / 1000}:
            bodies[index](); count += 1
        return (time.perf_counter() - start) / count * 1e3
`;

/**
 * Milliseconds each: the best of several blocks, ours and Python's taking turns. Goal: at least 0.95 of
 * Python.
 */
export async function run(): Promise<BenchRow[]> {
  const before = getThreads();
  setThreads(THREADS);
  const python = PythonTorch.start(PROGRAM, THREADS);
  const engine = `libtorch ${describeEngine().version}, freed memory kept`;
  const note = python ? `${engine}; Python torch ${python.version}, ${THREADS} threads` : engine;
  const rows: BenchRow[] = [];
  for (const [index, [path, body]] of cases().entries()) {
    let ours = Number.POSITIVE_INFINITY;
    let reference = Number.POSITIVE_INFINITY;
    for (let round = 0; round <= ROUNDS; round++) {
      const time = milliseconds(body);
      const theirs = python ? await python.ask<number>(index) : Number.NaN;
      // The first round warms up.
      if (round === 0) continue;
      ours = Math.min(ours, time);
      reference = Math.min(reference, theirs);
    }
    const ratio = python ? reference / ours : null;
    rows.push({ path, ours, reference: python ? reference : null, unit: 'ms', ratio, note });
  }
  python?.end();
  setThreads(before);
  return rows;
}

type Case = [path: string, body: () => unknown];

function cases(): Case[] {
  return [
    ...PRODUCTS.map(([n, k, m]): Case => {
      const [a, b] = [normal('a', [n, k]), normal('b', [k, m])];
      return [`matmul ${n}x${k} by ${k}x${m}`, () => noGrad(() => a.matmul(b))];
    }),
    ...CONVOLUTIONS.map((sizes): Case => {
      const [batch, c, o, size, kernel, stride] = sizes;
      const [x, w, bias] = [
        normal('x', [batch, c, size, size]),
        normal('w', [o, c, kernel, kernel]),
        normal('b', [o]),
      ];
      return [label(sizes), () => noGrad(() => ops.conv2d(x, w, bias, stride, kernel >> 1))];
    }),
    ...CONVOLUTIONS.slice(0, TRAINED).map((sizes): Case => {
      const [batch, c, o, size, kernel, stride] = sizes;
      const x = normal('x', [batch, c, size, size]).requiresGrad_();
      const w = normal('w', [o, c, kernel, kernel]).requiresGrad_();
      const step = () => {
        const result = ops.conv2d(x, w, null, stride, kernel >> 1);
        result.sum().backward();
        x.grad = null;
        w.grad = null;
      };
      return [`${label(sizes)}, forward and backward`, step];
    }),
  ];
}

function normal(name: string, shape: number[]): Tensor {
  const count = shape.reduce((product, size) => product * size, 1);
  return tensor(new Random('bench', name).fillNormal(new Float32Array(count)), { shape });
}

function label([batch, c, o, size, kernel, stride]: readonly number[]): string {
  const step = stride > 1 ? `, stride ${stride}` : '';
  return `conv2d ${batch}x${c}x${size}x${size}, ${o} of ${kernel}x${kernel}${step}`;
}

function milliseconds(body: () => unknown): number {
  const start = performance.now();
  let count = 0;
  while (performance.now() - start < BLOCK) {
    scope(() => {
      body();
    });
    count++;
  }
  return (performance.now() - start) / count;
}
