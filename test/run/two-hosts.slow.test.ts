import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { rankedDenoiserProgram } from '../../packages/handbooster/test/support/ranked-training.js';
import { type RankResult, runRanks } from '../../packages/torch/test/support/run-ranks.js';

// `npm run test:hosts` runs it and nothing else does (vitest.config.ts): it needs root, and the `ip` of
// Debian's iproute2. Two network namespaces with a cable between them are two hosts to everything that speaks
// over the network.
const MINUTES = 60_000;
const TIMEOUT = 15;
const STEPS = 12;
const NAMES = [0, 1].map((host) => `hb${process.pid}n${host}`);
/** Names of interfaces are at most 15 characters, and those of both ends are the same in their namespaces. */
const CABLE = 'cable0';

function ip(...words: string[]): void {
  const { status, stderr } = spawnSync('ip', words, { encoding: 'utf8' });
  if (status !== 0) throw new Error(`ip ${words.join(' ')}: ${stderr}`);
}

function startHosts(onText?: (rank: number, text: string) => void) {
  return (program: string): Promise<RankResult[]> =>
    runRanks(2, program, {
      port: 29_517,
      before: (rank) => ['ip', 'netns', 'exec', NAMES[rank]],
      environment: { MASTER_ADDR: '10.77.0.1', GLOO_SOCKET_IFNAME: CABLE },
      onText,
    });
}

const lossesOf = ({ stdout }: RankResult): number[] => JSON.parse(stdout).losses;

describe('a training over two hosts', () => {
  const root = mkdtempSync(join(tmpdir(), 'two-hosts-'));
  beforeAll(() => {
    for (const name of NAMES) ip('netns', 'add', name);
    ip('link', 'add', CABLE, 'netns', NAMES[0], 'type', 'veth', 'peer', 'name', CABLE, 'netns', NAMES[1]);
    for (const [host, name] of NAMES.entries()) {
      ip('-n', name, 'addr', 'add', `10.77.0.${host + 1}/24`, 'dev', CABLE);
      ip('-n', name, 'link', 'set', CABLE, 'up');
      ip('-n', name, 'link', 'set', 'lo', 'up');
    }
  });
  afterAll(() => {
    for (const name of NAMES) spawnSync('ip', ['netns', 'del', name]);
    rmSync(root, { recursive: true });
  });

  it(
    'stops with a clear error within the timeout when one is cut off, and goes on where it was saved',
    async () => {
      const program = (folder: string) =>
        rankedDenoiserProgram(folder, STEPS, STEPS, { timeout: TIMEOUT, checkpointEvery: 2, pause: 400 });
      const [whole] = await startHosts()(program(mkdtempSync(join(root, 'whole-'))));
      expect(whole.code, whole.stderr).toBe(0);

      const folder = mkdtempSync(join(root, 'cut-'));
      let cut = 0;
      const stopped = await startHosts((rank, text) => {
        if (cut > 0 || rank !== 0 || !text.includes('step 5')) return;
        ip('-n', NAMES[1], 'link', 'set', CABLE, 'down');
        cut = Date.now();
      })(program(folder));
      const seconds = (Date.now() - cut) / 1000;
      expect(cut).toBeGreaterThan(0);
      for (const { rank, code, stderr } of stopped) {
        expect(code, `rank ${rank}`).not.toBe(0);
        expect(stderr).toMatch(/rank \d of 2/);
      }
      // The timeout is ours, not Gloo's half an hour; a loaded machine takes a while to end a process.
      expect(seconds).toBeLessThan(4 * TIMEOUT);

      ip('-n', NAMES[1], 'link', 'set', CABLE, 'up');
      const [resumed] = await startHosts()(program(folder));
      expect(resumed.code, resumed.stderr).toBe(0);
      const losses = lossesOf(resumed);
      expect(losses.length).toBeGreaterThan(0);
      expect(losses.length).toBeLessThan(STEPS);
      expect(losses).toEqual(lossesOf(whole).slice(STEPS - losses.length));
    },
    10 * MINUTES,
  );
});
