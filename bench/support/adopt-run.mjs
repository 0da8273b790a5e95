// Makes the finished stages of a run's folder count as made by a tree's own code and settings, so that a
// later stage can be measured on them alone. For measuring only: what is adopted need not be what this tree
// would make. Arguments: the tree, the run's folder, the preset, then overrides. Plain JavaScript, so that it
// can be used with any commit.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';

const [folder, run, preset, ...overrides] = process.argv.slice(2);
const tree = resolve(folder);
const pipeline = join(tree, 'packages', 'handbooster', 'dist', 'pipeline');
const keyModule = join(pipeline, 'run', 'stage-key.js');
const manifestFile = join(run, 'manifest.json');
// Commits from before that file ask only that the stages are there.
if (existsSync(keyModule) && existsSync(manifestFile)) {
  const load = (file) => import(pathToFileURL(file).href);
  const { stageKey } = await load(keyModule);
  const { STAGES } = await load(join(pipeline, 'stages', 'index.js'));
  const { loadConfig } = await load(join(pipeline, 'config', 'load-config.js'));
  const { stringify } = createRequire(join(tree, 'package.json'))('yaml');
  const config = loadConfig(preset, overrides);
  const manifest = JSON.parse(readFileSync(manifestFile, 'utf8'));
  for (const stage of STAGES) {
    const record = manifest.stages[stage.name];
    if (record !== undefined) record.key = stageKey(stage, config, config.seed, manifest);
  }
  writeFileSync(manifestFile, `${JSON.stringify(manifest, null, 2)}\n`);
  writeFileSync(join(run, 'config.yaml'), stringify(config));
}
