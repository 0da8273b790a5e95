import { describeEngine, getThreads, ops, scope, setThreads, tensor, zeros } from '@handbooster/torch';
import type { BenchRow } from '../support/bench-row.js';
import { PythonTorch } from '../support/python-torch.js';

export const name = 'Dispatch: what one operator costs from JavaScript';

const CALLS = 100;
const SCOPES = 100;
const ROUNDS = 9;

const PROGRAM = `
x = torch.tensor([[1., 2.], [3., 4.]]); y = torch.tensor([[1., 2.], [3., 4.]])
w = torch.tensor([[1., 2.], [3., 4.]], requires_grad=True)
image = torch.zeros(1, 2, 4, 4); weight = torch.zeros(2, 2, 3, 3)
bodies = {
    "add": lambda: torch.add(x, y),
    "add-recorded": lambda: torch.add(w, y),
    "mul-number": lambda: torch.mul(x, 0.5),
    "add_": lambda: x.add_(y),
    "reshape": lambda: x.reshape(4),
    "matmul": lambda: torch.matmul(x, y),
    "cat": lambda: torch.cat([x, y], 1),
    "sum-dim": lambda: torch.sum(x, 1, True),
    "conv2d": lambda: torch.conv2d(image, weight, None, 1, 1),
}
def answer(name):
    body = bodies[name]
    start = time.process_time()
    for _ in range(${CALLS * SCOPES}):
        body()
    return (time.process_time() - start) / ${CALLS * SCOPES} * 1e6
`;

/**
 * Microseconds of processor time an operator on tiny tensors, its conversion, its handle and the handle's
 * release included; goal 2 on libtorch 1.13, 3 on 2.13. Processor time, because a busy machine stretches the
 * clock's.
 */
export async function run(): Promise<BenchRow[]> {
  const before = getThreads();
  setThreads(1);
  const python = PythonTorch.start(PROGRAM, 1);
  const { version } = describeEngine();
  const note = python
    ? `libtorch ${version}; Python torch ${python.version}, 1 thread`
    : `libtorch ${version}`;
  const rows: BenchRow[] = [];
  for (const [path, body] of Object.entries(bodies())) {
    let ours = Number.POSITIVE_INFINITY;
    let reference = Number.POSITIVE_INFINITY;
    for (let round = 0; round < ROUNDS; round++) {
      ours = Math.min(ours, microseconds(body));
      if (python) reference = Math.min(reference, await python.ask<number>(path));
    }
    const ratio = python ? reference / ours : null;
    rows.push({ path, ours, reference: python ? reference : null, unit: 'us/op', ratio, note });
  }
  python?.end();
  setThreads(before);
  return rows;
}

function bodies(): Record<string, () => unknown> {
  const values = [
    [1, 2],
    [3, 4],
  ];
  const [x, y, w] = [tensor(values), tensor(values), tensor(values, { requiresGrad: true })];
  const [image, weight] = [zeros([1, 2, 4, 4]), zeros([2, 2, 3, 3])];
  return {
    add: () => x.add(y),
    'add-recorded': () => w.add(y),
    'mul-number': () => x.mul(0.5),
    add_: () => x.add_(y),
    reshape: () => x.reshape([4]),
    matmul: () => x.matmul(y),
    cat: () => ops.cat([x, y], 1),
    'sum-dim': () => x.sum(1, true),
    conv2d: () => ops.conv2d(image, weight, null, 1, 1),
  };
}

function microseconds(body: () => unknown): number {
  const start = process.cpuUsage();
  for (let repeat = 0; repeat < SCOPES; repeat++) {
    scope(() => {
      for (let call = 0; call < CALLS; call++) body();
    });
  }
  const { user, system } = process.cpuUsage(start);
  return (user + system) / (SCOPES * CALLS);
}
