import { axisAngleToMatrix } from '../geometry/rotations.js';
import type { HandModel } from './model/hand-model.js';
import { HAND_PARENTS, JOINT_ORDER_21 } from './model/hand-skeleton.js';

/** Vertices (B, V, 3) and the 21 joints (B, 21, 3), metres. */
export interface DecodedHands {
  vertices: Float32Array;
  joints: Float32Array;
}

/**
 * Linear blend skinning (MANO's, Romero et al. 2017, Eq. 1-4) in plain JavaScript: for workers, rendering and
 * wherever no gradient is needed. Agrees with HandLayer to 1e-6 m.
 *
 * `pose` (B, 48) axis-angle, absolute: the mean pose is not added. The root turns about the wrist joint.
 * `betas` (B, 10), or (10) shared by all, or null for the mean shape. `translation` (B, 3) metres, or null.
 *
 * @example
 * ```ts
 * import { decodeHands, loadBuiltinHand } from 'handbooster';
 * const { joints, vertices } = decodeHands(loadBuiltinHand(), new Float32Array(48));
 * console.log(joints.length / 3, vertices.length / 3); // 21 1159
 * ```
 */
export function decodeHands(
  model: HandModel,
  pose: ArrayLike<number>,
  betas: ArrayLike<number> | null = null,
  translation: ArrayLike<number> | null = null,
): DecodedHands {
  const batch = pose.length / 48;
  if (!Number.isInteger(batch))
    throw new RangeError(`decodeHands: expected pose (B, 48), found ${pose.length} numbers`);
  if (betas && betas.length !== 10 && betas.length !== batch * 10) {
    throw new RangeError(`decodeHands: expected betas (${batch}, 10) or (10), found ${betas.length} numbers`);
  }
  if (translation && translation.length !== batch * 3) {
    throw new RangeError(
      `decodeHands: expected translation (${batch}, 3), found ${translation.length} numbers`,
    );
  }
  const sparse = sparseModel(model);
  const count = model.template.length / 3;
  const vertices = new Float32Array(batch * count * 3);
  const joints = new Float32Array(batch * 63);
  const perHandBetas = betas !== null && betas.length === batch * 10 && batch > 1;
  let shaped: Float64Array | null = null;
  let rest: Float64Array | null = null;
  const posed = new Float64Array(count * 3);
  const transforms = new Float64Array(16 * 12);
  for (let b = 0; b < batch; b++) {
    if (!shaped || !rest || perHandBetas) {
      shaped = shapedTemplate(model, betas, perHandBetas ? b * 10 : 0);
      rest = regressJoints(sparse, shaped);
    }
    posed.set(shaped);
    poseJoints(pose, b * 48, rest, transforms, (joint, rotation) =>
      addCorrectives(sparse, joint, rotation, posed),
    );
    const t = translation ? [translation[3 * b], translation[3 * b + 1], translation[3 * b + 2]] : [0, 0, 0];
    skin(sparse, transforms, posed, t, vertices.subarray(b * count * 3, (b + 1) * count * 3));
    for (let i = 0; i < 21; i++) {
      const source = JOINT_ORDER_21[i];
      for (let k = 0; k < 3; k++) {
        const at = b * 63 + 3 * i + k;
        if (source >= 16) joints[at] = vertices[(b * count + model.tips[source - 16]) * 3 + k];
        else {
          const g = transforms.subarray(source * 12 + 4 * k, source * 12 + 4 * k + 4);
          joints[at] =
            g[0] * rest[3 * source] + g[1] * rest[3 * source + 1] + g[2] * rest[3 * source + 2] + g[3] + t[k];
        }
      }
    }
  }
  return { vertices, joints };
}

/** Template plus shape offsets (V, 3) for the ten betas at `offset`. */
function shapedTemplate(model: HandModel, betas: ArrayLike<number> | null, offset: number): Float64Array {
  const out = Float64Array.from(model.template);
  if (!betas) return out;
  for (let i = 0; i < out.length; i++) {
    for (let k = 0; k < 10; k++) out[i] += model.shapeDirections[i * 10 + k] * betas[offset + k];
  }
  return out;
}

function regressJoints(sparse: SparseModel, vertices: Float64Array): Float64Array {
  const out = new Float64Array(48);
  for (let joint = 0; joint < 16; joint++) {
    const { indices, values } = sparse.regressor[joint];
    for (let i = 0; i < indices.length; i++) {
      const v = indices[i] * 3;
      out[3 * joint] += values[i] * vertices[v];
      out[3 * joint + 1] += values[i] * vertices[v + 1];
      out[3 * joint + 2] += values[i] * vertices[v + 2];
    }
  }
  return out;
}

