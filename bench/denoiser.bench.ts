import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import {
  getThreads,
  inferenceMode,
  optim,
  Random,
  scope,
  setThreads,
  type Tensor,
  tensor,
} from '@handbooster/torch';
import { Denoiser, type DenoiserOptions, guidedPredictor, SYNTHESIS_PRESETS } from 'handbooster/synthesis';
import type { BenchRow } from './bench-row.js';

export const name = 'Denoiser: training step and guided evaluation';

const THREADS = 2;
const REPEATS = 5;
/** The official network at a size that two cores can time. */
const OFFICIAL = { options: { dim: 32 } satisfies DenoiserOptions, size: 64, batch: 8 };
const SMALL = { options: SYNTHESIS_PRESETS.small.network, size: 64, batch: 16 };

interface Reference {
  version: string;
  train: number;
  evaluate: number;
  megabytes: number;
}

/** Images a second, the best of a few runs: this machine's neighbours only ever slow a run down. */
export async function run(): Promise<BenchRow[]> {
  const threads = getThreads();
  setThreads(THREADS);
  try {
    const { dim } = OFFICIAL.options;
    const reference = runReference(dim, OFFICIAL.size, OFFICIAL.batch);
    const official = measure(OFFICIAL.options, OFFICIAL.size, OFFICIAL.batch);
    const small = measure(SMALL.options, SMALL.size, SMALL.batch);
    const note =
      reference === null
        ? 'no Python torch on this machine'
        : `Python torch ${reference.version}, ${THREADS} threads, batch ${OFFICIAL.batch}`;
    const path = (what: string) => `${what}, dim ${dim}, ${OFFICIAL.size}x${OFFICIAL.size}`;
    const beside = (ours: number, theirs: number | undefined) => ({
      ours,
      reference: theirs ?? null,
      unit: 'images/s',
      ratio: theirs === undefined ? null : ours / theirs,
    });
    const alone = {
      reference: null,
      unit: 'images/s',
      ratio: null,
      note: `${THREADS} threads, batch ${SMALL.batch}`,
    };
    return [
      { path: path('training step'), ...beside(official.train, reference?.train), note },
      { path: path('guided evaluation'), ...beside(official.evaluate, reference?.evaluate), note },
      { path: 'training step, small preset', ours: small.train, ...alone },
      { path: 'guided evaluation, small preset', ours: small.evaluate, ...alone },
      { path: 'evaluation without guidance, small preset', ours: small.plain, ...alone },
    ];
  } finally {
    setThreads(threads);
  }
}

function measure(options: DenoiserOptions, size: number, batch: number) {
  const denoiser = new Denoiser(options, new Random(0, 'bench'));
  const random = (values: string, shape: number[]): Tensor => {
    const count = shape.reduce((product, side) => product * side, 1);
    return tensor(new Random(0, values).fillNormal(new Float32Array(count)), { shape });
  };
  const optimizer = new optim.Adam(denoiser.parameters(), { lr: 8e-5, betas: [0.9, 0.99] });
  const result = scope(() => {
    const x = random('x', [batch, 3, size, size]);
    const clean = random('clean', [batch, 3, size, size]);
    const condition = random('condition', [batch, 6, size, size]);
    const orientation = random('orientation', [batch, 4]);
    const times = tensor(Float32Array.from({ length: batch }, (_, i) => (999 * i) / (batch - 1)));
    const evaluate = (scale: number) =>
      inferenceMode(() =>
        denoiser.withFoldedWeights(() => {
          const guidance = { scale, interval: [0, 1] as const, timesteps: 1000 };
          const predict = guidedPredictor(denoiser, condition, orientation, guidance);
          return best(batch, () => predict(x, 500));
        }),
      );
    const guided = evaluate(3);
    const plain = evaluate(1);
    const train = best(batch, () => {
      optimizer.zeroGrad();
      const difference = denoiser.forward(x, times, condition, orientation).sub(clean);
      difference.mul(difference).mean().backward();
      optim.clipGradNorm(denoiser.parameters(), 1);
      optimizer.step();
    });
    return { train, evaluate: guided, plain };
  });
  denoiser.dispose();
  return result;
}

function best(batch: number, body: () => void): number {
  scope(body);
  let least = Number.POSITIVE_INFINITY;
  for (let i = 0; i < REPEATS; i++) {
    const start = performance.now();
    scope(body);
    least = Math.min(least, performance.now() - start);
  }
  return (1000 * batch) / least;
}

/** Null where there is no Python torch. The system's Python is asked first: its torch is the library we link. */
function runReference(dim: number, size: number, batch: number): Reference | null {
  const script = fileURLToPath(new URL('./denoiser-reference.py', import.meta.url));
  const values = [THREADS, dim, size, batch, REPEATS].map(String);
  for (const python of ['/usr/bin/python3', 'python3']) {
    const { status, stdout } = spawnSync(python, [script, ...values], {
      encoding: 'utf8',
      env: { ...process.env, OPENBLAS_NUM_THREADS: String(THREADS) },
    });
    if (status === 0) return JSON.parse(stdout) as Reference;
  }
  return null;
}
