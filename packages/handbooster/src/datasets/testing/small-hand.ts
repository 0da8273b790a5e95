import { Random } from '@handbooster/torch';
import type { HandModel, HandSide } from '../../hand/hand-model.js';

const PARENTS = [-1, 0, 1, 2, 0, 4, 5, 0, 7, 8, 0, 10, 11, 0, 13, 14];

/**
 * A made-up hand of 32 vertices for tests: each joint owns two vertices and sits between them. Its pose components are
 * a general matrix, scaled and not orthonormal, as MANO's are. The left one is the right one seen in a mirror (x).
 */
export function smallHand(side: HandSide): HandModel {
  const random = new Random(7, 'small-hand');
  const template = new Float32Array(32 * 3);
  const jointRegressor = new Float32Array(16 * 32);
  const weights = new Float32Array(32 * 16);
  const sign = side === 'left' ? -1 : 1;
  for (let joint = 0; joint < 16; joint++) {
    const finger = Math.floor((joint + 2) / 3);
    const along = joint === 0 ? 0 : 0.06 + 0.03 * ((joint - 1) % 3);
    for (let k = 0; k < 2; k++) {
      const vertex = 2 * joint + k;
      template[3 * vertex] = sign * (0.02 * finger - 0.05 + 0.004 * k);
      template[3 * vertex + 1] = along;
      template[3 * vertex + 2] = 0.01 * random.uniform();
      jointRegressor[joint * 32 + vertex] = 0.5;
      weights[vertex * 16 + joint] = 1;
    }
  }
  const shapeDirections = random.fillUniform(new Float32Array(32 * 3 * 10), -0.002, 0.002);
  const poseComponents = random.fillUniform(new Float32Array(45 * 45), -0.03, 0.03);
  for (let i = 0; i < 45; i++) poseComponents[i * 45 + i] += 0.4;
  const poseMean = random.fillUniform(new Float32Array(45), -0.2, 0.2);
  if (side === 'left') {
    for (let vertex = 0; vertex < 32; vertex++) {
      for (let k = 0; k < 10; k++) shapeDirections[vertex * 30 + k] *= -1;
    }
    // Mirroring a rotation in x turns the y and z of its axis-angle round.
    for (let column = 0; column < 45; column++) {
      if (column % 3 === 0) continue;
      poseMean[column] *= -1;
      for (let row = 0; row < 45; row++) poseComponents[row * 45 + column] *= -1;
    }
  }
  return {
    name: `small-${side}`,
    hash: (side === 'right' ? 'a' : 'b').repeat(64),
    side,
    template,
    faces: Uint32Array.from({ length: 30 * 3 }, (_, i) => Math.floor(i / 3) + (i % 3)),
    parents: Int32Array.from(PARENTS),
    weights,
    jointRegressor,
    shapeDirections,
    poseDirections: new Float32Array(32 * 3 * 135),
    poseComponents,
    poseMean,
    tips: Int32Array.of(31, 7, 13, 25, 19),
    provenance: 'made up for tests',
  };
}
