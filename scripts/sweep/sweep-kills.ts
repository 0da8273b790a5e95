import { spawn } from 'node:child_process';
import { mkdtempSync, renameSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { Random } from '@handbooster/torch/random';
import { differentFiles, resultFiles } from './result-files.js';

const BIN = fileURLToPath(new URL('../../packages/handbooster/bin/handbooster.mjs', import.meta.url));

export interface KillOptions {
  kills: number;
  signal: 'SIGKILL' | 'SIGTERM';
  /** Arguments of `boost`, for example a preset and overrides. */
  args: readonly string[];
  /** Seconds that a life lasts at most. */
  longest: number;
  /** No more kills after so many minutes: the run under way is finished and counts. */
  minutes: number;
  seed: number;
}

export interface KillReport {
  command: string;
  signal: string;
  /** Seconds of the undisturbed run. */
  undisturbed: number;
  kills: number;
  /**
   * Runs that were finished under these kills, each from an empty folder, each moved once to another folder.
   */
  runs: number;
  /** Stages under way when the signal came. */
  stages: Record<string, number>;
  /** Exit codes of killed lives. */
  ends: Record<string, number>;
  /** What is not as in the undisturbed run. */
  different: string[];
}

interface Life {
  code: number | null;
  errors: string;
  seconds: number;
}

function live(
  args: readonly string[],
  folder: string,
  signal: NodeJS.Signals | null,
  after: number,
): Promise<Life> {
  const started = performance.now();
  const child = spawn(process.execPath, [BIN, 'boost', ...args, '-o', folder], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let errors = '';
  child.stderr.on('data', (text) => {
    errors += text;
  });
  const timer = signal === null ? null : setTimeout(() => child.kill(signal), 1000 * after);
  return new Promise((resolve) => {
    child.on('close', (code) => {
      if (timer !== null) clearTimeout(timer);
      resolve({ code, errors, seconds: (performance.now() - started) / 1000 });
    });
  });
}

/**
 * A run that is ended at random moments and begun again, beside one that is left alone: the results are the
 * same bytes.
 */
export async function sweepKills({
  kills,
  signal,
  args,
  longest,
  minutes,
  seed,
}: KillOptions): Promise<KillReport> {
  const root = mkdtempSync(join(tmpdir(), 'handbooster-kills-'));
  const say = (line: string) => process.stderr.write(`${line}\n`);
  const random = new Random(seed, 'moments of death');
  try {
    const whole = join(root, 'whole');
    const first = await live(args, whole, null, 0);
    if (first.code !== 0)
      throw new Error(`the undisturbed run ended with ${first.code}:\n${first.errors.slice(-2000)}`);
    say(`undisturbed: ${first.seconds.toFixed(0)} s`);
    const expected = resultFiles(whole);
    const report: KillReport = {
      command: `boost ${args.join(' ')}`,
      signal,
      undisturbed: Math.round(first.seconds),
      kills: 0,
      runs: 0,
      stages: {},
      ends: {},
      different: [],
    };
    const until = performance.now() + 60_000 * minutes;
    const isEnough = () => report.kills >= kills || performance.now() > until;
    for (let run = 0; !isEnough(); run++) {
      let folder = join(root, `run ${run}`);
      for (let life = 0; ; life++) {
        const isLast = isEnough();
        const { code, errors } = await live(args, folder, isLast ? null : signal, random.uniform(0, longest));
        if (code === 0) break;
        const stage = [...errors.matchAll(/stage \d+ of \d+: (\w+)/g)].at(-1)?.[1] ?? 'before the first';
        const end = code === null ? signal : String(code);
        if (isLast || !(code === null || code === 143))
          throw new Error(`life ${life} ended with ${code}:\n${errors.slice(-2000)}`);
        report.kills++;
        report.stages[stage] = (report.stages[stage] ?? 0) + 1;
        report.ends[end] = (report.ends[end] ?? 0) + 1;
        say(`${report.kills} of ${kills}: ${stage}`);
        if (life === 0) {
          // A run folder may be moved; the lock of a dead process moves with it.
          const moved = join(root, `moved ${run}`);
          renameSync(folder, moved);
          folder = moved;
        }
        await sleep(10);
      }
      report.runs++;
      report.different.push(
        ...differentFiles(expected, resultFiles(folder)).map((name) => `run ${run}: ${name}`),
      );
      say(`run ${run} is finished, ${report.different.length} differences`);
      rmSync(folder, { recursive: true, force: true });
    }
    return report;
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
}
