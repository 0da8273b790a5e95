import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { getThreads, nn, ops, optim, Random, scope, setThreads, tensor } from '@handbooster/torch';
import type { BenchRow } from '../support/bench-row.js';

export const name = 'Training step of a small convolutional network';

const PYTHON = '/usr/bin/python3';
const THREADS = 2;
const BLOCKS = 6;
const STEPS = 10;
const BATCHES = [4, 32];

/**
 * Forward, loss, backward, clipping and an Adam step of a network of three convolutions, ours and Python's
 * torch in turn, block by block, so that a neighbour on the machine slows both. The best block of each
 * counts.
 */
export async function run(): Promise<BenchRow[]> {
  const threads = getThreads();
  setThreads(THREADS);
  const python = startPython();
  try {
    const version = python === null ? null : await python.ask('version');
    const rows: BenchRow[] = [];
    for (const batch of BATCHES) {
      const ours = makeStep(batch);
      let best = Number.POSITIVE_INFINITY;
      let bestReference = Number.POSITIVE_INFINITY;
      for (let block = 0; block <= BLOCKS; block++) {
        const time = timeSteps(ours.step);
        const reference = python === null ? Number.NaN : Number(await python.ask(`steps ${batch} ${STEPS}`));
        // The first block warms up.
        if (block === 0) continue;
        best = Math.min(best, time);
        bestReference = Math.min(bestReference, reference);
      }
      ours.dispose();
      const hasReference = Number.isFinite(bestReference);
      rows.push({
        path: `training step, 3 convolutions, 32x32, batch ${batch}`,
        ours: best,
        reference: hasReference ? bestReference : null,
        unit: 'ms/step',
        ratio: hasReference ? bestReference / best : null,
        note: hasReference
          ? `Python torch ${version} with our thread and allocator settings, ${THREADS} threads`
          : 'no Python torch on this machine',
      });
    }
    return rows;
  } finally {
    python?.end();
    setThreads(threads);
  }
}

function makeStep(batch: number) {
  const model = nn.withRandom(
    new Random(0, 'bench'),
    () =>
      new nn.Sequential(
        new nn.Conv2d(3, 32, 3, { padding: 1 }),
        new nn.BatchNorm2d(32),
        new nn.SiLU(),
        new nn.Conv2d(32, 64, 3, { padding: 1, stride: 2 }),
        new nn.BatchNorm2d(64),
        new nn.SiLU(),
        new nn.Conv2d(64, 64, 3, { padding: 1, stride: 2 }),
        new nn.BatchNorm2d(64),
        new nn.SiLU(),
        new nn.AdaptiveAvgPool2d(1),
        new nn.Flatten(),
        new nn.Linear(64, 10),
      ),
  );
  const parameters = model.parameters();
  const optimizer = new optim.Adam(parameters, { lr: 1e-3 });
  const random = new Random(0, 'bench data');
  const x = tensor(random.fillNormal(new Float32Array(batch * 3 * 32 * 32)), { shape: [batch, 3, 32, 32] });
  const y = tensor(random.fillNormal(new Float32Array(batch * 10)), { shape: [batch, 10] });
  const step = () =>
    scope(() => {
      optimizer.zeroGrad();
      const loss = ops.mseLoss(model.forward(x), y);
      loss.backward();
      optim.clipGradNorm(parameters, 1);
      optimizer.step();
      return loss.item();
    });
  const dispose = () => {
    optimizer.dispose();
    model.dispose();
    x.dispose();
    y.dispose();
  };
  return { step, dispose };
}

function timeSteps(step: () => number): number {
  const start = performance.now();
  for (let i = 0; i < STEPS; i++) step();
  return (performance.now() - start) / STEPS;
}

const REFERENCE = `
import sys, time, torch
from torch import nn
torch.set_num_threads(int(sys.argv[1]))
def make(batch):
  model = nn.Sequential(nn.Conv2d(3, 32, 3, padding=1), nn.BatchNorm2d(32), nn.SiLU(), nn.Conv2d(32, 64, 3, padding=1, stride=2),
    nn.BatchNorm2d(64), nn.SiLU(), nn.Conv2d(64, 64, 3, padding=1, stride=2), nn.BatchNorm2d(64), nn.SiLU(), nn.AdaptiveAvgPool2d(1),
    nn.Flatten(), nn.Linear(64, 10))
  parameters = list(model.parameters())
  optimizer = torch.optim.Adam(parameters, lr=1e-3, foreach=True)
  x, y = torch.randn(batch, 3, 32, 32), torch.randn(batch, 10)
  def step():
    optimizer.zero_grad(set_to_none=True)
    loss = nn.functional.mse_loss(model(x), y)
    loss.backward()
    nn.utils.clip_grad_norm_(parameters, 1)
    optimizer.step()
    return loss.item()
  return step
known = {}
for line in sys.stdin:
  words = line.split()
  if words[0] == 'version':
    print(torch.__version__, flush=True)
    continue
  batch, steps = int(words[1]), int(words[2])
  step = known.setdefault(batch, None) or make(batch)
  known[batch] = step
  start = time.perf_counter()
  for _ in range(steps): step()
  print(1000 * (time.perf_counter() - start) / steps, flush=True)
`;

// What our engine sets for itself when it loads: without it Python's threads spin, and its allocator asks the
// system at every step, which on a machine with neighbours makes it many times slower than it has to be.
const SAME_SETTINGS = {
  GOMP_SPINCOUNT: '1000',
  MALLOC_MMAP_MAX_: '0',
  MALLOC_TRIM_THRESHOLD_: '1073741824',
  MALLOC_TOP_PAD_: '16777216',
};

interface PythonTorch {
  ask(question: string): Promise<string>;
  end(): void;
}

function startPython(): PythonTorch | null {
  if (!existsSync(PYTHON) || !existsSync('/usr/lib/python3/dist-packages/torch')) return null;
  const child = spawn(PYTHON, ['-c', REFERENCE, String(THREADS)], {
    stdio: ['pipe', 'pipe', 'inherit'],
    env: { ...SAME_SETTINGS, ...process.env, OPENBLAS_NUM_THREADS: String(THREADS) },
  });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  return {
    async ask(question) {
      child.stdin.write(`${question}\n`);
      const { value, done } = await lines.next();
      if (done) throw new Error('Python ended before it answered');
      return value;
    },
    end: () => child.stdin.end(),
  };
}
