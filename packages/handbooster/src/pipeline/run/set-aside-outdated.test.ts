import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { SILENT_PROGRESS } from '../../base/progress.js';
import { planStages } from './plan-stages.js';
import { RunDirectory } from './run-directory.js';
import { runStages } from './run-stages.js';
import { setAsideOutdated } from './set-aside-outdated.js';
import type { Stage } from './stage.js';

interface Config {
  data: string;
  report: string;
}

let root: string;
let ran: string[];
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'handbooster-outdated-'));
  ran = [];
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

const stage = (name: string, inputs: string[], key: keyof Config | null): Stage<Config> => ({
  name,
  version: 1,
  inputs,
  settings: (config) => (key === null ? null : config[key]),
  async run({ config, folder }) {
    ran.push(name);
    writeFileSync(join(folder, 'text'), key === null ? 'the same' : config[key]);
    return {};
  },
});
const STAGES = [
  stage('data', [], 'data'),
  stage('other', [], null),
  stage('train', ['data'], null),
  stage('report', ['train', 'other'], 'report'),
];

const open = () => new RunDirectory(root, 1, {});
const setAside = (config: Config) => setAsideOutdated(STAGES, config, 1, open());
const run = (config: Config, until?: string) =>
  runStages(STAGES, {
    config,
    seed: 1,
    workers: 1,
    directory: open(),
    open: () => null,
    progress: SILENT_PROGRESS,
    signal: new AbortController().signal,
    until,
  });

it('leaves nothing looking current that follows from what is out of date', async () => {
  await run({ data: 'a', report: 'x' });
  expect(setAside({ data: 'b', report: 'x' })).toEqual(['data', 'train', 'report']);
  expect(existsSync(join(root, 'report'))).toBe(false);
  expect(readFileSync(join(root, 'outdated', 'data', 'text'), 'utf8')).toBe('a');
  expect(Object.keys(open().manifest.stages)).toEqual(['other']);
});

it('takes back what comes out the same', async () => {
  await run({ data: 'a', report: 'x' });
  setAside({ data: 'b', report: 'x' });
  ran = [];
  // What the training learned from has changed, what it leaves has not: the report's inputs are those it was
  // made from.
  await run({ data: 'b', report: 'x' });
  expect(ran).toEqual(['data', 'train']);
  expect(readFileSync(join(root, 'report', 'text'), 'utf8')).toBe('x');
  expect(setAside({ data: 'b', report: 'x' })).toEqual([]);
});

it('sets nothing aside where nothing changed, and only the end where only that did', async () => {
  await run({ data: 'a', report: 'x' });
  expect(setAside({ data: 'a', report: 'x' })).toEqual([]);
  expect(setAside({ data: 'a', report: 'y' })).toEqual(['report']);
});

it('is foretold by a plan, which changes nothing', async () => {
  const plan = (config: Config) =>
    planStages(STAGES, { config, seed: 1, root, manifest: open().manifest }).map(({ state }) => state);
  expect(plan({ data: 'a', report: 'x' })).toEqual(['new', 'new', 'new', 'new']);
  await run({ data: 'a', report: 'x' }, 'train');
  expect(plan({ data: 'a', report: 'x' })).toEqual(['unchanged', 'unchanged', 'unchanged', 'new']);
  expect(plan({ data: 'b', report: 'x' })).toEqual(['outdated', 'unchanged', 'maybe', 'new']);
  expect(existsSync(join(root, 'outdated'))).toBe(false);
});
