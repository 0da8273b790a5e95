import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { checkedConfig } from '../pipeline/config/checked-config.js';
import { loadConfig } from '../pipeline/config/load-config.js';
import { cellFolders, experimentCells } from './experiment-cells.js';
import { experimentNames, readExperiment } from './experiment-definition.js';
import { planExperiment } from './plan-experiment.js';

const folder = mkdtempSync(join(tmpdir(), 'experiments-'));
const SPEED = { script: 20, engine: 20 };
afterAll(() => rmSync(folder, { recursive: true }));

describe('the experiments that come along', () => {
  it.each(experimentNames())('%s: every row is a configuration', (name) => {
    const kinds = readExperiment(name).simulated === undefined ? ['own'] : ['own', 'simulated'];
    for (const kind of kinds as ('own' | 'simulated')[]) {
      const experiment = readExperiment(name, kind);
      for (const { overrides } of experimentCells(experiment, folder)) {
        // All that is known to be wrong before any work; tables on downloaded data need the download.
        const load = kind === 'simulated' || experiment.config === 'claim' ? checkedConfig : loadConfig;
        expect(load(experiment.config, overrides)).toBeDefined();
      }
    }
  });

  it('have the paper’s tables', () => {
    expect(experimentNames()).toEqual(
      expect.arrayContaining(['claim', 'ratio', 'tab1', 'tab2', 'tab3-4', 'tab5']),
    );
    // Also the figures, and what the paper leaves open.
    const open = ['figures', 'ratio', 'amount', 'sampling', 'thresholds', 'placement', 'controls'];
    expect(experimentNames()).toEqual(expect.arrayContaining(open));
    for (const name of ['tab1', 'tab2', 'tab3-4']) {
      const networks = readExperiment(name).rows;
      expect(networks.map((row) => row.name)).toEqual(
        ['handoccnet', 'mobrecon', 'h2onet'].flatMap((network) => [network, `${network}-boosted`]),
      );
      // Both alignments, six measures each.
      for (const { paper } of networks) expect(Object.keys(paper ?? {})).toHaveLength(12);
    }
    const { rows } = readExperiment('tab5');
    expect(rows.filter(({ needs }) => needs !== undefined)).toEqual([]);
    expect(rows.map(({ name }) => name)).toEqual(['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'i']);
  });
});

describe('stages that rows share', () => {
  const counts = (name: string, kind: 'own' | 'simulated') => {
    const runs = planExperiment(readExperiment(name, kind), folder, SPEED, 2);
    const all = runs.flatMap(({ stages }) => stages);
    return (stage: string) => all.filter((each) => each === stage).length;
  };

  it('are made once: of the claim a capture for all seeds, grasps and images a seed, three baselines a seed', () => {
    const of = counts('claim', 'own');
    expect(['capture', 'grasps', 'conditions', 'synthesise'].map(of)).toEqual([1, 3, 3, 3]);
    // 24,000, 32,000 and 96,000 images; the budget of real images leaves the baseline as it is.
    expect(['baseline', 'train', 'evaluate'].map(of)).toEqual([9, 12, 12]);
  });

  it('are made once: images for all networks, a denoiser for each kind of condition', () => {
    const networks = counts('tab1', 'simulated');
    expect(['capture', 'synthesise', 'baseline', 'train'].map(networks)).toEqual([1, 1, 3, 3]);
    const parts = counts('tab5', 'simulated');
    // The ready one for (a), (b) and (f) to (i), one each for (c), (d) and (e).
    expect(['capture', 'grasps', 'denoiser', 'baseline'].map(parts)).toEqual([1, 1, 4, 1]);
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

  it('has changes that are for its own data alone', () => {
    const text = `${HEAD}simulated: { config: smallest }\nrows:\n${A.replace('}', ', set: [threads=1], own: [train.images=64] }')}`;
    expect(read(text).rows[0].set).toEqual(['threads=1', 'train.images=64']);
    expect(read(text, 'simulated').rows[0].set).toEqual(['threads=1']);
    const more = readExperiment(join(folder, 'mine.yaml'), 'own', ['capture.root=/data']);
    expect(experimentCells(more, '/runs')[0].overrides[0]).toBe('capture.root=/data');
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
