import { getThreads, inferenceMode, scope, setThreads, tensor } from '@handbooster/torch';
import { loadBuiltinHand } from 'handbooster/hand';
import { createNetwork, type NetworkName, networkToOnnx } from 'handbooster/reconstruction';
import * as ort from 'onnxruntime-web';
import type { BenchRow } from '../support/bench-row.js';

export const name = 'ONNX: an exported network in WebAssembly beside the engine';

const CASES: [NetworkName, number, number][] = [
  ['mobrecon-s', 64, 40],
  ['mobrecon', 128, 10],
  ['mobrecon-ds', 128, 10],
  ['h2onet', 128, 6],
];

/**
 * Milliseconds of processor time for one image through the exported model in onnxruntime-web (WebAssembly
 * with SIMD, one thread, in Node: what the browser page runs where there is no WebGPU), the engine on one
 * thread as the reference.
 */
export async function run(): Promise<BenchRow[]> {
  const before = getThreads();
  setThreads(1);
  ort.env.wasm.numThreads = 1;
  ort.env.logLevel = 'error';
  const hand = loadBuiltinHand();
  const rows: BenchRow[] = [];
  for (const [network, size, rounds] of CASES) {
    const module = createNetwork(network, hand, size);
    module.eval();
    const model = networkToOnnx(module, hand, { name: network });
    const session = await ort.InferenceSession.create(model, { executionProviders: ['wasm'] });
    const pixels = new Float32Array(3 * size * size).fill(0.5);
    const image = new ort.Tensor('float32', pixels, [1, 3, size, size]);
    const theirs = await best(rounds, async () => {
      await session.run({ image }, ['vertices', 'joints', 'joints2d']);
    });
    const engine = await best(rounds, async () => {
      scope(() =>
        inferenceMode(() =>
          module.forward(tensor(pixels, { shape: [1, 3, size, size] })).vertices.toFloat32(),
        ),
      );
    });
    await session.release();
    module.dispose();
    rows.push({
      path: `${network}, one ${size}x${size} image`,
      ours: theirs,
      reference: engine,
      unit: 'ms',
      ratio: engine / theirs,
      note: `onnxruntime-web in Node, 1 thread; the engine, 1 thread; model of ${(model.byteLength / 1e6).toFixed(1)} MB`,
    });
  }
  setThreads(before);
  return rows;
}

/** The least processor time of several rounds, in milliseconds. */
async function best(rounds: number, body: () => Promise<void>): Promise<number> {
  let least = Number.POSITIVE_INFINITY;
  for (let i = 0; i < rounds + 2; i++) {
    const { user, system } = process.cpuUsage();
    await body();
    const spent = process.cpuUsage({ user, system });
    if (i >= 2) least = Math.min(least, (spent.user + spent.system) / 1000);
  }
  return least;
}
