import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, it } from 'vitest';

// `npm run test:slurm` runs it beside a Slurm of this machine, and nothing else does (vitest.config.ts): it
// needs root and Debian's slurm-wlm and munge. It tells of what it sees as it goes, since it takes minutes.
const BIN = fileURLToPath(new URL('../../packages/handbooster/bin/handbooster.mjs', import.meta.url));
const MINUTES = 60_000;
const SETTINGS = ['smallest', 'capture.width=96', 'capture.height=72', 'capture.trainFrames=64'];
const GRASPS = ['grasps.perObject=96', 'grasps.iterations=40'];

function call(command: string, ...args: string[]): string {
  const { status, stdout, stderr } = spawnSync(command, args, { encoding: 'utf8' });
  if (status !== 0) throw new Error(`${command} ${args.join(' ')}: ${status}\n${stdout}${stderr}`);
  return stdout;
}

const handbooster = (...args: string[]) => call(process.execPath, BIN, ...args);
const say = (text: string) => process.stderr.write(`${text}\n`);
const outputsOf = (run: string): unknown =>
  JSON.parse(readFileSync(join(run, 'manifest.json'), 'utf8')).stages.grasps.outputs;

async function until(what: string, holds: () => boolean, minutes = 10): Promise<void> {
  const end = Date.now() + minutes * MINUTES;
  while (!holds()) {
    if (Date.now() > end) {
      throw new Error(`${what}: not within ${minutes} minutes\n${call('scontrol', 'show', 'job')}`);
    }
    await sleep(200);
  }
  say(what);
}

/** A field of a task, for example of its state: RUNNING. */
function fieldOf(task: string, name: string): string {
  return new RegExp(`\\b${name}=(\\w+)`).exec(call('scontrol', 'show', 'job', task))?.[1] ?? '';
}

let folder: string;
let captured: string;
let whole: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'handbooster-slurm-'));
  captured = join(folder, 'captured');
  whole = join(folder, 'whole');
  handbooster('boost', ...SETTINGS, ...GRASPS, '-o', captured, '--until', 'capture');
  cpSync(captured, whole, { recursive: true });
  handbooster('boost', ...SETTINGS, ...GRASPS, '-o', whole, '--until', 'grasps');
  say('one process has made its grasps');
}, 30 * MINUTES);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function prepared(name: string) {
  const run = join(folder, name);
  cpSync(captured, run, { recursive: true });
  const jobs = join(folder, `${name}-jobs`);
  handbooster(
    ...['launch', 'slurm', ...SETTINGS, ...GRASPS, '-o', jobs, '--run', run, '--shards', '3', '--cores', '1'],
  );
  const script = readdirSync(jobs).find((file) => /grasps\.sbatch$/.test(file)) ?? '';
  const submit = (array: string) =>
    call('sbatch', '--parsable', `--array=${array}`, `--chdir=${jobs}`, join(jobs, script)).trim();
  const logs = () =>
    readdirSync(jobs)
      .filter((file) => file.endsWith('.log'))
      .map((file) => `${file}: ${readFileSync(join(jobs, file), 'utf8')}`)
      .join('\n');
  return { run, submit, logs };
}

it(
  'an array leaves the bytes of one process',
  async () => {
    const { run, submit, logs } = prepared('plain');
    const job = submit('0-2');
    const states = () => [0, 1, 2].map((index) => fieldOf(`${job}_${index}`, 'JobState'));
    await until('all tasks have ended', () => states().every((state) => /COMPLETED|FAILED/.test(state)));
    expect(states(), logs()).toEqual(['COMPLETED', 'COMPLETED', 'COMPLETED']);
    handbooster('merge', run, '--only', 'grasps');
    expect(outputsOf(run)).toEqual(outputsOf(whole));
  },
  20 * MINUTES,
);
