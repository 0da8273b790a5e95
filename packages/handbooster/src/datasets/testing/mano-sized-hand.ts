import { Random } from '@handbooster/torch';
import { createHandModel } from '../../hand/create-hand-model.js';
import type { HandModel } from '../../hand/hand-model.js';
import { smallHand } from './small-hand.js';

const VERTICES = 778;
const TIPS = [745, 317, 444, 556, 673];
/** The last joint of each finger, in MANO's order. */
const LAST_JOINTS = [15, 3, 6, 12, 9];

/**
 * A made-up right hand with as many vertices as MANO has, for tests: clouds of vertices about the joints of a rough
 * hand. None of its numbers is MANO's.
 */
export function manoSizedHand(): HandModel {
  const random = new Random(3, 'mano-sized-hand');
  const small = smallHand('right');
  const template = new Float32Array(VERTICES * 3);
  const jointRegressor = new Float32Array(16 * VERTICES);
  const weights = new Float32Array(VERTICES * 16);
  const owners = Array.from({ length: VERTICES }, (_, v) => {
    const tip = TIPS.indexOf(v);
    return tip < 0 ? v % 16 : LAST_JOINTS[tip];
  });
  for (let v = 0; v < VERTICES; v++) {
    const joint = owners[v];
    for (let k = 0; k < 3; k++) {
      template[3 * v + k] = small.template[6 * joint + k] + random.uniform(-0.01, 0.01);
    }
    if (TIPS.includes(v)) template[3 * v + 1] += 0.025;
    else jointRegressor[joint * VERTICES + v] = 1;
    const parent = small.parents[joint];
    weights[16 * v + joint] = parent < 0 ? 1 : 0.8;
    if (parent >= 0) weights[16 * v + parent] = 0.2;
  }
  for (let joint = 0; joint < 16; joint++) {
    const row = jointRegressor.subarray(joint * VERTICES, (joint + 1) * VERTICES);
    const sum = row.reduce((total, value) => total + value, 0);
    for (let v = 0; v < VERTICES; v++) row[v] /= sum;
  }
  return createHandModel(
    {
      name: 'mano-sized',
      side: 'right',
      template,
      faces: Uint32Array.from({ length: 1538 * 3 }, (_, i) => (Math.floor(i / 3) + 7 * (i % 3)) % VERTICES),
      parents: small.parents,
      weights,
      jointRegressor,
      shapeDirections: random.fillUniform(new Float32Array(VERTICES * 30), -0.001, 0.001),
      poseDirections: new Float32Array(VERTICES * 3 * 135),
      poseComponents: small.poseComponents,
      poseMean: small.poseMean,
      tips: Int32Array.from(TIPS),
      provenance: 'made up for tests',
    },
    'mano-sized',
  );
}
