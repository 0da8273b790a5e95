import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { runRanks } from '../../../../torch/test/support/run-ranks.js';
import type { NetworkName } from '../networks/network-kinds.js';

const root = mkdtempSync(join(tmpdir(), 'handbooster-train-on-ranks-'));
afterAll(() => rmSync(root, { recursive: true }));

const MINUTES = 60_000;
const STEPS = 4;

interface Training {
  name: NetworkName;
  size: number;
  ranks: number;
  folder: string;
  steps?: number;
  options?: object;
  environment?: Record<string, string>;
}

/** Losses that each rank saw, after all have ended. */
async function train(training: Training): Promise<number[][]> {
  const { name, size, ranks, folder, steps = STEPS, options = {}, environment } = training;
  const program = `
  const { distributed, Random, setThreads } = await import('@handbooster/torch');
  const { createNetwork, loadBuiltinHand, trainReconstruction } = await import('handbooster');
  setThreads(1);
  const world = distributed.resolveWorld();
  const group = world.size > 1 ? await distributed.ProcessGroup.open(world, { timeout: 200 }) : null;
  const hand = loadBuiltinHand('right');
  const size = ${size};
  const patches = (kind) => ({
    count: 10,
    patch(index, augmentation) {
      const random = new Random(kind, index);
      const shift = augmentation.uniform(0, 0.1);
      return {
        image: random.fillUniform(new Float32Array(3 * size * size)).map((value) => Math.min(1, value + shift)),
        pose: random.fillNormal(new Float32Array(48), 0, 0.3),
        betas: random.fillNormal(new Float32Array(10)),
        joints2d: random.fillUniform(new Float32Array(42)),
      };
    },
  });
  const losses = [];
  const stop = new AbortController();
  await trainReconstruction({
    network: createNetwork(${JSON.stringify(name)}, hand, size, 3),
    hand,
    real: patches('real'),
    synthetic: patches('synthetic'),
    options: {
      images: ${4 * STEPS}, batch: 4, seed: 5, syntheticShare: 0.25, syntheticWeight: 0.5, ...${JSON.stringify(options)},
    },
    folder: ${JSON.stringify(folder)},
    group,
    signal: stop.signal,
    onStep(step, _, loss) {
      losses.push(loss);
      // One rank alone is told to stop: all must, after the same step.
      if (step === ${steps} && world.rank === world.size - 1) stop.abort();
    },
  });
  process.stdout.write(JSON.stringify(losses));
  process.exit(0);`;
  const results = await runRanks(ranks, program, { environment });
  for (const { rank, code, stderr } of results) expect(code, `rank ${rank}: ${stderr}`).toBe(0);
  return results.map(({ stdout }) => JSON.parse(stdout));
}

const folderOf = (name: string) => join(root, name);
const apart = (a: readonly number[], b: readonly number[]) =>
  Math.max(...a.map((loss, i) => Math.abs(loss - b[i]) / Math.abs(b[i])));

/** The curve of one process, and how far rounding alone takes it: the same training by other kernels. */
async function alone(training: Omit<Training, 'ranks' | 'folder'>) {
  const [curve] = await train({ ...training, ranks: 1, folder: folderOf(`${training.name}-1`) });
  const environment = { ONEDNN_MAX_CPU_ISA: 'SSE41', ATEN_CPU_CAPABILITY: 'default' };
  const folder = folderOf(`${training.name}-kernels`);
  const [other] = await train({ ...training, ranks: 1, folder, environment });
  expect(curve).toHaveLength(training.steps ?? STEPS);
  return { curve, rounding: Math.max(apart(other, curve), 2 ** -20) };
}

it(
  'MobRecon-S has one curve of losses on 1, 2 and 4 ranks, stopped and resumed with another number too',
  async () => {
    const training = { name: 'mobrecon-s', size: 64 } as const;
    const { curve, rounding } = await alone(training);
    for (const ranks of [2, 4]) {
      const found = await train({ ...training, ranks, folder: folderOf(`s-${ranks}`) });
      for (const losses of found) expect(losses).toEqual(found[0]);
      expect(apart(found[0], curve), `${ranks} ranks`).toBeLessThanOrEqual(10 * rounding);
    }
    // Each process with its own batch's statistics is another training.
    const folder = folderOf('resumed');
    const two = await train({ ...training, ranks: 2, folder, steps: 1 });
    const one = await train({ ...training, ranks: 1, folder, steps: 2 });
    const last = await train({ ...training, ranks: 2, folder });
    const whole = [...two[0], ...one[0], ...last[0]];
    expect(whole).toHaveLength(STEPS);
    expect(apart(whole, curve)).toBeLessThanOrEqual(10 * rounding);
    const logged = readFileSync(join(folder, 'log.jsonl'), 'utf8').trim().split('\n');
    expect(logged.map((line) => JSON.parse(line).loss)).toEqual(whole);
  },
  20 * MINUTES,
);

it.each([
  { name: 'h2onet', size: 128 },
  { name: 'handoccnet', size: 256 },
] as const)(
  '$name has one curve of losses on 1 and 2 ranks',
  async (network) => {
    const training = { ...network, steps: 2 };
    const { curve, rounding } = await alone(training);
    const found = await train({ ...training, ranks: 2, folder: folderOf(`${network.name}-2`) });
    for (const losses of found) expect(losses).toEqual(found[0]);
    expect(apart(found[0], curve)).toBeLessThanOrEqual(10 * rounding);
  },
  20 * MINUTES,
);

it(
  'ranks whose parts of a batch have losses of other terms train together',
  async () => {
    // One synthetic picture a batch, of which only the wrist counts: it is with one of two ranks.
    const options = { syntheticTerms: 'wrist', batch: 2, images: 2 * STEPS, syntheticShare: 0.5 };
    const training = { name: 'mobrecon-s', size: 64, options } as const;
    const [curve] = await train({ ...training, ranks: 1, folder: folderOf('wrist-1') });
    const [losses] = await train({ ...training, ranks: 2, folder: folderOf('wrist-2') });
    // Before the first step weights are the same: sums in another order.
    expect(apart(losses.slice(0, 1), curve.slice(0, 1))).toBeLessThanOrEqual(2 ** -16);
    expect(losses).toHaveLength(STEPS);
  },
  20 * MINUTES,
);
