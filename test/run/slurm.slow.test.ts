import { spawn, spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

// `npm run test:slurm` runs it beside a Slurm of this machine: root, Debian's slurm-wlm and munge.
const ready = process.env.ONE_MACHINE_SLURM !== undefined;
const BIN = fileURLToPath(new URL('../../packages/handbooster/bin/handbooster.mjs', import.meta.url));
const MINUTES = 60_000;
/** So many tries that a task is still at work when its time is up; on a busy machine fewer will do. */
const TRIES = process.env.HANDBOOSTER_SLURM_TRIES ?? '512';
const SETTINGS = [
  'smallest',
  'capture.width=96',
  'capture.height=72',
  'capture.trainFrames=64',
  `grasps.perObject=${TRIES}`,
  'grasps.iterations=40',
];

function call(command: string, ...args: string[]): string {
  const { status, stdout, stderr } = spawnSync(command, args, { encoding: 'utf8' });
  if (status !== 0) throw new Error(`${command} ${args.join(' ')}: ${status}\n${stdout}${stderr}`);
  return stdout;
}

const handbooster = (...args: string[]) => call(process.execPath, BIN, ...args);
const outputsOf = (run: string): string =>
  JSON.parse(readFileSync(join(run, 'manifest.json'), 'utf8')).stages.grasps.outputs;

async function until(what: string, holds: () => boolean, minutes = 20): Promise<void> {
  const end = Date.now() + minutes * MINUTES;
  while (!holds()) {
    if (Date.now() > end) throw new Error(`${what}: not within ${minutes} minutes`);
    await sleep(500);
  }
}

/** State of a task, for example RUNNING; empty once Slurm has forgotten it. */
function stateOf(task: string): string {
  return /JobState=(\w+)/.exec(call('scontrol', 'show', 'job', task))?.[1] ?? '';
}
const restartsOf = (task: string): number =>
  Number(/Restarts=(\d+)/.exec(call('scontrol', 'show', 'job', task))?.[1] ?? 0);

/** Files of finished items that a shard of three has. */
function itemsOf(run: string, index: number): number {
  const shards = join(run, 'shards', 'grasps');
  try {
    const [key] = readdirSync(shards);
    return readdirSync(join(shards, key, `${index}-of-3`), { recursive: true }).length;
  } catch {
    return 0;
  }
}

/** Processes of a task that are the program itself, not the script that started it. */
function programsOf(run: string, index: number): number[] {
  return call('ps', '-eo', 'pid,args')
    .split('\n')
    .filter((line) => line.includes(BIN) && line.includes(run) && !line.includes('/bin/bash'))
    .map((line) => Number(line.trim().split(/\s+/)[0]))
    .filter((pid) => {
      const variables = readFileSync(`/proc/${pid}/environ`, 'utf8').split('\0');
      return variables.includes(`SLURM_ARRAY_TASK_ID=${index}`);
    });
}

describe.skipIf(!ready)('an array on Slurm', () => {
  let folder: string;
  let whole: string;
  let shared: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'handbooster-slurm-'));
    whole = join(folder, 'whole');
    shared = join(folder, 'shared');
    handbooster('boost', ...SETTINGS, '-o', whole, '--until', 'capture');
    cpSync(whole, shared, { recursive: true });
    handbooster('boost', ...SETTINGS, '-o', whole, '--until', 'grasps');
  }, 30 * MINUTES);
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it(
    'leaves the bytes of one process after a kill, a preemption and a time limit',
    async () => {
      const jobs = join(folder, 'jobs');
      handbooster(
        ...['launch', 'slurm', ...SETTINGS, '-o', jobs, '--run', shared, '--shards', '3', '--cores', '1'],
        // One minute, the least that Slurm has; the warning a little before.
        ...['--directive=--time=1', '--directive=--signal=B:TERM@15'],
      );
      const script = readdirSync(jobs).find((name) => name.includes('grasps') && name.endsWith('.sbatch'));
      const submit = (array: string) =>
        call('sbatch', '--parsable', `--array=${array}`, `--chdir=${jobs}`, join(jobs, script ?? '')).trim();

      // Two tasks run at a time. The first is killed outright: no handler runs, nothing is requeued.
      const first = submit('0-2');
      await until('task 0 starts', () => programsOf(shared, 0).length === 1);
      await sleep(3000);
      process.kill(programsOf(shared, 0)[0], 'SIGKILL');
      await until('task 0 ends', () => stateOf(`${first}_0`) === 'FAILED');

      // A job of the upper partition takes the node: what runs below is told to stop, and requeued.
      await until('task 1 is at work', () => itemsOf(shared, 1) > 0);
      const before = restartsOf(`${first}_1`);
      call('sbatch', '--partition=high', '--cpus-per-task=2', '--output=/dev/null', '--wrap=sleep 5');
      await until('task 1 is preempted', () => restartsOf(`${first}_1`) > before);

      // The limit of a minute comes again and again until the items are there.
      const tasks = [1, 2].map((index) => `${first}_${index}`);
      await until('tasks 1 and 2 end', () => tasks.every((task) => stateOf(task) === 'COMPLETED'), 40);
      expect(tasks.reduce((sum, task) => sum + restartsOf(task), 0)).toBeGreaterThan(1);
      const again = submit('0');
      await until('task 0 ends', () => stateOf(`${again}_0`) === 'COMPLETED');

      handbooster('merge', shared, '--only', 'grasps');
      expect(outputsOf(shared)).toBe(outputsOf(whole));
    },
    90 * MINUTES,
  );

  it(
    'takes the two signals of a time limit under srun for one',
    async () => {
      const run = join(folder, 'limit');
      cpSync(whole, run, { recursive: true });
      rmSync(join(run, 'grasps'), { recursive: true });
      const step = spawn(
        'srun',
        [
          ...['--time=1', '--ntasks=1', process.execPath, BIN, 'boost', ...SETTINGS, '-o', run],
          ...['--only', 'grasps', '--shard', '0/1', '--workers', '1'],
        ],
        { stdio: ['ignore', 'pipe', 'pipe'] },
      );
      let text = '';
      for (const stream of [step.stdout, step.stderr]) stream.on('data', (bytes) => (text += bytes));
      await new Promise((resolve) => step.on('close', resolve));
      // 143: the item under way was finished; 130 would be an impatient user's second request.
      expect(text).toMatch(/exit code 143|Exited with exit code 143/);
      expect(text).not.toMatch(/130/);
    },
    10 * MINUTES,
  );
});
