import { getThreads, nn, randn, scope, setThreads } from '@handbooster/torch';
import { Random } from '@handbooster/torch/random';

/** How long this machine takes for two fixed pieces of work, milliseconds of wall time. */
export interface MachineSpeed {
  /** JavaScript on one thread: numbers in typed arrays, as rasterising, posing and optimising grasps are. */
  script: number;
  /**
   * The engine with the threads it is given: a convolution forward and backward, and a product of matrices.
   */
  engine: number;
}

/** Repeats of each; the fastest counts, because other work on the machine only ever adds. */
const REPEATS = 25;

/** Measures both in well under two seconds. */
export function measureSpeed(threads: number): MachineSpeed {
  const before = getThreads();
  setThreads(threads);
  try {
    return { script: fastest(scriptWork), engine: fastest(engineWork) };
  } finally {
    setThreads(before);
  }
}

/**
 * Multiplications and additions of the engine's fixed work: a layer forward and twice backward, a product.
 */
const ENGINE_FLOPS = 3 * 2 * 8 * 64 * 64 * 9 * 32 * 32 + 2 * 512 ** 3;

/** What the engine kept up at the fixed work, in TFLOPS. */
export function engineTeraflops({ engine }: MachineSpeed): number {
  return ENGINE_FLOPS / (engine / 1000) / 1e12;
}

function fastest(work: () => void): number {
  // Once without the clock: compilation, and the engine's choice of kernels.
  work();
  let least = Number.POSITIVE_INFINITY;
  for (let i = 0; i < REPEATS; i++) {
    const started = performance.now();
    work();
    least = Math.min(least, performance.now() - started);
  }
  return least;
}

/** Points turned and projected into a depth buffer, and sorted by a comparison a point. */
function scriptWork(): void {
  const count = 40_000;
  const points = new Float32Array(3 * count);
  const random = new Random(1, 'calibrate');
  for (let i = 0; i < points.length; i++) points[i] = random.uniform(-1, 1);
  const depth = new Float32Array(256 * 256).fill(Number.POSITIVE_INFINITY);
  let seen = 0;
  for (let turn = 0; turn < 10; turn++) {
    const [c, s] = [Math.cos(turn), Math.sin(turn)];
    for (let i = 0; i < points.length; i += 3) {
      const x = c * points[i] - s * points[i + 2];
      const z = s * points[i] + c * points[i + 2] + 3;
      const at = (((points[i + 1] / z) * 128 + 128) & 255) * 256 + (((x / z) * 128 + 128) & 255);
      if (z < depth[at]) {
        depth[at] = z;
        seen++;
      }
    }
  }
  if (seen === 0) throw new Error('calibrate: nothing was drawn');
}

function engineWork(): void {
  scope(() => {
    const convolution = new nn.Conv2d(64, 64, 3, { padding: 1 });
    const image = randn([8, 64, 32, 32]);
    convolution.forward(image).square().mean().backward();
    const matrix = randn([512, 512]);
    matrix.matmul(matrix);
  });
}
