import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Interrupted } from '../../base/errors/interrupted.js';
import { SILENT_PROGRESS } from '../../base/progress.js';
import { hashFolder } from './hash-folder.js';
import { RunDirectory } from './run-directory.js';
import { runStages } from './run-stages.js';
import type { Stage } from './stage.js';
import { stageKey } from './stage-key.js';
import { StageStore } from './stage-store.js';

interface Config {
  text: string;
  ignored: number;
}

let root: string;
let ran: string[];
let failIn: string | null;

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'handbooster-run-'));
  ran = [];
  failIn = null;
});
afterEach(() => rmSync(root, { recursive: true }));

/** Writes its text twice, one item after the other, so that it can be interrupted in between. */
const first: Stage<Config> = {
  name: 'first',
  version: 1,
  inputs: [],
  settings: ({ text }) => text,
  async run({ config, folder }) {
    for (const item of ['a', 'b']) {
      const file = join(folder, item);
      if (existsSync(file)) continue;
      if (failIn === item) throw new Interrupted('stopped');
      ran.push(`first ${item}`);
      writeFileSync(file, config.text + item);
    }
    return { items: 2 };
  },
};
const second: Stage<Config> = {
  name: 'second',
  version: 1,
  inputs: ['first'],
  settings: () => null,
  async run({ folder, inputs }) {
    ran.push('second');
    writeFileSync(join(folder, 'joined'), readFileSync(join(inputs.first, 'a'), 'utf8').toUpperCase());
    return {};
  },
};

const run = (
  config: Partial<Config> = {},
  options: { seed?: number; abort?: boolean; until?: string } = {},
) => {
  const { seed = 1, abort = false, until } = options;
  const controller = new AbortController();
  if (abort) controller.abort();
  return runStages([first, second], {
    config: { text: 'x', ignored: 0, ...config },
    seed,
    workers: 1,
    directory: new RunDirectory(root, seed, { test: '1' }),
    open: () => null,
    progress: SILENT_PROGRESS,
    signal: controller.signal,
    until,
  });
};

describe('a store of other runs', () => {
  it('gives a stage that was made there from the same settings and inputs, and only such a one', async () => {
    const [there, here] = [join(root, 'there'), join(root, 'here')];
    const runIn = (folder: string, text: string) =>
      runStages([first, second], {
        config: { text, ignored: 0 },
        seed: 1,
        workers: 1,
        directory: new RunDirectory(folder, 1, {}),
        open: () => null,
        progress: SILENT_PROGRESS,
        signal: new AbortController().signal,
        store: new StageStore([there]),
      });
    await runIn(there, 'x');
    expect(ran).toEqual(['first a', 'first b', 'second']);
    await runIn(here, 'x');
    expect(ran).toHaveLength(3);
    expect(readFileSync(join(here, 'second', 'joined'), 'utf8')).toBe('XA');
    const { stages } = new RunDirectory(here, 1, {}).manifest;
    expect(stages).toEqual(new RunDirectory(there, 1, {}).manifest.stages);
    // What is taken over lies there on its own: the other run may go.
    rmSync(there, { recursive: true });
    expect(readFileSync(join(here, 'first', 'b'), 'utf8')).toBe('xb');
    await runIn(join(root, 'third'), 'y');
    expect(ran).toHaveLength(6);
  });
});

describe('a stage with a seed of its own', () => {
  const seeds: number[] = [];
  const fixed: Stage<Config> = {
    ...first,
    seed: ({ text }) => (text === 'own' ? 5 : null),
    async run({ seed }) {
      seeds.push(seed);
      return {};
    },
  };
  it('keeps its result when the run has another seed, and has the run’s otherwise', async () => {
    const config = { text: 'own', ignored: 0 };
    expect(stageKey(fixed, config, 1, { stages: {} })).toBe(stageKey(fixed, config, 2, { stages: {} }));
    expect(stageKey(first, config, 1, { stages: {} })).not.toBe(stageKey(first, config, 2, { stages: {} }));
    for (const text of ['own', 'other']) {
      const directory = new RunDirectory(join(root, text), 2, {});
      const rest = { workers: 1, directory, open: () => null, progress: SILENT_PROGRESS };
      await runStages([fixed], {
        config: { text, ignored: 0 },
        seed: 2,
        ...rest,
        signal: new AbortController().signal,
      });
    }
    expect(seeds).toEqual([5, 2]);
  });
});

describe('a run', () => {
  it('runs each stage once, and nothing when nothing changed', async () => {
    await run();
    expect(ran).toEqual(['first a', 'first b', 'second']);
    await run();
    expect(ran).toHaveLength(3);
    await run({ ignored: 5 });
    expect(ran).toHaveLength(3);
  });

  it('runs a stage anew when its settings, the seed or its inputs change', async () => {
    await run();
    ran = [];
    await run({ text: 'y' });
    expect(ran).toEqual(['first a', 'first b', 'second']);
    expect(readFileSync(join(root, 'second', 'joined'), 'utf8')).toBe('YA');
    ran = [];
    await run({ text: 'y' }, { seed: 2 });
    // The first stage's files come out the same, but the second one's own seed changed.
    expect(ran).toEqual(['first a', 'first b', 'second']);
  });

  it('goes on with the finished items of an interrupted stage', async () => {
    failIn = 'b';
    await expect(run()).rejects.toThrow(Interrupted);
    expect(existsSync(join(root, 'first'))).toBe(false);
    failIn = null;
    await run();
    expect(ran).toEqual(['first a', 'first b', 'second']);
  });

  it('does not take over items of an interrupted stage that had other settings', async () => {
    failIn = 'b';
    await expect(run({ text: 'old' })).rejects.toThrow(Interrupted);
    failIn = null;
    await run({ text: 'new' });
    expect(readFileSync(join(root, 'first', 'a'), 'utf8')).toBe('newa');
  });

  it('makes a folder anew that was removed', async () => {
    await run();
    rmSync(join(root, 'first'), { recursive: true });
    ran = [];
    await run();
    expect(ran).toEqual(['first a', 'first b']);
  });

  it('stops before a stage when asked to', async () => {
    await expect(run({}, { abort: true })).rejects.toThrow(Interrupted);
    await run({}, { until: 'first' });
    expect(ran).toEqual(['first a', 'first b']);
  });

  it('records hashes of the outputs, counts and versions', async () => {
    await run();
    const manifest = JSON.parse(readFileSync(join(root, 'manifest.json'), 'utf8'));
    expect(manifest.stages.first).toMatchObject({ files: 2, bytes: 4, summary: { items: 2 } });
    expect(manifest.stages.first.outputs).toBe((await hashFolder(join(root, 'first'))).outputs);
    expect(manifest.versions).toEqual({ test: '1' });
  });

  it('refuses a manifest that is none', () => {
    writeFileSync(join(root, 'manifest.json'), '{"format": 9}');
    expect(() => new RunDirectory(root, 1, {})).toThrow(/manifest\.json: format: expected 1, found 9/);
    writeFileSync(join(root, 'manifest.json'), '{');
    expect(() => new RunDirectory(root, 1, {})).toThrow(/expected JSON/);
  });
});
