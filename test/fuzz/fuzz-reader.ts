import { createHash } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Random } from '@handbooster/torch/random';
import { InputError } from '../../packages/handbooster/src/base/errors/input-error.js';
import { BlockCoverage } from './block-coverage.js';
import { mutate } from './mutate.js';
import type { Reader } from './reader.js';

export interface FuzzOptions {
  /** Files to try at most. */
  files: number;
  /** Seconds to go on at most. */
  seconds: number;
  seed: number;
  /** Whether files that reach new code are gone on from; slower. */
  guided: boolean;
  /** A folder to work in. */
  scratch: string;
}

export interface FuzzResult {
  reader: string;
  files: number;
  /** Read as a valid value, and refused in words. */
  valid: number;
  refused: number;
  /** Files gone on from, and blocks of the product's code that were reached; 0 where it was not guided. */
  corpus: number;
  blocks: number;
  /** The slowest file, milliseconds of processor time, and the most memory above the beginning's, MB. */
  slowest: number;
  memory: number;
  /**
   * Faults by kind: how often, and the hash of the first file. Files are kept in the scratch folder alone.
   */
  faults: { kind: string; times: number; first: string }[];
}

/** Errors that are the product's own words for a bad file. */
const OWN = new Set(['InputError', 'FormatError']);
/** A file of a few kilobytes has no right to more: seconds of processor time, and bytes. */
const SLOW = 2;
const LARGE = 500e6;

/**
 * Reads files that were good once and were changed: each is a valid value or an error in words, in little
 * time and memory.
 */
export async function fuzzReader(reader: Reader, options: FuzzOptions): Promise<FuzzResult> {
  const { files, seconds, seed, guided, scratch } = options;
  const random = new Random(seed, 'fuzz', reader.name);
  const corpus = [...(await reader.seeds())];
  const folder = join(scratch, reader.name.replace(/\W+/g, '-'));
  mkdirSync(folder, { recursive: true });
  const path = join(folder, reader.file);
  const faults = new Map<string, { kind: string; times: number; first: string }>();
  const result: FuzzResult = {
    reader: reader.name,
    files: 0,
    valid: 0,
    refused: 0,
    corpus: corpus.length,
    blocks: 0,
    slowest: 0,
    memory: 0,
    faults: [],
  };
  const coverage = guided ? await BlockCoverage.start() : null;
  const until = performance.now() + 1000 * seconds;
  const before = process.memoryUsage().rss;
  for (; result.files < files && performance.now() < until; result.files++) {
    const isSeed = result.files < corpus.length && result.corpus === corpus.length;
    const base = corpus[Math.min(corpus.length - 1, Math.floor(random.uniform(0, corpus.length)))];
    const bytes = isSeed ? corpus[result.files] : mutate(base, corpus, random);
    writeFileSync(path, bytes);
    const started = process.cpuUsage();
    let kind = await outcomeOf(reader, path);
    const { user, system } = process.cpuUsage(started);
    const spent = (user + system) / 1e6;
    result.slowest = Math.max(result.slowest, Math.round(1000 * spent));
    const more = process.memoryUsage().rss - before;
    result.memory = Math.max(result.memory, Math.round(more / 1e6));
    if (kind === 'valid') result.valid++;
    else if (kind === 'refused') result.refused++;
    if (spent > SLOW) kind = `took ${spent.toFixed(0)} s`;
    else if (more > LARGE) kind = `took ${Math.round(more / 1e6)} MB`;
    if (isSeed && kind !== 'valid') kind = `a good file: ${kind}`;
    if (kind !== 'valid' && kind !== 'refused') {
      const known = faults.get(kind);
      if (known !== undefined) known.times++;
      else {
        const first = createHash('sha256').update(bytes).digest('hex').slice(0, 12);
        faults.set(kind, { kind, times: 1, first });
        writeFileSync(join(folder, `fault-${first}`), bytes);
      }
    } else if (coverage !== null && (await coverage.isNew())) corpus.push(bytes);
  }
  result.corpus = corpus.length;
  result.blocks = coverage?.blocks ?? 0;
  result.faults = [...faults.values()];
  await coverage?.stop();
  return result;
}

async function outcomeOf(reader: Reader, path: string): Promise<string> {
  try {
    const value = await reader.read(path);
    const fault = reader.fault?.(value) ?? null;
    return fault === null ? 'valid' : `a value that is none: ${fault}`;
  } catch (error) {
    const { name, message } = error as Error;
    if (OWN.has(name) || error instanceof InputError)
      return message.includes(path) ? 'refused' : `no file named: ${words(message)}`;
    return `${name}: ${words(message)}`;
  }
}

/** A message without what differs from file to file. */
const words = (message: string) =>
  message
    .split('\n')[0]
    .replace(/\/\S*/g, '...')
    .replace(/[\d.e+-]+/g, '#')
    .slice(0, 120);
