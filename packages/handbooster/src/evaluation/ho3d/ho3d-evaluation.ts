import { InputError } from '../../base/errors/input-error.js';
import { fScores } from '../metrics/f-score.js';
import { KeypointErrors } from '../metrics/keypoint-errors.js';
import { procrustesAlign } from '../metrics/procrustes.js';
import { readNumberLists } from './read-number-lists.js';
import { checkLists, readHo3dPredictions } from './read-predictions.js';

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
 * @param groundTruthFolder holds `evaluation_xyz.json` (N, 21, 3) and `evaluation_verts.json` (N, V, 3):
 * metres, OpenGL axes,
 *   HO3D joint order. @param predictionFile `[xyz, verts]` in the same form, as submitted to the server.
 * @throws InputError naming the file where one is missing, malformed or of another shape.
 *
 * @example
 * ```ts
 * import { evaluateHo3d } from 'handbooster';
 * const scores = evaluateHo3d('ho3d-truth', 'ho3d-truth/predicted.json');
 * console.log(Object.values(scores).every(Number.isFinite)); // true
 * ```
 */
export function evaluateHo3d(groundTruthFolder: string, predictionFile: string): Ho3dScores {
  const [joints] = readNumberLists(`${groundTruthFolder}/evaluation_xyz.json`);
  const [vertices] = readNumberLists(`${groundTruthFolder}/evaluation_verts.json`);
  checkLists(`${groundTruthFolder}/evaluation_xyz.json`, joints, [joints.shape[0], 21, 3]);
  checkLists(`${groundTruthFolder}/evaluation_verts.json`, vertices, [joints.shape[0], vertices.shape[1], 3]);
  const predicted = readHo3dPredictions(predictionFile, vertices.shape[1]);
  if (predicted.count !== joints.shape[0]) {
    throw new InputError(
      `${predictionFile}: expected ${joints.shape[0]} pictures as in the ground truth, found ${predicted.count}`,
    );
  }
  const { joints: guess, vertices: mesh } = predicted;
  return scoreHo3d(guess.data, mesh.data, joints.data, vertices.data, joints.shape[0]);
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
