import { Random, setThreads } from '@handbooster/torch';
import { SHIPPED_DENOISER } from 'handbooster';
import { ImagePool, loadSynthesisModel, type SynthesisCondition, synthesise } from 'handbooster/synthesis';
import { median } from '../../packages/handbooster/src/base/numbers/median.js';
import type { BenchRow } from '../support/bench-row.js';

export const name = 'Images of the shipped denoiser: worker threads beside threads of one engine';

const THREADS = 2;
const GROUP = 16;
const GROUPS = 4;
const REPEATS = 3;
const SAMPLER = { steps: 10 };

/** Medians of turns taken one after the other, so that both ways meet the same neighbours. */
export async function run(): Promise<BenchRow[]> {
  const model = loadSynthesisModel(SHIPPED_DENOISER);
  const groups = Array.from({ length: GROUPS }, (_, at) =>
    Array.from({ length: GROUP }, (_, i) => madeUpCondition(at * GROUP + i, model.config)),
  );
  setThreads(THREADS);
  const options = { sampler: SAMPLER, groupSize: GROUP };
  const oneEngine = async () => {
    for (const group of groups) for await (const _ of synthesise(model, group, options));
  };
  const making = { weights: SHIPPED_DENOISER, sampler: SAMPLER, seed: 0, groupSize: GROUP };
  const pool = new ImagePool(making, THREADS);
  const workers = async () => {
    await Promise.all(groups.map((group) => pool.make(group)));
  };
  const taken: Record<'pool' | 'engine', Taken[]> = { pool: [], engine: [] };
  await workers(); // loads the weights
  for (let i = 0; i < REPEATS; i++) {
    setThreads(THREADS);
    taken.engine.push(await measure(oneEngine));
    setThreads(1);
    taken.pool.push(await measure(workers));
  }
  await pool.close();
  model.dispose();
  const images = GROUP * GROUPS;
  const row = (path: string, unit: string, of: (one: Taken) => number): BenchRow => {
    const [ours, reference] = [median(taken.pool.map(of)), median(taken.engine.map(of))];
    return {
      path,
      unit,
      ours,
      reference,
      ratio: reference / ours,
      note: `${THREADS} threads, ${GROUP} a group`,
    };
  };
  return [
    row('processor time an image', 'ms', ({ cpu }) => cpu / images),
    row('wall-clock time an image', 'ms', ({ wall }) => wall / images),
  ];
}

interface Taken {
  /** Processor time of all threads and wall-clock time, milliseconds. */
  cpu: number;
  wall: number;
}

async function measure(work: () => Promise<void>): Promise<Taken> {
  const [cpu, wall] = [process.cpuUsage(), performance.now()];
  await work();
  const { user, system } = process.cpuUsage(cpu);
  return { cpu: (user + system) / 1000, wall: performance.now() - wall };
}

function madeUpCondition(
  index: number,
  { imageSize, conditionMaps }: { imageSize: number; conditionMaps: readonly string[] },
): SynthesisCondition {
  const random = new Random(1, index);
  const map = () => Uint8Array.from({ length: 3 * imageSize ** 2 }, () => random.integer(256));
  const maps = Object.fromEntries(conditionMaps.map((name) => [name, map()]));
  return { id: String(index), maps, orientation: random.quaternion() };
}