/** Motions (16, 12) that take rest points to posed ones; calls back with each finger joint's own rotation. */
function poseJoints(
  pose: ArrayLike<number>,
  offset: number,
  rest: Float64Array,
  out: Float64Array,
  onRotation: (joint: number, rotation: Float64Array) => void,
): void {
  for (let joint = 0; joint < 16; joint++) {
    const r = axisAngleToMatrix(pose, offset + 3 * joint);
    if (joint > 0) onRotation(joint, r);
    const [x, y, z] = [rest[3 * joint], rest[3 * joint + 1], rest[3 * joint + 2]];
    // Turn about the joint: x' = R x + (J - R J), then what the parent does.
    const t = [
      x - (r[0] * x + r[1] * y + r[2] * z),
      y - (r[3] * x + r[4] * y + r[5] * z),
      z - (r[6] * x + r[7] * y + r[8] * z),
    ];
    const at = joint * 12;
    const parent = HAND_PARENTS[joint] * 12;
    for (let row = 0; row < 12; row += 4) {
      if (parent < 0) {
        const i = (row / 4) * 3;
        out[at + row] = r[i];
        out[at + row + 1] = r[i + 1];
        out[at + row + 2] = r[i + 2];
        out[at + row + 3] = t[row / 4];
        continue;
      }
      const [a, b, c, d] = [
        out[parent + row],
        out[parent + row + 1],
        out[parent + row + 2],
        out[parent + row + 3],
      ];
      out[at + row] = a * r[0] + b * r[3] + c * r[6];
      out[at + row + 1] = a * r[1] + b * r[4] + c * r[7];
      out[at + row + 2] = a * r[2] + b * r[5] + c * r[8];
      out[at + row + 3] = a * t[0] + b * t[1] + c * t[2] + d;
    }
  }
}

function addCorrectives(
  sparse: SparseModel,
  joint: number,
  rotation: Float64Array,
  posed: Float64Array,
): void {
  const { rows, values } = sparse.correctives[joint - 1];
  const f = rotation;
  const [f0, f4, f8] = [f[0] - 1, f[4] - 1, f[8] - 1];
  for (let i = 0, at = 0; i < rows.length; i++, at += 9) {
    posed[rows[i]] +=
      values[at] * f0 +
      values[at + 1] * f[1] +
      values[at + 2] * f[2] +
      values[at + 3] * f[3] +
      values[at + 4] * f4 +
      values[at + 5] * f[5] +
      values[at + 6] * f[6] +
      values[at + 7] * f[7] +
      values[at + 8] * f8;
  }
}

function skin(
  sparse: SparseModel,
  g: Float64Array,
  posed: Float64Array,
  translation: number[],
  out: Float32Array,
): void {
  const { starts, joints, weights } = sparse.skinning;
  for (let v = 0, i = 0; v < out.length / 3; v++) {
    const [x, y, z] = [posed[3 * v], posed[3 * v + 1], posed[3 * v + 2]];
    let px = translation[0];
    let py = translation[1];
    let pz = translation[2];
    for (; i < starts[v + 1]; i++) {
      const at = joints[i] * 12;
      const w = weights[i];
      px += w * (g[at] * x + g[at + 1] * y + g[at + 2] * z + g[at + 3]);
      py += w * (g[at + 4] * x + g[at + 5] * y + g[at + 6] * z + g[at + 7]);
      pz += w * (g[at + 8] * x + g[at + 9] * y + g[at + 10] * z + g[at + 11]);
    }
    out[3 * v] = px;
    out[3 * v + 1] = py;
    out[3 * v + 2] = pz;
  }
}

/** The model's matrices without their zeros: the built-in hand's are nearly empty. */
interface SparseModel {
  /** Per finger joint, the rows of (V * 3) its rotation moves, and nine numbers for each. */
  correctives: { rows: Uint32Array; values: Float64Array }[];
  regressor: { indices: Uint32Array; values: Float64Array }[];
  skinning: { starts: Uint32Array; joints: Uint8Array; weights: Float64Array };
}

const sparseModels = new WeakMap<HandModel, SparseModel>();

function sparseModel(model: HandModel): SparseModel {
  let found = sparseModels.get(model);
  if (found) return found;
  const count = model.template.length / 3;
  const correctives = Array.from({ length: 15 }, (_, joint) => {
    const rows: number[] = [];
    const values: number[] = [];
    for (let row = 0; row < count * 3; row++) {
      const nine = model.poseDirections.subarray(row * 135 + joint * 9, row * 135 + joint * 9 + 9);
      if (!nine.some((value) => value !== 0)) continue;
      rows.push(row);
      values.push(...nine);
    }
    return { rows: Uint32Array.from(rows), values: Float64Array.from(values) };
  });
  const regressor = Array.from({ length: 16 }, (_, joint) => {
    const row = model.jointRegressor.subarray(joint * count, (joint + 1) * count);
    const indices = Uint32Array.from([...row.keys()].filter((v) => row[v] !== 0));
    return { indices, values: Float64Array.from(indices, (v) => row[v]) };
  });
  const starts = new Uint32Array(count + 1);
  const joints: number[] = [];
  const weights: number[] = [];
  for (let v = 0; v < count; v++) {
    for (let joint = 0; joint < 16; joint++) {
      const weight = model.weights[v * 16 + joint];
      if (weight === 0) continue;
      joints.push(joint);
      weights.push(weight);
    }
    starts[v + 1] = joints.length;
  }
  found = {
    correctives,
    regressor,
    skinning: { starts, joints: Uint8Array.from(joints), weights: Float64Array.from(weights) },
  };
  sparseModels.set(model, found);
  return found;
}
