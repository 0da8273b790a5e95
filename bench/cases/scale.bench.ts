import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { manoSizedHand } from '../../packages/handbooster/test/fixtures/mano-sized-hand.js';
import { writeHandNpz } from '../../packages/handbooster/test/fixtures/write-hand-npz.js';
import type { BenchRow } from '../support/bench-row.js';
import type { WatchedWork } from '../support/watched-work.js';
import { PICTURES, writeDexYcbTree } from '../support/write-dexycb-tree.js';

export const name = 'Scale';

/** Sequences of the three trees, and how many conditions, and items of other jobs, are made beside each. */
type Sizes = Record<'sequences' | 'conditions' | 'novelty' | 'picks' | 'shards' | 'index', number[]>;

const SIZES: Record<string, Sizes> = {
  tiny: {
    sequences: [15, 30, 60],
    conditions: [50, 100, 200],
    novelty: [500, 1_000, 2_000],
    picks: [100, 300, 900],
    shards: [500, 1_000, 2_000],
    index: [1_000, 3_000, 9_000],
  },
  small: {
    sequences: [35, 110, 350],
    conditions: [20_000, 60_000, 200_000],
    novelty: [4_000, 12_000, 40_000],
    picks: [1_000, 3_000, 9_000],
    shards: [20_000, 60_000, 200_000],
    index: [50_000, 150_000, 500_000],
  },
  // DexYCB's own size last.
  whole: {
    sequences: [100, 350, 1_000],
    conditions: [100_000, 300_000, 1_000_000],
    novelty: [10_000, 40_000, 160_000],
    picks: [1_000, 3_000, 9_000],
    shards: [60_000, 200_000, 600_000],
    index: [150_000, 500_000, 1_500_000],
  },
};
const CHOSEN =
  process.env.HANDBOOSTER_SCALE_SIZE ?? (process.env.HANDBOOSTER_BENCH_LARGE === '1' ? 'whole' : 'small');
/** Jobs on the tree, in the order of a run. */
const TREE_JOBS = ['capture', 'split', 'split-again', 'grasps', 'select', 'conditions', 'unchanged'] as const;
/** Jobs on items made up in memory. */
const ITEM_JOBS = ['novelty', 'picks', 'shards', 'index'] as const;
const JOBS = {
  capture: 'read and keep all labels',
  split: 'open the training split',
  'split-again': 'open it the second time',
  grasps: 'stage grasps, one a model',
  select: 'stage select',
  conditions: 'stage conditions',
  unchanged: 'look over a finished run',
  novelty: 'novelty beside 40,000 real poses',
  picks: 'select beside 20,000 real poses',
  shards: 'write shards',
  index: 'write and read the Parquet index',
};
type Job = keyof typeof JOBS;
const PAGE = fileURLToPath(new URL('../../docs/results/scale.md', import.meta.url));
const BEGIN = '<!-- npm run bench -- scale -->';
const END = '<!-- end -->';
/** All that was measured at the sizes of the page, job by job: a few jobs may be measured at a time. */
const KEPT = fileURLToPath(new URL('../../docs/results/scale.json', import.meta.url));
/** Nothing is silent for longer, and nothing keeps the event loop for longer. */
const MOST_SILENCE = 3;
const MOST_BLOCK = 0.5;
/** What else is asked of the largest size. */
const GOALS: Partial<Record<Job, { words: string; met: (work: Measured) => boolean }>> = {
  'split-again': {
    words: '5 s, 600 MiB',
    met: ({ seconds, mebibytes }) => seconds <= 5 && mebibytes <= 600,
  },
  unchanged: { words: '5 s', met: ({ seconds }) => seconds <= 5 },
  // Ten times as fast as what one thread took before: 105 s and 209 s.
  novelty: { words: '40,000 in 10.5 s', met: ({ size, seconds }) => seconds <= (10.5 * size) / 40_000 },
  picks: { words: '20.9 s', met: ({ seconds }) => seconds <= 20.9 },
};
/** Most of a growth in memory, least size to largest, that counts as flat. */
const FLAT = 1.5;
const MOST_EXPONENT = 1.1;

interface Measured extends WatchedWork {
  job: Job;
  size: number;
}

/**
 * Whether costs grow linearly and nobody waits in silence: jobs at three sizes, each in a process of its own.
 * HANDBOOSTER_SCALE_SIZE chooses `tiny`, `small` or `whole`; HANDBOOSTER_SCALE_JOBS some jobs;
 * HANDBOOSTER_SCALE_FOLDER a folder that keeps trees and runs, so that jobs can be measured one at a time.
 * The table in docs/results/scale.md is of `small`.
 */
