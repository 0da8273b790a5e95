import { mkdtempSync, renameSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Random } from '@handbooster/torch/random';
import { lastStage, liveBoost, undisturbedRun } from './boost-life.js';
import { differentFiles, resultFiles } from './result-files.js';

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
  /** The finished run folder of an earlier trial to compare with; null for a new one. */
  against: string | null;
}

export interface KillReport {
  command: string;
  signal: string;
  /** Seconds of the undisturbed run; null where it was made before. */
  undisturbed: number | null;
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
  against,
}: KillOptions): Promise<KillReport> {
  const root = mkdtempSync(join(tmpdir(), 'handbooster-kills-'));
  const say = (line: string) => process.stderr.write(`${line}\n`);
  const random = new Random(seed, 'moments of death');
  try {
    const whole = against ?? join(root, 'whole');
    const undisturbed = against === null ? await undisturbedRun(args, whole) : null;
    const expected = resultFiles(whole);
    const report: KillReport = {
      command: `boost ${args.join(' ')}`,
      signal,
      undisturbed,
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
        const ended = { signal, after: random.uniform(0, longest) };
        const lived = await liveBoost(args, folder, isLast ? null : ended);
        const { code, errors } = lived;
        if (code === 0) break;
        const stage = lastStage(lived.errors);
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
