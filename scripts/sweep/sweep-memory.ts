import { spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { BIN, lastStage } from './boost-life.js';

/** What a process has at a moment. */
interface Sample {
  /** Minutes since it started. */
  minutes: number;
  stage: string;
  /** Resident memory, MB. */
  memory: number;
  /** Open files, sockets and pipes. */
  handles: number;
}

export interface MemoryReport {
  command: string;
  /** Minutes that the process ran (not halted), and those of its last stage, which are judged. */
  minutes: number;
  judged: number;
  /** Of the last stage after its first third: MB an hour by least squares, and the least and most MB. */
  slope: number;
  least: number;
  most: number;
  /** Most handles in the middle and in the last third of the last stage. */
  handles: [number, number];
  /** One a minute. */
  samples: Sample[];
}

/** Seconds between samples. */
const EVERY = 5;

/**
 * A run that is let go on for so many minutes, its memory and its handles looked at from outside; then it is
 * stopped as a scheduler does.
 */
export async function sweepMemory(args: readonly string[], minutes: number): Promise<MemoryReport> {
  const root = mkdtempSync(join(tmpdir(), 'handbooster-memory-'));
  const samples: Sample[] = [];
  try {
    const child = spawn(process.execPath, [BIN, 'boost', ...args, '-o', join(root, 'run')], {
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    let errors = '';
    child.stderr.on('data', (text) => {
      errors += text;
    });
    const ended = new Promise<number | null>((resolve) => child.on('close', resolve));
    let ran = 0;
    for (let before = performance.now(); ran < minutes && child.exitCode === null; ) {
      await Promise.race([sleep(1000 * EVERY), ended]);
      if (child.exitCode !== null || child.pid === undefined) break;
      const now = performance.now();
      // Time in which the machine slept, or both programs were halted, is no time of the run.
      ran += Math.min((now - before) / 1000, 2 * EVERY) / 60;
      before = now;
      samples.push({ minutes: ran, stage: lastStage(errors), ...sizeOf(child.pid) });
    }
    child.kill('SIGTERM');
    const code = await ended;
    if (code !== 143) throw new Error(`it ended with ${code} before its time:\n${errors.slice(-2000)}`);
    const stage = samples.at(-1)?.stage;
    const all = samples.filter((sample) => sample.stage === stage);
    const third = Math.floor(all.length / 3);
    const judged = all.slice(third);
    const memory = judged.map((sample) => sample.memory);
    const mostHandles = (part: readonly Sample[]) => Math.max(...part.map(({ handles }) => handles));
    return {
      command: `boost ${args.join(' ')}`,
      minutes: rounded(ran),
      judged: rounded(judged[judged.length - 1].minutes - judged[0].minutes),
      slope: rounded(60 * slopeOf(judged.map((sample) => [sample.minutes, sample.memory]))),
      least: Math.min(...memory),
      most: Math.max(...memory),
      handles: [mostHandles(all.slice(third, 2 * third)), mostHandles(all.slice(2 * third))],
      samples: samples
        .filter((_, i) => i % (60 / EVERY) === 0)
        .map((sample) => ({ ...sample, minutes: rounded(sample.minutes) })),
    };
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
}

/** Flat: over the time that was judged memory rises by less than a twentieth, and no handles are added. */
export function isFlat({ slope, judged, least, handles }: MemoryReport): boolean {
  return (slope * judged) / 60 < least / 20 && handles[1] <= handles[0];
}

function sizeOf(pid: number): Pick<Sample, 'memory' | 'handles'> {
  const pages = Number(readFileSync(`/proc/${pid}/statm`, 'utf8').split(' ')[1]);
  return { memory: Math.round((pages * 4096) / 2 ** 20), handles: readdirSync(`/proc/${pid}/fd`).length };
}

/** Slope of the straight line with the least squares through points. */
function slopeOf(points: readonly [number, number][]): number {
  const mean = (axis: 0 | 1) => points.reduce((sum, point) => sum + point[axis], 0) / points.length;
  const [x, y] = [mean(0), mean(1)];
  const over = points.reduce((sum, point) => sum + (point[0] - x) * (point[1] - y), 0);
  return over / points.reduce((sum, point) => sum + (point[0] - x) ** 2, 0);
}

const rounded = (value: number) => Math.round(10 * value) / 10;