export async function run(): Promise<BenchRow[]> {
  const given = process.env.HANDBOOSTER_SCALE_FOLDER;
  const folder = join(given ?? tmpdir(), `handbooster-scale-${CHOSEN}`);
  const asked = process.env.HANDBOOSTER_SCALE_JOBS?.split(',') as Job[] | undefined;
  const wanted = (job: Job) => asked === undefined || asked.includes(job);
  const sizes = SIZES[CHOSEN];
  const hand = manoSizedHand();
  const measured: Measured[] = [];
  const measure = (job: Job, place: string, size: number, argument = size) => {
    if (wanted(job)) measured.push({ ...measureJob(job, place, argument), job, size });
  };
  try {
    for (const [i, count] of sizes.sequences.entries()) {
      const place = join(folder, String(count));
      if ([...TREE_JOBS, 'tree'].every((job) => !wanted(job as Job))) break;
      if (!existsSync(place)) {
        mkdirSync(place, { recursive: true });
        writeHandNpz(join(place, 'hand.npz'), hand);
        const started = performance.now();
        await writeDexYcbTree(join(place, 'tree'), hand, count);
        process.stderr.write(`tree of ${count * PICTURES} pictures: ${seconds(started)} s\n`);
      }
      for (const job of TREE_JOBS) {
        const conditions = sizes.conditions[i];
        measure(job, place, job === 'conditions' ? conditions : count * PICTURES, conditions);
      }
      if (given === undefined) rmSync(place, { recursive: true });
    }
    mkdirSync(folder, { recursive: true });
    for (const job of ITEM_JOBS) for (const size of sizes[job]) measure(job, folder, size);
  } finally {
    if (given === undefined) rmSync(folder, { recursive: true, force: true });
  }
  if (CHOSEN === 'small') writePage(measured);
  return measured.map(({ job, size, processorSeconds, seconds, mebibytes, silence, block }) => ({
    path: `${JOBS[job]} | ${size}`,
    ours: processorSeconds,
    reference: null,
    unit: 's',
    ratio: null,
    note:
      `${seconds.toFixed(1)} s by the clock; ${mebibytes.toFixed(0)} MiB; ` +
      `silent ${silence.toFixed(1)} s, blocked ${block.toFixed(2)} s at most`,
  }));
}

function measureJob(job: Job, folder: string, size: number): WatchedWork {
  process.stderr.write(`${job}, ${size}\n`);
  const script = fileURLToPath(new URL('../support/scale-job.ts', import.meta.url));
  const tsx = fileURLToPath(new URL('../../node_modules/.bin/tsx', import.meta.url));
  const { status, stdout, stderr } = spawnSync(tsx, [script, job, folder, String(size)], {
    encoding: 'utf8',
    maxBuffer: 2 ** 26,
  });
  if (status !== 0) throw new Error(`${job} of ${size} ended with ${status}: ${stderr.slice(-2000)}`);
  const work: WatchedWork = JSON.parse(stdout.trim().split('\n').at(-1) ?? '');
  process.stderr.write(`  ${JSON.stringify(work)}\n`);
  return work;
}

const order = ({ job }: Measured) => Object.keys(JOBS).indexOf(job);
const seconds = (started: number) => ((performance.now() - started) / 1000).toFixed(1);

/** Slope of the least-squares line through the logarithms. */
export function exponent(points: readonly { size: number; value: number }[]): number {
  const logs = points.map(({ size, value }) => [Math.log(size), Math.log(value)]);
  const [x, y] = [0, 1].map((k) => logs.reduce((sum, point) => sum + point[k], 0) / logs.length);
  const upper = logs.reduce((sum, point) => sum + (point[0] - x) * (point[1] - y), 0);
  return upper / logs.reduce((sum, point) => sum + (point[0] - x) ** 2, 0);
}

function writePage(fresh: readonly Measured[]): void {
  const before: Measured[] = existsSync(KEPT) ? JSON.parse(readFileSync(KEPT, 'utf8')) : [];
  const stays = before.filter((one) => !fresh.some(({ job }) => job === one.job));
  const measured = [...stays, ...fresh].sort((a, b) => order(a) - order(b) || a.size - b.size);
  writeFileSync(KEPT, `${JSON.stringify(measured, null, 2)}\n`);
  const rows = [...new Set(measured.map(({ job }) => job))].flatMap((job) =>
    rowsOf(measured.filter((one) => one.job === job)),
  );
  const table = [
    'job | size | processor s | s | MiB | silent s | blocked s | exponent | goal | met',
    '--- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | --- | ---',
    ...rows,
  ].map((row) => `| ${row} |`);
  const text = existsSync(PAGE) ? readFileSync(PAGE, 'utf8') : `${BEGIN}\n${END}\n`;
  const [from, to] = [text.indexOf(BEGIN) + BEGIN.length, text.indexOf(END)];
  writeFileSync(PAGE, `${text.slice(0, from)}\n\n${table.join('\n')}\n\n${text.slice(to)}`);
}

/** The rows of one job, smallest first; goals stand in the last. */
function rowsOf(own: readonly Measured[]): string[] {
  const [least, most] = [own[0], own[own.length - 1]];
  const grows = exponent(own.map(({ size, processorSeconds }) => ({ size, value: processorSeconds })));
  const goal = GOALS[most.job];
  const missed = [
    ...(grows > MOST_EXPONENT ? ['exponent'] : []),
    ...(Math.max(...own.map(({ silence }) => silence)) > MOST_SILENCE ? ['silent'] : []),
    ...(Math.max(...own.map(({ block }) => block)) > MOST_BLOCK ? ['blocked'] : []),
    ...(most.mebibytes > FLAT * least.mebibytes
      ? [`memory ${(most.mebibytes / least.mebibytes).toFixed(1)}x`]
      : []),
    ...(goal === undefined || goal.met(most) ? [] : [goal.words]),
  ];
  return own.map((one) =>
    [
      one === least ? JOBS[one.job] : '',
      one.size.toLocaleString('en-US'),
      one.processorSeconds.toFixed(1),
      one.seconds.toFixed(1),
      one.mebibytes.toFixed(0),
      one.silence.toFixed(1),
      one.block.toFixed(2),
      one === most ? grows.toFixed(2) : '',
      one === most ? (goal?.words ?? '') : '',
      one === most ? (missed.length === 0 ? 'yes' : `but for: ${missed.join(', ')}`) : '',
    ].join(' | '),
  );
}
