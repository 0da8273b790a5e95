import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { writeFileAtomic } from '../../../packages/handbooster/src/base/files/atomic-write.js';
import { jsonLines } from '../../../packages/handbooster/src/base/files/json-lines.js';
import { SILENT_PROGRESS } from '../../../packages/handbooster/src/base/progress.js';
import { loadConfig } from '../../../packages/handbooster/src/pipeline/config/load-config.js';
import { hashFolder } from '../../../packages/handbooster/src/pipeline/run/hash-folder.js';
import { RunDirectory } from '../../../packages/handbooster/src/pipeline/run/run-directory.js';
import { CONFIG_FILE, claimRunFolder } from '../../../packages/handbooster/src/pipeline/run/run-folder.js';
import { runStages } from '../../../packages/handbooster/src/pipeline/run/run-stages.js';
import { setAsideOutdated } from '../../../packages/handbooster/src/pipeline/run/set-aside-outdated.js';
import type { Stage } from '../../../packages/handbooster/src/pipeline/run/stage.js';
import { ItemParts } from '../../../packages/handbooster/src/pipeline/shards/item-parts.js';
import { writePart } from '../../../packages/handbooster/src/pipeline/stages/conditions/condition-parts.js';
import { drawConditions } from '../../../packages/handbooster/src/pipeline/stages/conditions/draw-conditions.js';
import { storedCondition } from '../../../packages/handbooster/test/fixtures/stored-condition.js';
import type { Writer } from '../writer.js';

interface Settings {
  text: string;
}

/** Makes items that outlive a stop, as the stages do that take long. */
const itemStage: Stage<Settings> = {
  name: 'items',
  version: 1,
  inputs: [],
  settings: ({ text }) => text,
  async run({ config, folder }) {
    for (const item of ['a', 'b', 'c']) {
      const file = join(folder, 'images', `${item}.txt`);
      if (!existsSync(file)) await writeFileAtomic(file, `${config.text} ${item}`);
    }
    return { items: 3 };
  },
};
/** Makes all in one go, as the report does. */
const pageStage: Stage<Settings> = {
  name: 'page',
  version: 1,
  inputs: ['items'],
  settings: () => null,
  async run({ folder, inputs }) {
    const texts = readdirSync(join(inputs.items, 'images')).map((name) =>
      readFileSync(join(inputs.items, 'images', name), 'utf8'),
    );
    writeFileSync(join(folder, 'index.html'), texts.sort().join('\n'));
    return {};
  },
};
const STAGES = [itemStage, pageStage];

async function runAll(root: string, text: string): Promise<void> {
  const directory = new RunDirectory(root, 1, { test: '1' });
  const config = { text };
  setAsideOutdated(STAGES, config, 1, directory);
  // Seconds are no part of the result.
  await runStages(STAGES, {
    config,
    seed: 1,
    workers: 1,
    directory,
    open: () => null,
    progress: SILENT_PROGRESS,
    signal: new AbortController().signal,
  });
  const { manifest } = directory;
  for (const record of [...Object.values(manifest.stages), ...Object.values(manifest.outdated ?? {})])
    record.seconds = 0;
  directory.save();
}

/**
 * Every stage that the manifest names has the files that the manifest says; which ones those are is the run's
 * progress.
 */
async function isConsistent(root: string): Promise<unknown> {
  const { stages } = new RunDirectory(root, 1, {}).manifest;
  const wrong: string[] = [];
  for (const [name, { outputs }] of Object.entries(stages)) {
    const folder = join(root, name);
    if (existsSync(folder) && (await hashFolder(folder)).outputs !== outputs) wrong.push(name);
  }
  return { wrong };
}

const CONDITIONS = ['000000', '000001'].map(storedCondition);
const partsOf = (folder: string) => new ItemParts(folder, CONDITIONS.length, CONDITIONS.length);

/** Writers of a run's folder. */
export const RUN_WRITERS: readonly Writer[] = [
  {
    name: 'the stages of a run, and its manifest',
    before: (folder) => new RunDirectory(folder, 1, { test: '1' }).save(),
    write: (folder) => runAll(folder, 'new'),
    read: isConsistent,
    isClean: true,
  },
  {
    name: 'stages made anew with other settings',
    before: (folder) => runAll(folder, 'old'),
    write: (folder) => runAll(folder, 'new'),
    read: isConsistent,
    isClean: true,
  },
  {
    name: 'the configuration of a run folder that is taken over',
    before(folder) {
      claimRunFolder(folder, loadConfig('smallest'), { overwrite: false, stages: ['items'] });
      mkdirSync(join(folder, 'sheets'));
      writeFileSync(join(folder, 'sheets', '1.png'), 'a sheet');
    },
    write: (folder) =>
      claimRunFolder(folder, loadConfig('smallest', ['seed=2']), { overwrite: true, stages: ['items'] }),
    read(folder) {
      const path = join(folder, CONFIG_FILE);
      // None at all is a folder that anybody may take.
      return existsSync(path) ? loadConfig(path).seed > 0 : true;
    },
  },
  {
    name: 'a part of the conditions',
    write: async (folder) => {
      const parts = partsOf(folder);
      if (!parts.isThere(0)) await writePart(parts.file(0), CONDITIONS, { hidden: 1 });
    },
    async read(folder) {
      const parts = partsOf(folder);
      if (!parts.isThere(0)) return null;
      const lines: unknown[] = [];
      for await (const line of jsonLines(parts.file(0))) lines.push(line);
      return lines;
    },
  },
  {
    name: 'all conditions',
    write: (folder) =>
      drawConditions({
        drawer: { condition: async (item) => ({ condition: storedCondition(String(item)), faults: [] }) },
        ahead: 1,
        count: 3,
        folder,
        progress: SILENT_PROGRESS,
        signal: new AbortController().signal,
      }),
    // What a killed writer leaves under a temporary name, the run's folder removes before it goes on.
    read: () => null,
  },
];
