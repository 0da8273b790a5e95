import type { GraspHand } from '../hand/grasp-hand.js';
import type { GraspObject } from '../object/grasp-object.js';

/**
 * E_pen in upstream's form: for each of the object's surface points q, how far it is behind the nearest hand
 * vertex v along that vertex's normal m (a constant of the backward pass): sum of max(0, -(q - v) . m). Adds
 * weight x dE as forces on v. Costs object points x hand vertices; points farther from the hand than its
 * bounds are left out, which changes nothing: they are nowhere near behind the skin.
 */
export function objectPenetrationEnergy(hand: GraspHand, object: GraspObject, weight: number): number {
  const { kinematics } = hand;
  const { points } = kinematics;
  const count = kinematics.vertexCount;
  const low = [Infinity, Infinity, Infinity];
  const high = [-Infinity, -Infinity, -Infinity];
  for (let v = 0; v < count; v++) {
    for (let k = 0; k < 3; k++) {
      const value = points[3 * v + k];
      if (value < low[k]) low[k] = value;
      if (value > high[k]) high[k] = value;
    }
  }
  const normals = followedNormals(hand);
  const { surface } = object;
  let energy = 0;
  for (let q = 0; q < surface.length; q += 3) {
    const x = surface[q];
    const y = surface[q + 1];
    const z = surface[q + 2];
    if (x < low[0] || x > high[0] || y < low[1] || y > high[1] || z < low[2] || z > high[2]) continue;
    let nearest = Infinity;
    let vertex = 0;
    for (let v = 0; v < count; v++) {
      const dx = x - points[3 * v];
      const dy = y - points[3 * v + 1];
      const dz = z - points[3 * v + 2];
      const squared = dx * dx + dy * dy + dz * dz;
      if (squared < nearest) {
        nearest = squared;
        vertex = v;
      }
    }
    const mx = normals[3 * vertex];
    const my = normals[3 * vertex + 1];
    const mz = normals[3 * vertex + 2];
    const behind = -(
      (x - points[3 * vertex]) * mx +
      (y - points[3 * vertex + 1]) * my +
      (z - points[3 * vertex + 2]) * mz
    );
    if (behind <= 0) continue;
    energy += behind;
    kinematics.addForce(vertex, weight * mx, weight * my, weight * mz);
  }
  return energy;
}

/**
 * Unit normals of the followed vertices in the present pose; needs every vertex of the model to be followed.
 */
function followedNormals(hand: GraspHand): Float64Array {
  const { kinematics, followedFaces } = hand;
  const { points } = kinematics;
  const out = new Float64Array(kinematics.vertexCount * 3);
  for (let f = 0; f < followedFaces.length; f += 3) {
    const a = 3 * followedFaces[f];
    const b = 3 * followedFaces[f + 1];
    const c = 3 * followedFaces[f + 2];
    const ux = points[b] - points[a];
    const uy = points[b + 1] - points[a + 1];
    const uz = points[b + 2] - points[a + 2];
    const wx = points[c] - points[a];
    const wy = points[c + 1] - points[a + 1];
    const wz = points[c + 2] - points[a + 2];
    const nx = uy * wz - uz * wy;
    const ny = uz * wx - ux * wz;
    const nz = ux * wy - uy * wx;
    for (const at of [a, b, c]) {
      out[at] += nx;
      out[at + 1] += ny;
      out[at + 2] += nz;
    }
  }
  for (let i = 0; i < out.length; i += 3) {
    const size = Math.sqrt(out[i] ** 2 + out[i + 1] ** 2 + out[i + 2] ** 2) || 1;
    out[i] /= size;
    out[i + 1] /= size;
    out[i + 2] /= size;
  }
  return out;
}
