import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, statfsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Random } from '@handbooster/torch/random';
import { lastStage, liveBoost, undisturbedRun } from './boost-life.js';
import { differentFiles, resultFiles } from './result-files.js';

export interface FullDiskOptions {
  /** Arguments of `boost`. */
  args: readonly string[];
  /** MB that are made free at most each time that the disk is full. */
  most: number;
  seed: number;
  /** The finished run folder of an earlier trial to compare with; null for a new one. */
  against: string | null;
}

export interface FullDiskReport {
  command: string;
  /** Times that the disk was full, and room was made. */
  full: number;
  /** Stages under way then. */
  stages: Record<string, number>;
  /** Exit codes and the last words of lives that were not the product's own for a full disk. */
  wrong: string[];
  /** What is not as in the undisturbed run. */
  different: string[];
}

const MB = 2 ** 20;

/**
 * A run on a disk that is full again and again: each time it ends with words and 75, room is made, and it is
 * begun again, until it comes to its end; the results are the bytes of a run on a large disk. The disk is in
 * memory, mounted for the trial: by root, or inside `unshare --map-root-user --mount`.
 */
export async function sweepFullDisk(options: FullDiskOptions): Promise<FullDiskReport> {
  const { args, most, seed, against } = options;
  const root = mkdtempSync(join(tmpdir(), 'handbooster-full-'));
  const random = new Random(seed, 'room');
  const disk = join(root, 'disk');
  mkdirSync(disk);
  let size = 2;
  execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${size}m`, 'tmpfs', disk]);
  const report: FullDiskReport = {
    command: `boost ${args.join(' ')}`,
    full: 0,
    stages: {},
    wrong: [],
    different: [],
  };
  try {
    const whole = against ?? join(root, 'whole');
    if (against === null) await undisturbedRun(args, whole);
    const folder = join(disk, 'run');
    for (;;) {
      const lived = await liveBoost(args, folder);
      if (lived.code === 0) break;
      const stage = lastStage(lived.errors);
      const words = lived.errors.trimEnd().split('\n').at(-1) ?? '';
      if (lived.code !== 75 || !/the disk is full; make room/.test(words))
        report.wrong.push(`${stage}: ${lived.code}: ${words}`);
      report.full++;
      report.stages[stage] = (report.stages[stage] ?? 0) + 1;
      const { blocks, bfree, bsize } = statfsSync(disk);
      process.stderr.write(`full at ${size} MB (${stage}): ${words}\n`);
      if (report.full > 200) throw new Error('it does not come to an end');
      size = Math.ceil(((blocks - bfree) * bsize) / MB + random.uniform(0.1, most));
      execFileSync('mount', ['-o', `remount,size=${size}m`, disk]);
    }
    report.different = differentFiles(resultFiles(whole), resultFiles(folder));
    return report;
  } finally {
    execFileSync('umount', [disk]);
    rmSync(root, { recursive: true, force: true });
  }
}
