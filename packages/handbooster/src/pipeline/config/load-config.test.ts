import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { loadConfig } from './load-config.js';

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
    ['grasps: { perObject: many }', /grasps\.perObject: .*expected/],
    ['train: { syntheticShare: 1.5 }', /train\.syntheticShare: .*<=1/],
    ['denoiser: { preset: papr }', /denoiser\.preset: .*"paper"/],
    ['seed: [1', /bad\.yaml: /],
    ['- 1', /found a list/],
    ['extends: bad.yaml', /circle/],
  ])('refuses "%s" by name', (text, message) => {
    const file = write('bad.yaml', text);
    expect(() => loadConfig(file)).toThrow(message);
    expect(() => loadConfig(file)).toThrow(/bad\.yaml/);
  });

  it('refuses an override that is none, and a preset that is not there', () => {
    expect(() => loadConfig('demo', ['seed'])).toThrow(/key=value/);
    expect(() => loadConfig('demoo')).toThrow(/no such file/);
  });
});
