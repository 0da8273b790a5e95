// Runs the benchmarks of this folder (all, or those whose name has one of the given words), prints ours
// beside the reference of the same run, and appends the rows to docs/results/bench.csv.
import { appendFileSync, existsSync, mkdirSync, readdirSync } from 'node:fs';
import { availableParallelism, cpus } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { describeEngine, instructionSets } from '@handbooster/torch';
import type { BenchRow } from './support/bench-row.js';

interface Benchmark {
  name: string;
  run(): Promise<BenchRow[]>;
}

const COLUMNS = [
  'date',
  'machine',
  'engine',
  'instructions',
  'benchmark',
  'path',
  'ours',
  'reference',
  'unit',
  'ratio',
  'note',
];
const folder = join(dirname(fileURLToPath(import.meta.url)), 'cases');
const csv = join(folder, '..', '..', 'docs', 'results', 'bench.csv');
const words = process.argv.slice(2);

const files = readdirSync(folder)
  .filter((file) => file.endsWith('.bench.ts'))
  .filter((file) => words.length === 0 || words.some((word) => file.includes(word)))
  .sort();
if (files.length === 0) {
  process.stderr.write(`bench: no benchmark has one of ${words.join(', ')} in its name\n`);
  process.exit(1);
}

const machine = `${cpus()[0]?.model.trim() ?? 'unknown'} x ${availableParallelism()}`;
const engine = `libtorch ${describeEngine().version}`;
// Speed depends on them by factors: a row without them says little.
const { aten, onednn, blas } = instructionSets();
const instructions = `ATen ${aten}; oneDNN ${onednn}; BLAS ${blas}`;
process.stdout.write(`${machine}, ${engine}, ${instructions}, Node ${process.versions.node}\n`);
for (const file of files) {
  const { name, run }: Benchmark = await import(pathToFileURL(join(folder, file)).href);
  process.stdout.write(`\n${name}\n`);
  for (const row of await run()) {
    process.stdout.write(`  ${describeRow(row)}\n`);
    keep([new Date().toISOString().slice(0, 10), machine, engine, instructions, name, ...values(row)]);
  }
}
process.exit(0);

function describeRow({ path, ours, reference, unit, ratio, note }: BenchRow): string {
  const beside = reference === null ? 'no reference' : `reference ${number(reference)}`;
  const times = ratio === null ? '' : `, ${ratio.toFixed(2)}x`;
  return `${path.padEnd(52)} ${number(ours).padStart(10)} ${unit} (${beside}${times})${note ? `  ${note}` : ''}`;
}

function values({ path, ours, reference, unit, ratio, note }: BenchRow): string[] {
  return [
    path,
    number(ours),
    reference === null ? '' : number(reference),
    unit,
    ratio?.toFixed(3) ?? '',
    note ?? '',
  ];
}

function number(value: number): string {
  return value >= 1000 ? value.toFixed(0) : value.toPrecision(4);
}

function keep(row: string[]): void {
  mkdirSync(dirname(csv), { recursive: true });
  const quote = (text: string) => (/[",\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
  if (!existsSync(csv)) appendFileSync(csv, `${COLUMNS.join(',')}\n`);
  appendFileSync(csv, `${row.map(quote).join(',')}\n`);
}
