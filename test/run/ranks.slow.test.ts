import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { rankedDenoiserProgram } from '../../packages/handbooster/test/support/ranked-training.js';
import { runRanks } from '../../packages/torch/test/support/run-ranks.js';

const root = mkdtempSync(join(tmpdir(), 'ranks-'));
afterAll(() => rmSync(root, { recursive: true }));

interface Curve {
  losses: number[];
  weights: number[];
}

const STEPS = 8;

async function train(
  folder: string,
  ranks: number,
  stopAfter?: number,
  environment?: Record<string, string>,
): Promise<Curve[]> {
  const results = await runRanks(ranks, rankedDenoiserProgram(folder, STEPS, stopAfter), { environment });
  for (const { rank, code, stderr } of results) expect(code, `rank ${rank}: ${stderr}`).toBe(0);
  return results.map(({ stdout }) => JSON.parse(stdout));
}

/**
 * Kernels that sum in other orders than this machine's own, or than each other where one of them is its own.
 */
const OTHER_KERNELS = [
  {
    ONEDNN_MAX_CPU_ISA: 'AVX2',
    DNNL_MAX_CPU_ISA: 'AVX2',
    OPENBLAS_CORETYPE: 'Haswell',
    ATEN_CPU_CAPABILITY: 'avx2',
  },
  {
    ONEDNN_MAX_CPU_ISA: 'SSE41',
    DNNL_MAX_CPU_ISA: 'SSE41',
    OPENBLAS_CORETYPE: 'Nehalem',
    ATEN_CPU_CAPABILITY: 'default',
  },
];

let alone: Curve;
/**
 * What rounding does to this training: largest share by which a loss or weight of it moves with other
 * kernels, ten times over.
 */
let rounding = 0;

beforeAll(async () => {
  [alone] = await train(mkdtempSync(join(root, 'one-')), 1);
  expect(alone.losses).toHaveLength(STEPS);
  for (const environment of OTHER_KERNELS) {
    const [other] = await train(mkdtempSync(join(root, 'kernels-')), 1, undefined, environment);
    for (const part of ['losses', 'weights'] as const) {
      other[part].forEach((value, i) => {
        rounding = Math.max(rounding, 10 * Math.abs(value / alone[part][i] - 1));
      });
    }
  }
  // The comparison says something: the curve moves by far more than what is allowed below.
  expect(rounding).toBeGreaterThan(0);
  expect(Math.abs(alone.losses[0] / alone.losses[STEPS - 1] - 1)).toBeGreaterThan(20 * rounding);
});

describe('a denoiser trained by several ranks', () => {
  it('has the loss curve and the weights of one process, with 2 and with 4 ranks', async () => {
    expect(alone.losses).toHaveLength(STEPS);
    for (const ranks of [2, 4]) {
      const curves = await train(mkdtempSync(join(root, 'many-')), ranks);
      // All ranks hold the same weights, to the last bit.
      for (const curve of curves) expect(curve).toEqual(curves[0]);
      expect(curves[0].losses).toBeAllclose(alone.losses, { absolute: 0, relative: rounding });
      expect(curves[0].weights).toBeAllclose(alone.weights, { absolute: 0, relative: rounding });
    }
  });

  it('goes on with 1 rank after 2, and with 2 after 1, when one rank is told to stop', async () => {
    const folder = mkdtempSync(join(root, 'changing-'));
    const first = await train(folder, 2, 3);
    expect(first.map(({ losses }) => losses.length)).toEqual([3, 3]);
    const [second] = await train(folder, 1, 5);
    expect(second.losses).toHaveLength(2);
    const [third] = await train(folder, 2);
    expect([...first[0].losses, ...second.losses, ...third.losses]).toBeAllclose(alone.losses, {
      absolute: 0,
      relative: rounding,
    });
    expect(third.weights).toBeAllclose(alone.weights, { absolute: 0, relative: rounding });
  });
});
