import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { loadConfig } from '../pipeline/config/load-config.js';
import { cellFolders, experimentCells } from './experiment-cells.js';
import { experimentNames, readExperiment } from './experiment-definition.js';

const folder = mkdtempSync(join(tmpdir(), 'experiments-'));
afterAll(() => rmSync(folder, { recursive: true }));

describe('the experiments that come along', () => {
  it.each(experimentNames())('%s: every row is a configuration', (name) => {
    const kinds = readExperiment(name).simulated === undefined ? ['own'] : ['own', 'simulated'];
    for (const kind of kinds as ('own' | 'simulated')[]) {
      const experiment = readExperiment(name, kind);
      for (const { overrides } of experimentCells(experiment, folder)) {
        expect(loadConfig(experiment.config, overrides)).toBeDefined();
      }
    }
  });

  it('have the paper’s tables', () => {
    expect(experimentNames()).toEqual(
      expect.arrayContaining(['claim', 'ratio', 'tab1', 'tab2', 'tab3-4', 'tab5']),
    );
    const { rows } = readExperiment('tab5');
    expect(rows.map(({ name }) => name)).toEqual(['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'i']);
  });
});

describe('a definition', () => {
  const read = (text: string, kind: 'own' | 'simulated' = 'own') => {
    const file = join(folder, 'mine.yaml');
    writeFileSync(file, text);
    return readExperiment(file, kind);
  };
  const HEAD = 'title: T\nquestion: Q\nconfig: smallest\nagainst: a\n';
  const A = '  - { name: a, title: A, trained: real }\n';

  it('makes cells seed by seed, and rows of the same settings share a run', () => {
    const rows = `${A}  - { name: b, title: B }\n  - { name: c, title: C, set: [train.images=32] }\n`;
    const experiment = read(`${HEAD}seeds: [1, 2]\nset: [threads=1]\nrows:\n${rows}`);
    const cells = experimentCells(experiment, '/runs');
    expect(cells.map(({ row, seed }) => `${row.name}${seed}`)).toEqual(['a1', 'b1', 'c1', 'a2', 'b2', 'c2']);
    expect(cellFolders(cells)).toEqual(
      ['a-seed-1', 'c-seed-1', 'a-seed-2', 'c-seed-2'].map((name) => join('/runs/mine', name)),
    );
    expect(cells[2].overrides).toEqual(['threads=1', 'train.images=32', 'seed=1']);
  });

  it('leaves out what cannot be made', () => {
    const experiment = read(`${HEAD}rows:\n${A}  - { name: b, title: B, needs: a switch }\n`);
    expect(experimentCells(experiment, '/runs').map(({ row }) => row.name)).toEqual(['a']);
  });

  it.each([
    ['rows: []\n', /rows/],
    [`rows:\n${A}${A}`, /a is there twice/],
    [`rows:\n  - { name: b, title: B }\n`, /against: expected the name of a row \(b\), found a/],
    [`rows:\n${A}  - { name: b, title: B, sett: [] }\n`, /rows.1: .*sett/],
    [`rows:\n${A}  - { name: b, title: B, set: [nothing] }\n`, /expected key=value/],
  ])('that is wrong is refused: %j', (rows, message) => {
    expect(() => read(HEAD + rows)).toThrow(message);
  });

  it('without a simulated part says so, and an unknown name names what there is', () => {
    expect(() => read(`${HEAD}rows:\n${A}`, 'simulated')).toThrow(/simulated: expected a configuration/);
    expect(() => readExperiment('claimm')).toThrow(/no experiment of that name; .*did you mean claim/);
  });
});
