import { mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { InputError } from '../../base/errors/input-error.js';
import { Run } from './open-run.js';
import { STAGE_NAMES } from './stage-names.js';

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'handbooster-open-run-'));
});
afterEach(() => rmSync(root, { recursive: true }));

const write = (name: string, text: string) => {
  mkdirSync(join(root, name, '..'), { recursive: true });
  writeFileSync(join(root, name), text);
};

describe('Run.open', () => {
  it('refuses a folder that is no run, by its path', () => {
    expect(() => Run.open(root)).toThrow(InputError);
    expect(() => Run.open(root)).toThrow(`${root}: no config.yaml in this folder`);
  });

  it('reads the configuration, with overrides on top', () => {
    write('config.yaml', 'seed: 5\nselect: { real: 3 }\n');
    const { config } = Run.open(root, ['select.synthetic=7']);
    expect([config.seed, config.select.real, config.select.synthetic]).toEqual([5, 3, 7]);
  });

  it('says of a stage that is not finished which command finishes it', () => {
    write('config.yaml', 'seed: 1\n');
    // A stage that is at work, or was stopped, has its files here.
    write('evaluate.partial/scores.json', '[]\n');
    const run = Run.open(root);
    expect(run.isFinished('evaluate')).toBe(false);
    expect(() => run.scores()).toThrow(InputError);
    expect(() => run.scores()).toThrow(
      `${join(root, 'evaluate')}: not made yet; run: handbooster boost ${join(root, 'config.yaml')} -o ${root} --until evaluate`,
    );
    write('evaluate/scores.json', '[]\n');
    expect(run.scores()).toEqual([]);
    expect(() => run.file('evaluate', 'curves.json')).toThrow(
      /curves\.json: no such file in a finished stage/,
    );
  });

  it('names a manifest that is missing or damaged', () => {
    write('config.yaml', 'seed: 1\n');
    expect(() => Run.open(root).manifest).toThrow(/manifest\.json: no such file/);
    write('manifest.json', '{');
    expect(() => Run.open(root).manifest).toThrow(/manifest\.json: expected JSON/);
  });

  it('reads logs, which are there or not', () => {
    write('config.yaml', 'seed: 1\n');
    write('train/log.jsonl', '{"step":0,"loss":2}\n{"step":1,"loss":1}\n');
    expect(Run.open(root).log('train')).toEqual([
      { step: 0, loss: 2 },
      { step: 1, loss: 1 },
    ]);
    expect(Run.open(root).log('train', 'validation.jsonl')).toEqual([]);
  });

  it('shows a stage its inputs alone, so that none is read past the hash of the run', () => {
    write('config.yaml', 'seed: 1\n');
    for (const name of STAGE_NAMES) mkdirSync(join(root, name));
    const run = Run.open(root).seenBy(['capture', 'grasps']);
    expect(run.folder('grasps')).toBe(join(root, 'grasps'));
    expect(() => run.folder('select')).toThrow(
      /select is read without being among the inputs \[capture,grasps\]/,
    );
  });

  it('tells the date of any stage, also of one whose files a stage does not read', () => {
    write('config.yaml', 'seed: 1\n');
    write('dataset/README.md', '');
    utimesSync(join(root, 'dataset/README.md'), 0, Date.UTC(2026, 10, 30, 15, 54, 59) / 1000);
    const run = Run.open(root).seenBy(['capture']);
    expect(run.dateOf('dataset')).toBe('2026-11-30 15:54 UTC');
    expect(run.dateOf('train')).toBe('?');
  });
});
