import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { getThreads, setThreads } from '@handbooster/torch';
import { type DenoiserOptions, SYNTHESIS_PRESETS } from 'handbooster/synthesis';
import type { BenchRow } from '../support/bench-row.js';
import { measureDenoiser } from '../support/measure-denoiser.js';

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
    const official = measureDenoiser(OFFICIAL.options, OFFICIAL.size, OFFICIAL.batch, REPEATS);
    const small = measureDenoiser(SMALL.options, SMALL.size, SMALL.batch, REPEATS);
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
    const megabytes = ownMegabytes();
    const memory: BenchRow[] =
      megabytes === null
        ? []
        : [
            {
              path: path('peak memory of training and guided evaluation'),
              ours: megabytes,
              reference: reference?.megabytes ?? null,
              unit: 'MB',
              ratio: reference === null ? null : reference.megabytes / megabytes,
              note: 'whole processes, Node.js and Python included',
            },
          ];
    return [
      { path: path('training step'), ...beside(official.train, reference?.train), note },
      { path: path('guided evaluation'), ...beside(official.evaluate, reference?.evaluate), note },
      ...memory,
      { path: 'training step, small preset', ours: small.train, ...alone },
      { path: 'guided evaluation, small preset', ours: small.evaluate, ...alone },
      { path: 'evaluation without guidance, small preset', ours: small.plain, ...alone },
    ];
  } finally {
    setThreads(threads);
  }
}

/** Peak of a process that does nothing else, megabytes, as the reference is measured. */
function ownMegabytes(): number | null {
  const script = fileURLToPath(new URL('../support/denoiser-peak-memory.ts', import.meta.url));
  const values = [THREADS, OFFICIAL.options.dim, OFFICIAL.size, OFFICIAL.batch].map(String);
  const { status, stdout } = spawnSync(process.execPath, [...process.execArgv, script, ...values], {
    encoding: 'utf8',
  });
  return status === 0 ? Number(stdout) : null;
}

/**
 * Null where there is no Python torch. The system's Python is asked first: its torch is the library we link.
 */
function runReference(dim: number, size: number, batch: number): Reference | null {
  const script = fileURLToPath(new URL('../references/denoiser-reference.py', import.meta.url));
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
