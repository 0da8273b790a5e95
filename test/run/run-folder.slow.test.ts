import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';

const BIN = fileURLToPath(new URL('../../packages/handbooster/bin/handbooster.mjs', import.meta.url));
const MINUTES = 60_000;

let root: string;
let folder: string;
beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), 'handbooster-run-folder-'));
  folder = join(root, 'run');
});
afterAll(() => rmSync(root, { recursive: true, force: true }));

interface Started {
  child: ChildProcess;
  ended: Promise<{ code: number | null; errors: string; text: string }>;
}

/** Few and small pictures: what is tried here is who may write them. */
const SMALL = [
  'capture.objects=1',
  'capture.subjects=1',
  'capture.width=64',
  'capture.height=48',
  'capture.trainFrames=480',
  'capture.testFrames=4',
];

/** `boost` of the smallest run's capture, made smaller, some of its settings changed. */
function boost(...args: string[]): Started {
  const child = spawn(process.execPath, [
    BIN,
    'boost',
    'smallest',
    '--until',
    'capture',
    '-o',
    folder,
    ...SMALL,
    ...args,
  ]);
  const said = { errors: '', text: '' };
  child.stderr.on('data', (data) => {
    said.errors += data;
  });
  child.stdout.on('data', (data) => {
    said.text += data;
  });
  const ended = new Promise<Awaited<Started['ended']>>((resolve) =>
    child.on('close', (code) => resolve({ code, ...said })),
  );
  return { child, ended };
}

/** Waits until the run has its folder to itself. */
async function locked(): Promise<void> {
  while (!existsSync(join(folder, '.lock.json'))) await sleep(50);
}

/** Waits until the run has recorded a sequence (but not yet all of them). */
async function underWay(): Promise<void> {
  const partial = join(folder, 'capture.partial');
  while (!existsSync(partial) || !names(partial).some((name) => name.endsWith('meta.yml'))) await sleep(50);
}

const names = (path: string) => readdirSync(path, { recursive: true }).map(String);
const manifest = () => JSON.parse(readFileSync(join(folder, 'manifest.json'), 'utf8'));

test(
  'a run folder is one run’s and one configuration’s, and is lost to no signal and no kill',
  async () => {
    const first = boost();
    await locked();
    // A second run at the same time is told who is there.
    const second = await boost().ended;
    expect(second.code).toBe(75);
    expect(second.errors).toMatch(
      new RegExp(`process ${first.child.pid} of .* on .*, since .*is at work there`),
    );
    // It is told so before it is told how long all will take.
    expect(second.errors).not.toMatch(/on this machine/);
    await underWay();
    // A scheduler's two signals: the sequence is finished, the run says how to go on.
    first.child.kill('SIGTERM');
    await sleep(100);
    first.child.kill('SIGTERM');
    const stopped = await first.ended;
    expect(stopped.code).toBe(143);
    expect(stopped.errors).toMatch(/the same command goes on from there/);
    expect(existsSync(join(folder, '.lock'))).toBe(false);

    // Killed outright: the lock stays behind and is nobody's.
    const third = boost();
    await locked();
    third.child.kill('SIGKILL');
    await third.ended;
    const fourth = await boost().ended;
    expect([fourth.code, fourth.text]).toEqual([0, '']);
    expect(fourth.errors).toMatch(/stage 1 of 1: capture/);
    const { outputs } = manifest().stages.capture;

    // Another configuration is not let in, unless it is told to; then what was there is kept apart.
    const other = await boost('seed=2').ended;
    expect(other.code).toBe(42);
    expect(other.errors).toMatch(/belongs to another configuration: seed is 1 there, 2 here/);
    expect(other.errors).not.toMatch(/on this machine/);
    const planned = await boost('seed=2', '--dry-run').ended;
    expect([planned.code, planned.text]).toEqual([42, '']);
    expect(manifest().stages.capture.outputs).toBe(outputs);
    const taken = await boost('seed=2', '--overwrite').ended;
    expect(taken.code).toBe(0);
    expect(manifest().stages.capture.outputs).not.toBe(outputs);
    expect(manifest().outdated.capture.outputs).toBe(outputs);
    // And back again: the same bytes.
    const back = await boost('--overwrite').ended;
    expect(back.code).toBe(0);
    expect(manifest().stages.capture.outputs).toBe(outputs);
  },
  15 * MINUTES,
);
