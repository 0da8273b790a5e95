import { readFileSync } from 'node:fs';
import { join } from 'node:path';
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

export const FILE = 'scores.json';

export const CURVES_FILE = 'curves.json';

export const SAMPLES_FILE = 'samples.json';

/** Gallery of the boosted network's largest errors on a split. */
export function worstCaseFile(split: string): string {
  return `worst-${split}.png`;
}

export const FRECHET_FILE = 'frechet.json';

export function readFrechet(folder: string): FrechetScores {
  return JSON.parse(readFileSync(join(folder, FRECHET_FILE), 'utf8'));
}

/** Errors of every test sample under every method, with what it shows. */
export function readSampleErrors(folder: string): SampleRecord[] {
  return JSON.parse(readFileSync(join(folder, SAMPLES_FILE), 'utf8'));
}

export function readCurves(folder: string): CurveRow[] {
  return JSON.parse(readFileSync(join(folder, CURVES_FILE), 'utf8'));
}

export function readScores(folder: string): EvaluationRow[] {
  return JSON.parse(readFileSync(join(folder, FILE), 'utf8'));
}
