// Fits what a unit of each stage's work costs to two finished runs, and writes it with this machine's speed
// into the table that `boost` forecasts from. Both runs must have been made from nothing on this machine, at
// rest:
//
//   npm run boost -- smallest -o runs/small && npm run boost -- demo -o runs/large
//   node bench/fit-stage-costs.mjs runs/small runs/large          prints table and forecasts
//   node bench/fit-stage-costs.mjs runs/small runs/large --write  writes stage-costs.ts
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { loadConfig } from '../packages/handbooster/dist/pipeline/config/load-config.js';
import { estimateRun } from '../packages/handbooster/dist/pipeline/plan/estimate-run.js';
import { STAGE_COSTS } from '../packages/handbooster/dist/pipeline/plan/stage-costs.js';
import { stageWork } from '../packages/handbooster/dist/pipeline/plan/stage-work.js';

const TABLE = new URL('../packages/handbooster/src/pipeline/plan/stage-costs.ts', import.meta.url);
const SPEED = new URL('../packages/handbooster/dist/pipeline/plan/machine-speed.js', import.meta.url);
const MEASURE = `
import { measureSpeed } from '${SPEED}';
console.log(JSON.stringify(measureSpeed(Number(process.argv[1]))));
`;
/** Runs whose units differ by less tell only their sum, not what is fixed. */
const APART = 1.5;

const folders = process.argv.slice(2).filter((word) => !word.startsWith('-'));
if (folders.length !== 2) {
  process.stderr.write('usage: node bench/fit-stage-costs.mjs SMALLER_RUN LARGER_RUN [--write]\n');
  process.exit(2);
}
const runs = folders.map((folder) => {
  const config = loadConfig(join(folder, 'config.yaml'));
  const { stages } = JSON.parse(readFileSync(join(folder, 'manifest.json'), 'utf8'));
  return { folder, config, stages, work: new Map(stageWork(config).map((work) => [work.stage, work])) };
});
const workers = availableParallelism();
// In a process of its own, as `boost` measures: what ran before changes what the compiler makes of the work.
const measured = JSON.parse(
  execFileSync(process.execPath, ['--input-type=module', '-e', MEASURE, String(runs[0].config.threads)]),
);
const speed = {
  script: Number(measured.script.toPrecision(3)),
  engine: Number(measured.engine.toPrecision(3)),
};

const costs = Object.fromEntries(Object.keys(STAGE_COSTS).map((stage) => [stage, costOf(stage)]));
process.stdout.write(`speed: script ${speed.script} ms, engine ${speed.engine} ms; ${workers} workers\n`);
for (const [stage, { fixed, each }] of Object.entries(costs)) {
  process.stdout.write(`${stage.padEnd(12)} fixed ${fixed} s, each ${each} s\n`);
}
for (const { folder, config, stages } of runs) {
  const known = estimateRun(config, speed, workers).filter(({ stage }) => stages[stage] !== undefined);
  const forecast = known.reduce((sum, { seconds }) => sum + seconds, 0);
  const took = known.reduce((sum, { stage }) => sum + stages[stage].seconds, 0);
  process.stdout.write(
    `${folder}: took ${took.toFixed(0)} s, the table of before forecasts ${forecast.toFixed(0)} s\n`,
  );
}
if (process.argv.includes('--write')) write();

/** Seconds = fixed + each x units, through both runs. */
function costOf(stage) {
  const known = STAGE_COSTS[stage];
  const points = runs.flatMap(({ stages, work }) => {
    const units = work.get(stage).units;
    return stages[stage] === undefined || units === 0 ? [] : [{ units, seconds: stages[stage].seconds }];
  });
  if (points.length === 0) return known;
  const [small, large = small] = points.sort((a, b) => a.units - b.units);
  const apart = large.units > APART * small.units;
  const fixed = apart
    ? small.seconds - (small.units * (large.seconds - small.seconds)) / (large.units - small.units)
    : Math.min(known.fixed, small.seconds);
  const start = Math.min(Math.max(0, fixed), small.seconds);
  return {
    fixed: Number(start.toPrecision(2)),
    each: Number(((large.seconds - start) / large.units).toPrecision(3)),
  };
}

function write() {
  const rows = Object.entries(costs).map(
    ([stage, { fixed, each }]) => `  ${stage}: { fixed: ${fixed}, each: ${each} },`,
  );
  const text = readFileSync(TABLE, 'utf8')
    .replace(/speed: \{ script: [^}]*\}/, `speed: { script: ${speed.script}, engine: ${speed.engine} }`)
    .replace(/workers: \d+,/, `workers: ${workers},`)
    .replace(/(STAGE_COSTS[^{]*\{\n)[\s\S]*?(\n\};)/, (_, head, tail) => `${head}${rows.join('\n')}${tail}`);
  writeFileSync(TABLE, text);
}
