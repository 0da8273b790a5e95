import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { simulateCapture } from 'handbooster/capture';
import { proceduralObjects } from 'handbooster/objects';
import type { BenchRow } from '../support/bench-row.js';

export const name = 'Simulated capture';

const OBJECTS = ['006_mustard_bottle', '025_mug'];
/** Pictures a second and core that were set out for, at 640x480: four times what commit cc95616 had (4.7). */
const GOAL = 19;

/** Pictures for each second of processor time (all threads together): what one core can do. */
async function rateOfCapture(width: number, height: number, sequences: number) {
  const folder = mkdtempSync(join(tmpdir(), 'capture-bench-'));
  // From the first recorded sequence on: objects and grasps are made ready, and the code is warm.
  let start: { processor: NodeJS.CpuUsage; time: number; pictures: number } | null = null;
  let pictures = 0;
  try {
    await simulateCapture(folder, {
      objects: proceduralObjects().filter(({ name: object }) => OBJECTS.includes(object)),
      ...{ seed: 5, width, height, trainingSequences: sequences + 1, workers: 0 },
      ...{ validationSequences: 0, testSequences: 0, framesPerSequence: 4 },
      onProgress: (progress) => {
        if (progress.phase !== 'sequences') return;
        pictures = progress.pictures;
        start ??= { processor: process.cpuUsage(), time: performance.now(), pictures };
      },
    });
    if (start === null) throw new Error('capture: no sequence was recorded');
    const first: { processor: NodeJS.CpuUsage; time: number; pictures: number } = start;
    const { user, system } = process.cpuUsage(first.processor);
    const count = pictures - first.pictures;
    return {
      count,
      perCore: count / ((user + system) / 1e6),
      wall: count / ((performance.now() - first.time) / 1000),
    };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const round = (value: number, digits = 1) => Number(value.toFixed(digits));

export async function run(): Promise<BenchRow[]> {
  const large = await rateOfCapture(640, 480, 4);
  const small = await rateOfCapture(320, 240, 5);
  const row = (path: string, { count, perCore, wall }: typeof large, goal: string): BenchRow => ({
    path,
    ours: round(perCore),
    reference: null,
    unit: 'images/s',
    ratio: null,
    note: `per second of processor time, all threads; ${round(wall)} by the clock on one worker; ${count} images with depth, segmentation and labels${goal}`,
  });
  return [
    row(
      'simulated capture 640x480, one core',
      large,
      `; goal ${GOAL}, ${round(large.perCore / GOAL, 2)} of it`,
    ),
    row('simulated capture 320x240, one core', small, ''),
  ];
}
