import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { loadConfig, readConfig } from './load-config.js';

const folder = mkdtempSync(join(tmpdir(), 'handbooster-config-'));
afterAll(() => rmSync(folder, { recursive: true }));
const write = (name: string, text: string) => {
  const file = join(folder, name);
  writeFileSync(file, text);
  return file;
};

describe('loadConfig', () => {
  it('fills in defaults, merges what it extends and applies overrides last', () => {
    write('base.yaml', 'seed: 5\ngrasps: { perObject: 7, keep: valid }\n');
    const file = write('own.yaml', 'extends: base.yaml\ngrasps: { perObject: 9 }\n');
    const config = loadConfig(file, ['select.synthetic=33', 'conditions.maps=[depth, segmentation]']);
    expect(config.seed).toBe(5);
    expect(config.grasps).toMatchObject({ perObject: 9, keep: 'valid' });
    expect(config.select.synthetic).toBe(33);
    expect(config.conditions.maps).toEqual(['depth', 'segmentation']);
    expect(config.select.real).toBe(10);
  });

  it('takes paths relative to the file', () => {
    expect(loadConfig(write('paths.yaml', 'data: objects\n')).data).toBe(join(folder, 'objects'));
  });

  it('knows the presets by name', () => {
    expect(loadConfig('demo').denoiser.preset).toBe('small');
  });

  it.each([
    ['grasps: { perObjects: 3 }', /grasps\.perObjects: unknown key; did you mean "grasps\.perObject"\?/],
    ['graps: { perObject: 3 }', /graps: unknown key; did you mean "grasps"\?/],
    ['qqqqqqq: 1', /known keys: seed/],
    ['grasps: { perObject: many }', /grasps\.perObject: expected number, found "many"/],
    ['train: { syntheticShare: 1.5 }', /train\.syntheticShare: expected at most 1, found 1\.5/],
    ['denoiser: { preset: papr }', /denoiser\.preset: expected paper, released-code, small, found "papr"/],
    ['seed: [1', /bad\.yaml: /],
    ['- 1', /found a list/],
    ['extends: bad.yaml', /circle/],
  ])('refuses "%s" by name', (text, message) => {
    const file = write('bad.yaml', text);
    expect(() => loadConfig(file)).toThrow(message);
    expect(() => loadConfig(file)).toThrow(/bad\.yaml/);
  });

  it.each([
    'threads',
    'capture.width',
    'capture.height',
    'capture.trainFrames',
    'capture.testFrames',
    'capture.objects',
    'capture.subjects',
    'grasps.perObject',
    'select.real',
    'select.synthetic',
    'select.power',
    'conditions.renderSize',
    'denoiser.imageSize',
    'denoiser.crops',
    'synthesise.group',
    'filter.factor',
    'train.imageSize',
    'train.images',
    'train.batch',
    'train.learningRate',
    'train.looks',
    'train.syntheticWeight',
  ])('refuses %s of 0, of which nothing can be made', (key) => {
    expect(() => loadConfig('smallest', [`${key}=0`])).toThrow(/expected (at least|more than) \d+, found 0$/);
  });

  it('refuses what is too much', () => {
    expect(() => loadConfig('smallest', ['capture.width=5000'])).toThrow(/at most 4096, found 5000/);
    // The last of 99 people are those whom only test splits show.
    expect(() => loadConfig('smallest', ['capture.subjects=97'])).toThrow(/at most 96, found 97/);
    expect(() => loadConfig('smallest', ['conditions.perturbation=181'])).toThrow(/at most 180, found 181/);
  });

  it('reads the others where a value is refused', () => {
    const { config, complaints } = readConfig('smallest', ['train.batch=0', 'train.images=77', 'hand=3']);
    expect(complaints.map(({ key }) => key)).toEqual(['hand', 'train.batch']);
    expect(config.train).toMatchObject({ batch: 32, images: 77 });
    expect(config.hand).toEqual({ model: 'builtin' });
  });

  it('refuses an override that is none, and a preset that is not there', () => {
    expect(() => loadConfig('demo', ['seed'])).toThrow(/key=value/);
    expect(() => loadConfig('demoo')).toThrow(/no such file/);
  });
});
