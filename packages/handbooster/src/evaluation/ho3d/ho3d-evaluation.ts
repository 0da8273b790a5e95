import { InputError } from '../../base/errors/input-error.js';
import { fScores } from '../metrics/f-score.js';
import { KeypointErrors } from '../metrics/keypoint-errors.js';
import { procrustesAlign } from '../metrics/procrustes.js';
import { type NumberLists, readNumberLists } from './read-number-lists.js';

/** The official HO3D scores, under the official names; lengths in centimetres. */
export type Ho3dScores = Record<(typeof HO3D_SCORE_NAMES)[number], number>;

/** In the order of the official `scores.txt`. */
export const HO3D_SCORE_NAMES = [
  'xyz_mean3d',
  'xyz_auc3d',
  'xyz_procrustes_al_mean3d',
  'xyz_procrustes_al_auc3d',
  'xyz_scale_trans_al_mean3d',
  'xyz_scale_trans_al_auc3d',
  'mesh_mean3d',
  'mesh_auc3d',
  'mesh_al_mean3d',
  'mesh_al_auc3d',
  'f_score_5',
  'f_al_score_5',
  'f_score_15',
  'f_al_score_15',
] as const;

/** Index of the middle finger's knuckle in HO3D's joint order; its distance from the wrist sets the scale. */
const MIDDLE_KNUCKLE = 4;
const CENTIMETRES = 100;

/**
 * The HO3D evaluation (v2 and v3 score alike), offline: the ground truth has been public since November 2024.
 *
 * @param groundTruthFolder holds `evaluation_xyz.json` (N, 21, 3) and `evaluation_verts.json` (N, V, 3): metres, OpenGL axes,
 *   HO3D joint order. @param predictionFile `[xyz, verts]` in the same form, as submitted to the server.
 * @throws InputError naming the file where one is missing, malformed or of another shape.
 */
export function evaluateHo3d(groundTruthFolder: string, predictionFile: string): Ho3dScores {
  const [joints] = readNumberLists(`${groundTruthFolder}/evaluation_xyz.json`);
  const [vertices] = readNumberLists(`${groundTruthFolder}/evaluation_verts.json`);
  const predicted = readNumberLists(predictionFile, 1);
  if (predicted.length !== 2) {
    throw new InputError(
      `${predictionFile}: expected a list of two, [joints, vertices], found ${predicted.length}`,
    );
  }
  checkShape(`${groundTruthFolder}/evaluation_xyz.json`, joints, [joints.shape[0], 21, 3]);
  checkShape(`${groundTruthFolder}/evaluation_verts.json`, vertices, [joints.shape[0], vertices.shape[1], 3]);
  checkShape(`${predictionFile}: joints`, predicted[0], joints.shape);
  checkShape(`${predictionFile}: vertices`, predicted[1], vertices.shape);
  checkAxes(predictionFile, predicted[0]);
  return scoreHo3d(predicted[0].data, predicted[1].data, joints.data, vertices.data, joints.shape[0]);
}

/** Scores of N frames: joints (N, 21, 3) and vertices (N, V, 3), metres. */
export function scoreHo3d(
  predictedJoints: Float64Array,
  predictedVertices: Float64Array,
  joints: Float64Array,
  vertices: Float64Array,
  frames: number,
): Ho3dScores {
  const vertexNumbers = vertices.length / frames;
  const errors = {
    joints: new KeypointErrors(21),
    alignedJoints: new KeypointErrors(21),
    scaledJoints: new KeypointErrors(21),
    vertices: new KeypointErrors(vertexNumbers / 3),
    alignedVertices: new KeypointErrors(vertexNumbers / 3),
  };
  const f = [0, 0];
  const alignedF = [0, 0];
  for (let i = 0; i < frames; i++) {
    const truth = joints.subarray(63 * i, 63 * (i + 1));
    const guess = predictedJoints.subarray(63 * i, 63 * (i + 1));
    errors.joints.add(guess, truth);
    errors.alignedJoints.add(procrustesAlign(guess, truth), truth);
    errors.scaledJoints.add(scaleTranslationAlign(guess, truth), truth);
    const mesh = vertices.subarray(vertexNumbers * i, vertexNumbers * (i + 1));
    const guessedMesh = predictedVertices.subarray(vertexNumbers * i, vertexNumbers * (i + 1));
    const alignedMesh = procrustesAlign(guessedMesh, mesh);
    errors.vertices.add(guessedMesh, mesh);
    errors.alignedVertices.add(alignedMesh, mesh);
    fScores(guessedMesh, mesh).forEach((score, k) => {
      f[k] += score / frames;
    });
    fScores(alignedMesh, mesh).forEach((score, k) => {
      alignedF[k] += score / frames;
    });
  }
  return {
    xyz_mean3d: errors.joints.mean() * CENTIMETRES,
    xyz_auc3d: errors.joints.curve().auc,
    xyz_procrustes_al_mean3d: errors.alignedJoints.mean() * CENTIMETRES,
    xyz_procrustes_al_auc3d: errors.alignedJoints.curve().auc,
    xyz_scale_trans_al_mean3d: errors.scaledJoints.mean() * CENTIMETRES,
    xyz_scale_trans_al_auc3d: errors.scaledJoints.curve().auc,
    mesh_mean3d: errors.vertices.mean() * CENTIMETRES,
    mesh_auc3d: errors.vertices.curve().auc,
    mesh_al_mean3d: errors.alignedVertices.mean() * CENTIMETRES,
    mesh_al_auc3d: errors.alignedVertices.curve().auc,
    f_score_5: f[0],
    f_al_score_5: alignedF[0],
    f_score_15: f[1],
    f_al_score_15: alignedF[1],
  };
}

/** The lines of the official `scores.txt`. */
export function formatHo3dScores(scores: Ho3dScores): string {
  return HO3D_SCORE_NAMES.map((name) => `${name}: ${scores[name].toFixed(6)}\n`).join('');
}

/** Moves the wrist onto the true one and scales by the length from wrist to middle knuckle. */
function scaleTranslationAlign(predicted: Float64Array, truth: Float64Array): Float64Array {
  const scale = palmLength(truth) / palmLength(predicted);
  const aligned = new Float64Array(predicted.length);
  for (let i = 0; i < aligned.length; i += 3) {
    for (let k = 0; k < 3; k++) aligned[i + k] = (predicted[i + k] - predicted[k]) * scale + truth[k];
  }
  return aligned;
}

function palmLength(joints: Float64Array): number {
  const at = 3 * MIDDLE_KNUCKLE;
  return Math.hypot(joints[at] - joints[0], joints[at + 1] - joints[1], joints[at + 2] - joints[2]);
}

function checkShape(name: string, lists: NumberLists, shape: number[]): void {
  if (lists.shape.join() !== shape.join()) {
    throw new InputError(`${name}: expected shape ${shape.join(' x ')}, found ${lists.shape.join(' x ')}`);
  }
}

/** As the official helper: predictions in OpenCV axes (z forward) are a mistake worth a word. */
function checkAxes(file: string, joints: NumberLists): void {
  if (joints.data.length > 0 && joints.data.every((value, i) => i % 3 !== 2 || value > 0)) {
    // Node's own way for a library to warn: it goes to the terminal, or to whoever listens.
    process.emitWarning(
      `${file}: every joint has z above 0; HO3D wants OpenGL axes (z backwards): negate y and z if scores are far off`,
    );
  }
}
