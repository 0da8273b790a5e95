import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { manoSizedHand } from '../../packages/handbooster/test/fixtures/mano-sized-hand.js';
import { writeHandNpz } from '../../packages/handbooster/test/fixtures/write-hand-npz.js';
import type { BenchRow } from '../support/bench-row.js';
import type { WatchedWork } from '../support/watched-work.js';
import { PICTURES, writeDexYcbTree } from '../support/write-dexycb-tree.js';

export const name = 'Scale';

/** Sequences of the three trees, and how many conditions, grasps, samples and rows are made beside each. */
interface Sizes {
  sequences: number[];
  conditions: number[];
  items: number[];
}

const SIZES: Record<string, Sizes> = {
  small: { sequences: [20, 60, 180], conditions: [250, 500, 1_000], items: [2_000, 6_000, 18_000] },
  // DexYCB's own size last.
  whole: {
    sequences: [100, 350, 1_000],
    conditions: [20_000, 60_000, 180_000],
    items: [20_000, 60_000, 200_000],
  },
};
const CHOSEN = process.env.HANDBOOSTER_BENCH_LARGE === '1' ? 'whole' : 'small';
/** Jobs on the tree, in the order of a run, and those on items made up in memory. */
const TREE_JOBS = {
  capture: 'read and keep all labels',
  split: 'open the training split',
  grasps: 'stage grasps, one a model',
  select: 'stage select',
  conditions: 'stage conditions',
  unchanged: 'look over a finished run',
} as const;
const ITEM_JOBS = {
  novelty: 'novelty beside 20,000 real poses',
  picks: 'select beside 20,000 real poses',
  shards: 'write shards',
  index: 'write and read the Parquet index',
} as const;
const PAGE = fileURLToPath(new URL('../../docs/results/scale.md', import.meta.url));
const BEGIN = '<!-- npm run bench -- scale -->';
const END = '<!-- end -->';

interface Measured extends WatchedWork {
  job: string;
  words: string;
  size: number;
}

/**
 * Whether costs grow linearly and nobody waits in silence: jobs at three sizes, each in a process of its own.
 * The table goes into docs/results/scale.md.
 */
export async function run(): Promise<BenchRow[]> {
  const folder = mkdtempSync(join(process.env.HANDBOOSTER_BENCH_FOLDER ?? tmpdir(), 'handbooster-scale-'));
  const { sequences, conditions, items } = SIZES[CHOSEN];
  const hand = manoSizedHand();
  const measured: Measured[] = [];
  try {
    for (const [i, count] of sequences.entries()) {
      const place = join(folder, String(count));
      mkdirSync(place);
      writeHandNpz(join(place, 'hand.npz'), hand);
      const started = performance.now();
      await writeDexYcbTree(join(place, 'tree'), hand, count);
      process.stderr.write(`tree of ${count * PICTURES} pictures: ${seconds(started)} s\n`);
      for (const [job, words] of Object.entries(TREE_JOBS)) {
        const work = measureJob(job, place, conditions[i]);
        measured.push({ ...work, job, words, size: job === 'conditions' ? conditions[i] : count * PICTURES });
      }
      rmSync(place, { recursive: true });
    }
    for (const [job, words] of Object.entries(ITEM_JOBS)) {
      for (const size of items) measured.push({ ...measureJob(job, folder, size), job, words, size });
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  measured.sort((a, b) => order(a.job) - order(b.job) || a.size - b.size);
  writePage(measured);
  return measured.map(({ words, size, processorSeconds, mebibytes, silence, block }) => ({
    path: `${words} | ${size}`,
    ours: processorSeconds,
    reference: null,
    unit: 's',
    ratio: null,
    note: `${mebibytes.toFixed(0)} MiB; silent ${silence.toFixed(1)} s, blocked ${block.toFixed(2)} s at most`,
  }));
}

function measureJob(job: string, folder: string, size: number): WatchedWork {
  process.stderr.write(`${job}, ${size}\n`);
  const script = fileURLToPath(new URL('../support/scale-job.ts', import.meta.url));
  const tsx = fileURLToPath(new URL('../../node_modules/.bin/tsx', import.meta.url));
  const { status, stdout, stderr } = spawnSync(tsx, [script, job, folder, String(size)], {
    encoding: 'utf8',
    maxBuffer: 2 ** 26,
  });
  if (status !== 0) throw new Error(`${job} of ${size} ended with ${status}: ${stderr.slice(-2000)}`);
  return JSON.parse(stdout.trim().split('\n').at(-1) ?? '');
}

const order = (job: string) => [...Object.keys(TREE_JOBS), ...Object.keys(ITEM_JOBS)].indexOf(job);
const seconds = (started: number) => ((performance.now() - started) / 1000).toFixed(1);

/** Slope of the least-squares line through the logarithms. */
export function exponent(points: readonly { size: number; value: number }[]): number {
  const logs = points.map(({ size, value }) => [Math.log(size), Math.log(value)]);
  const [x, y] = [0, 1].map((k) => logs.reduce((sum, point) => sum + point[k], 0) / logs.length);
  const upper = logs.reduce((sum, point) => sum + (point[0] - x) * (point[1] - y), 0);
  return upper / logs.reduce((sum, point) => sum + (point[0] - x) ** 2, 0);
}

function writePage(measured: readonly Measured[]): void {
  const jobs = [...new Set(measured.map(({ job }) => job))];
  const rows = jobs.flatMap((job) => {
    const own = measured.filter((one) => one.job === job);
    const grows = exponent(own.map(({ size, processorSeconds }) => ({ size, value: processorSeconds })));
    return own.map((one, i) =>
      [
        i === 0 ? one.words : '',
        one.size.toLocaleString('en-US'),
        one.processorSeconds.toFixed(1),
        one.seconds.toFixed(1),
        one.mebibytes.toFixed(0),
        one.silence.toFixed(1),
        one.block.toFixed(2),
        i === own.length - 1 ? grows.toFixed(2) : '',
      ].join(' | '),
    );
  });
  const table = [
    'job | size | processor s | s | MiB | silent s | blocked s | exponent',
    '--- | ---: | ---: | ---: | ---: | ---: | ---: | ---:',
    ...rows,
  ].map((row) => `| ${row} |`);
  const text = existsSync(PAGE) ? readFileSync(PAGE, 'utf8') : `${BEGIN}\n${END}\n`;
  const [from, to] = [text.indexOf(BEGIN) + BEGIN.length, text.indexOf(END)];
  writeFileSync(PAGE, `${text.slice(0, from)}\n\n${table.join('\n')}\n\n${text.slice(to)}`);
}
