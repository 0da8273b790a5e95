import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { configDifferences } from '../config/config-differences.js';
import { loadConfig } from '../config/load-config.js';
import { claimRunFolder, runFolderName } from './run-folder.js';

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'handbooster-claim-'));
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

const demo = (...overrides: string[]) => loadConfig('demo', overrides);
const nameOf = (...overrides: string[]) =>
  runFolderName('demo', configDifferences(demo(), demo(...overrides)));

describe('the name of a run folder', () => {
  it('says what differs from the configuration of that name, and nothing that does not', () => {
    expect(nameOf()).toBe('demo');
    expect(nameOf('seed=1')).toBe('demo');
    expect(nameOf('seed=2')).toBe('demo-seed-2');
    expect(nameOf('train.images=100', 'conditions.maps=[normal, depth]')).toBe(
      'demo-conditions.maps-normal+depth-train.images-100',
    );
    expect(nameOf('data=/models/my tools')).toBe('demo-my_tools');
  });

  it('stays short, and apart from others, where much differs', () => {
    const many = ['capture', 'grasps'].flatMap(() => [
      'train.images=1',
      'train.batch=2',
      'train.looks=3',
      'select.real=4',
      'select.synthetic=5',
    ]);
    expect(nameOf(...many).length).toBeLessThanOrEqual(80);
    expect(nameOf(...many)).not.toBe(nameOf(...many, 'seed=9'));
  });
});

describe('a run folder', () => {
  const stages = ['capture', 'report'];
  const claim = (config = demo(), overwrite = false) => claimRunFolder(root, config, { overwrite, stages });

  it('belongs to the configuration that came first', () => {
    claim();
    claim();
    expect(() => claim(demo('seed=2'))).toThrow(
      /belongs to another configuration: seed is 1 there, 2 here; .*-o, or --overwrite/,
    );
    expect(readFileSync(join(root, 'config.yaml'), 'utf8')).toMatch(/^seed: 1$/m);
  });

  it('is taken over on request: what no stage has made is moved aside, and nothing is lost', () => {
    claim();
    mkdirSync(join(root, 'measure'));
    writeFileSync(join(root, 'measure', 'measures.json'), '{}');
    mkdirSync(join(root, 'report'));
    claim(demo('seed=2'), true);
    expect(readFileSync(join(root, 'config.yaml'), 'utf8')).toMatch(/^seed: 2$/m);
    expect(readFileSync(join(root, 'outdated', 'config.yaml'), 'utf8')).toMatch(/^seed: 1$/m);
    expect(existsSync(join(root, 'measure'))).toBe(false);
    expect(existsSync(join(root, 'outdated', 'measure', 'measures.json'))).toBe(true);
    // Stages are judged one by one, by their keys.
    expect(existsSync(join(root, 'report'))).toBe(true);
  });

  it('with a configuration of another version is not written over', () => {
    writeFileSync(join(root, 'config.yaml'), 'seeds: 3\n');
    expect(() => claim()).toThrow(/its config.yaml is none of this version/);
  });
});
