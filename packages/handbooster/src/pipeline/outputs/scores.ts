import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { jsonLines, writeJsonLines } from '../../base/files/json-lines.js';
import { readJsonFile } from '../../base/files/read-text-file.js';
import type { FrechetScores } from '../../evaluation/frechet/frechet-scores.js';
import type { SampleRecord } from '../../evaluation/metrics/error-groups.js';
import type { HandScores } from '../../evaluation/metrics/hand-metrics.js';

/** Scores of one way of training on one test split. */
export interface EvaluationRow {
  split: string;
  samples: number;
  method: 'mean hand' | 'real' | 'real + synthetic';
  rootRelative: HandScores;
  aligned: HandScores;
}

/** Shares of correct keypoints of one method on one split, root-relative and aligned. */
export interface CurveRow {
  split: string;
  method: EvaluationRow['method'];
  /** Millimetres; the same for all curves. */
  thresholds: number[];
  curves: Record<'joints' | 'vertices' | 'alignedJoints' | 'alignedVertices', number[]>;
}

/** What scoring the methods on the test splits gives. */
export interface MethodScores {
  rows: EvaluationRow[];
  curves: CurveRow[];
  /** Errors of every test sample under every method, with what it shows. */
  samples: SampleRecord[];
}

/** The files of the evaluate stage. */
export const SCORES_FILE = 'scores.json';
const CURVES_FILE = 'curves.json';
const SAMPLES_FILE = 'samples.jsonl';
const FRECHET_FILE = 'frechet.json';

/** Gallery of the boosted network's largest errors on a split. */
export function worstCaseFile(split: string): string {
  return `worst-${split}.png`;
}

export async function writeScores(folder: string, { rows, curves, samples }: MethodScores): Promise<void> {
  writeFileSync(join(folder, SCORES_FILE), `${JSON.stringify(rows, null, 2)}\n`);
  writeFileSync(join(folder, CURVES_FILE), `${JSON.stringify(curves)}\n`);
  await writeJsonLines(join(folder, SAMPLES_FILE), samples);
}

export function readScores(folder: string): EvaluationRow[] {
  const rows: EvaluationRow[] = read(folder, SCORES_FILE);
  return rows.map((row) => ({
    ...row,
    rootRelative: withoutNull(row.rootRelative),
    aligned: withoutNull(row.aligned),
  }));
}

/**
 * JSON has no word for what is no finite number, and writes null, which would count as 0 mm: no number again.
 */
function withoutNull<T extends object>(figures: T): T {
  const entries = Object.entries(figures).map(([name, value]) => [name, value ?? Number.NaN]);
  return Object.fromEntries(entries) as T;
}

export function readCurves(folder: string): CurveRow[] {
  return read(folder, CURVES_FILE);
}

/** Errors of every test sample under every method, with what it shows. */
export async function readSampleErrors(folder: string): Promise<SampleRecord[]> {
  const samples: SampleRecord[] = [];
  for await (const line of jsonLines(join(folder, SAMPLES_FILE))) {
    const record = line as SampleRecord;
    samples.push({ ...record, errors: withoutNull(record.errors) });
  }
  return samples;
}

export function writeFrechet(folder: string, scores: FrechetScores): void {
  writeFileSync(join(folder, FRECHET_FILE), `${JSON.stringify(scores, null, 2)}\n`);
}

export function readFrechet(folder: string): FrechetScores {
  return read(folder, FRECHET_FILE);
}

function read<T>(folder: string, name: string): T {
  return readJsonFile(join(folder, name)) as T;
}
