import { readFileSync } from 'node:fs';
import { writeFileAtomicSync } from '../../base/files/atomic-write.js';
import { evaluateHo3d, formatHo3dScores, type Ho3dScores } from '../../evaluation/ho3d/ho3d-evaluation.js';
import { writeSubmissionZip } from '../../evaluation/ho3d/ho3d-submission.js';
import { readHo3dPredictions } from '../../evaluation/ho3d/read-predictions.js';

export interface ScoreHo3dOptions {
  /** Folder of evaluation_xyz.json and evaluation_verts.json. */
  groundTruth: string;
  /** A pred.json, as it is submitted. */
  predictions: string;
  /** File for the scores as the server writes them; none by default. */
  output?: string;
}

/** The official HO3D scores of a submission: as numbers, and as the text that the server writes. */
export function scoreHo3d({ groundTruth, predictions, output }: ScoreHo3dOptions): {
  scores: Ho3dScores;
  text: string;
} {
  const scores = evaluateHo3d(groundTruth, predictions);
  const text = formatHo3dScores(scores);
  if (output !== undefined) writeFileAtomicSync(output, text);
  return { scores, text };
}

/**
 * Packs a pred.json into the ZIP that HO3D's server takes, once it is found to be what the server expects.
 *
 * @returns the number of pictures
 */
export function packHo3dSubmission(predictions: string, output: string): number {
  const { count } = readHo3dPredictions(predictions);
  writeSubmissionZip(output, readFileSync(predictions));
  return count;
}
