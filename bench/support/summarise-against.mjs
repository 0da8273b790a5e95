// The table of bench/against.sh. Arguments: the folder of measurements (`<side>-<stage>.jsonl`, sides
// `before` and `after`), then the stages in order.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const [folder, ...stages] = process.argv.slice(2);
const FIELDS = ['cpu', 'wall', 'peak'];
const total = Object.fromEntries(['before', 'after'].map((side) => [side, { cpu: 0, wall: 0, peak: 0 }]));
const rows = [];
for (const stage of stages) {
  const of = Object.fromEntries(['before', 'after'].map((side) => [side, medians(side, stage)]));
  if (of.before === null || of.after === null) continue;
  rows.push([stage, of]);
  for (const side of ['before', 'after']) {
    total[side].cpu += of[side].cpu;
    total[side].wall += of[side].wall;
    total[side].peak = Math.max(total[side].peak, of[side].peak);
  }
}
if (rows.length > 1) rows.push(['together', total]);

const table = [
  ['stage', 'processor s', '', 'ratio', 'wall s', '', 'ratio', 'peak MB', ''],
  ['', 'before', 'after', '', 'before', 'after', '', 'before', 'after'],
  ...rows.map(([stage, { before, after }]) => [
    stage,
    seconds(before.cpu),
    seconds(after.cpu),
    (before.cpu / after.cpu).toFixed(2),
    seconds(before.wall),
    seconds(after.wall),
    (before.wall / after.wall).toFixed(2),
    (before.peak / 1e6).toFixed(0),
    (after.peak / 1e6).toFixed(0),
  ]),
];
const widths = table[0].map((_, column) => Math.max(...table.map((row) => row[column].length)));
for (const row of table) {
  const cells = row.map((cell, column) =>
    column === 0 ? cell.padEnd(widths[column]) : cell.padStart(widths[column]),
  );
  process.stdout.write(`${cells.join('  ')}\n`);
}

/** The middle of a side's measurements of a stage, field by field; null without any. */
function medians(side, stage) {
  const file = join(folder, `${side}-${stage}.jsonl`);
  if (!existsSync(file)) return null;
  const runs = readFileSync(file, 'utf8').trim().split('\n').map(JSON.parse);
  return Object.fromEntries(
    FIELDS.map((field) => {
      const sorted = runs.map((run) => run[field]).sort((a, b) => a - b);
      const [low, high] = [Math.floor((sorted.length - 1) / 2), Math.ceil((sorted.length - 1) / 2)];
      return [field, (sorted[low] + sorted[high]) / 2];
    }),
  );
}

function seconds(value) {
  return value.toFixed(1);
}
