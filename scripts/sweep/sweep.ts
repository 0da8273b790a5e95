// Long trials of what the product promises (docs/reference/promises.md): npm run sweep -- writers [words],
// and others. Prints what was found and ends with 1 where that is anything; `--save` keeps the outcome in
// docs/results/trust.
import { rmSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { scratchFolder } from '../../test/faults/scratch-folder.js';
import { type FuzzResult, fuzzReader } from '../../test/fuzz/fuzz-reader.js';
import { READERS } from '../../test/fuzz/readers.js';
import { sweepFullDisk } from './sweep-full-disk.js';
import { sweepKills } from './sweep-kills.js';
import { isFlat, type MemoryReport, sweepMemory } from './sweep-memory.js';
import { sweepMemoryFaults } from './sweep-memory-faults.js';
import { sweepWriters } from './sweep-writers.js';

const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: {
    save: { type: 'boolean', default: false },
    /** kills: end runs as a scheduler does */
    term: { type: 'boolean', default: false },
    /** kills: seconds that a life lasts at most */
    longest: { type: 'string', default: '60' },
    /** kills: after so many minutes no more of them; memory: how long */
    minutes: { type: 'string', default: '600' },
    /** fuzz: for all readers together */
    seconds: { type: 'string', default: '3600' },
    seed: { type: 'string', default: '1' },
    /** kills, full: a finished run folder of the same arguments, to save making it */
    against: { type: 'string' },
  },
});
const [what = '', ...rest] = positionals;

/** Trainings that do not end: of the denoiser, and of a network that reconstructs. */
const LONG_RUNS = [
  ['smallest', '--only', 'capture,denoiser', 'denoiser.images=100000000'],
  ['smallest', '--only', 'capture,baseline', 'train.images=100000000'],
];

const TRIALS: Record<string, () => Promise<{ report: unknown; isGood: boolean }>> = {
  /** kills [how many] [arguments of boost], for example: kills 100 smallest */
  async kills() {
    const [count = '100', ...args] = rest;
    const signal = values.term ? 'SIGTERM' : 'SIGKILL';
    const report = await sweepKills({
      kills: Number(count),
      signal,
      args: args.length > 0 ? args : ['smallest'],
      longest: Number(values.longest),
      minutes: Number(values.minutes),
      seed: Number(values.seed),
      against: values.against ?? null,
    });
    return { report, isGood: report.different.length === 0 };
  },
  /** full [arguments of boost]: on a disk that is full again and again */
  async full() {
    const report = await sweepFullDisk({
      args: rest.length > 0 ? rest : ['smallest'],
      most: 12,
      seed: Number(values.seed),
      against: values.against ?? null,
    });
    return { report, isGood: report.different.length + report.wrong.length === 0 };
  },
  /** fuzz [words of a reader's name]: every reader for its share of --seconds */
  async fuzz() {
    const readers = READERS.filter(({ name }) => name.includes(rest.join(' ')));
    const results: FuzzResult[] = [];
    const scratch = scratchFolder();
    for (const reader of readers) {
      const seconds = Number(values.seconds) / readers.length;
      const options = {
        files: Number.POSITIVE_INFINITY,
        seconds,
        seed: Number(values.seed),
        guided: true,
        scratch,
      };
      const result = await fuzzReader(reader, options);
      const { files, valid, refused, blocks, slowest, memory, faults } = result;
      process.stderr.write(
        `${reader.name}: ${files} files (${valid} valid, ${refused} refused), ${blocks} blocks, slowest ${slowest} ms, ${memory} MB\n`,
      );
      for (const { kind, times, first } of faults)
        process.stderr.write(`  ${times} x ${kind} (fault-${first})\n`);
      results.push(result);
    }
    const isGood = results.every(({ faults }) => faults.length === 0);
    // What is at fault stays for whoever mends it, and is never part of a result.
    if (isGood) rmSync(scratch, { recursive: true, force: true });
    else process.stderr.write(`${scratch}: the files at fault\n`);
    return { report: { seconds: Number(values.seconds), results }, isGood };
  },
  /** memory [arguments of boost]: whether memory and handles stay, over --minutes */
  async memory() {
    const all = rest.length > 0 ? [rest] : LONG_RUNS;
    const reports: MemoryReport[] = [];
    for (const args of all) {
      const report = await sweepMemory(args, Number(values.minutes) / all.length);
      const { command, minutes, slope, least, most, handles } = report;
      process.stderr.write(
        `${command}: ${minutes} min, ${least} to ${most} MB, ${slope} MB an hour, ${handles.join(', then ')} handles\n`,
      );
      reports.push(report);
    }
    return { report: reports, isGood: reports.every(isFlat) };
  },
  /** sanitizer: the addon's hostile calls under AddressSanitizer */
  async sanitizer() {
    const report = await sweepMemoryFaults();
    return { report, isGood: report.code === 0 && report.report === null && report.wrong.length === 0 };
  },
  async writers() {
    const results = await sweepWriters(rest.join(' '));
    return { report: results, isGood: results.every(({ findings }) => findings.length === 0) };
  },
};

const trial = TRIALS[what];
if (trial === undefined) {
  process.stderr.write(`sweep: expected ${Object.keys(TRIALS).join(', ')}, found "${what}"\n`);
  process.exit(2);
}
const { report, isGood } = await trial();
const text = `${JSON.stringify(report, null, 2)}\n`;
if (values.save)
  writeFileSync(
    new URL(`../../docs/results/trust/${what}${values.term ? '-term' : ''}.json`, import.meta.url),
    text,
  );
else process.stdout.write(text);
process.exitCode = isGood ? 0 : 1;
