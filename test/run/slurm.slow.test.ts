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

const ENDED = /COMPLETED|FAILED|TIMEOUT|NODE_FAIL|CANCELLED/;
const stateOf = (task: string) => fieldOf(task, 'JobState');
const restartsOf = (tasks: readonly string[]) =>
  tasks.reduce((sum, task) => sum + Number(fieldOf(task, 'Restarts')), 0);
const tasksOf = (job: string) => [0, 1, 2].map((index) => `${job}_${index}`);

/** The program of a task, not the script that started it; undefined while it does not run. */
function programOf(run: string, index: number): number | undefined {
  return call('ps', '-eo', 'pid,args')
    .split('\n')
    .filter((line) => line.includes(BIN) && line.includes(run) && !line.includes('slurm_script'))
    .map((line) => Number(line.trim().split(/\s+/)[0]))
    .find((pid) => {
      try {
        return readFileSync(`/proc/${pid}/environ`, 'utf8')
          .split('\0')
          .includes(`SLURM_ARRAY_TASK_ID=${index}`);
      } catch {
        return false;
      }
    });
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

interface Prepared {
  settings?: readonly string[];
  /** A run of these settings whose captures are made. */
  from?: string;
  directives?: readonly string[];
}

/** A run whose captures are made, and the job files of its grasps in three shards. */
function prepared(name: string, { settings = GRASPS, from = captured, directives = [] }: Prepared = {}) {
  const run = join(folder, name);
  cpSync(from, run, { recursive: true });
  const jobs = join(folder, `${name}-jobs`);
  handbooster(
    ...['launch', 'slurm', ...SETTINGS, ...settings, '-o', jobs, '--run', run],
    ...['--shards', '3', '--cores', '1'],
    ...directives.map((directive) => `--directive=${directive}`),
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

async function expectEnds(
  tasks: readonly string[],
  states: readonly string[],
  logs: () => string,
  minutes = 10,
): Promise<void> {
  await until('all tasks have ended', () => tasks.every((task) => ENDED.test(stateOf(task))), minutes);
  expect(tasks.map(stateOf), logs()).toEqual(states);
}

/** The shards joined are what one process has made. */
function expectMerged(run: string, one: string): void {
  handbooster('merge', run, '--only', 'grasps');
  expect(outputsOf(run)).toEqual(outputsOf(one));
}

it(
  'an array leaves the bytes of one process',
  async () => {
    const { run, submit, logs } = prepared('plain');
    const tasks = tasksOf(submit('0-2'));
    await expectEnds(tasks, ['COMPLETED', 'COMPLETED', 'COMPLETED'], logs);
    expectMerged(run, whole);
  },
  20 * MINUTES,
);

it(
  'a task that is killed fails alone, and submitted again leaves the bytes of one process',
  async () => {
    const { run, submit, logs } = prepared('killed');
    const tasks = tasksOf(submit('0-2'));
    await until('task 0 has its program', () => programOf(run, 0) !== undefined);
    process.kill(programOf(run, 0) ?? 0, 'SIGKILL');
    await expectEnds(tasks, ['FAILED', 'COMPLETED', 'COMPLETED'], logs);
    const [again] = tasksOf(submit('0'));
    await until('task 0 has ended', () => ENDED.test(stateOf(again)));
    expect(stateOf(again), logs()).toBe('COMPLETED');
    expectMerged(run, whole);
  },
  20 * MINUTES,
);

it(
  'tasks that a job of more right preempts are requeued and leave the bytes of one process',
  async () => {
    const { run, submit, logs } = prepared('preempted');
    const tasks = tasksOf(submit('0-2'));
    await until('task 0 has its program', () => programOf(run, 0) !== undefined);
    call('sbatch', '--partition=high', '--cpus-per-task=2', '--output=/dev/null', '--wrap=sleep 5');
    await until('a task is requeued', () => restartsOf(tasks) > 0);
    await expectEnds(tasks, ['COMPLETED', 'COMPLETED', 'COMPLETED'], logs);
    expectMerged(run, whole);
  },
  20 * MINUTES,
);

it(
  'tasks that outlast their limit go on where they were and leave the bytes of one process',
  async () => {
    // More work than fits a limit of one minute, the least that Slurm has.
    const settings = ['grasps.perObject=96', 'grasps.iterations=1200'];
    const from = join(folder, 'limited-captured');
    const one = join(folder, 'limited-whole');
    handbooster('boost', ...SETTINGS, ...settings, '-o', from, '--until', 'capture');
    cpSync(from, one, { recursive: true });
    handbooster('boost', ...SETTINGS, ...settings, '-o', one, '--until', 'grasps');
    say('one process has made the longer ones');
    const { run, submit, logs } = prepared('limited', {
      settings,
      from,
      directives: ['--time=1', '--signal=B:TERM@30'],
    });
    const tasks = tasksOf(submit('0-2'));
    await expectEnds(tasks, ['COMPLETED', 'COMPLETED', 'COMPLETED'], logs, 40);
    expect(restartsOf(tasks), logs()).toBeGreaterThan(0);
    expectMerged(run, one);
  },
  60 * MINUTES,
);
