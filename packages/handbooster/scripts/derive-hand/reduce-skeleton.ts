import type { WebXrHand } from './webxr-hand.js';

/** MANO's skeleton on the mesh: 16 joints. */
export interface ReducedHand {
  /** (16, 3) metres. */
  joints: Float64Array;
  /** (V, 16) */
  weights: Float64Array;
}

const FINGER_OF_JOINT = ['index-finger', 'middle-finger', 'pinky-finger', 'ring-finger'];

/**
 * WebXR's name of each of MANO's 16 joints. The thumb's metacarpal moves, the fingers' belong to the palm.
 */
const SOURCE_NAMES = [
  'wrist',
  ...FINGER_OF_JOINT.flatMap((finger) =>
    ['proximal', 'intermediate', 'distal'].map((phalanx) => `${finger}-phalanx-${phalanx}`),
  ),
  'thumb-metacarpal',
  'thumb-phalanx-proximal',
  'thumb-phalanx-distal',
];

/**
 * Drops the fingers' metacarpals (their weight goes to the wrist) and the tips (theirs to the last phalanx).
 */
export function reduceSkeleton(hand: WebXrHand): ReducedHand {
  const target = hand.jointNames.map((name) => {
    const direct = SOURCE_NAMES.indexOf(name);
    if (direct >= 0) return direct;
    if (name.endsWith('-metacarpal')) return 0;
    return SOURCE_NAMES.indexOf(
      name === 'thumb-tip' ? 'thumb-phalanx-distal' : name.replace('-tip', '-phalanx-distal'),
    );
  });
  const count = hand.vertices.length / 3;
  const weights = new Float64Array(count * 16);
  for (let v = 0; v < count; v++) {
    target.forEach((joint, source) => {
      weights[v * 16 + joint] += hand.weights[v * target.length + source];
    });
  }
  const joints = new Float64Array(48);
  SOURCE_NAMES.forEach((name, joint) => {
    const source = hand.jointNames.indexOf(name);
    if (source < 0) throw new Error(`the model has no joint named ${name}`);
    joints.set(hand.joints.subarray(3 * source, 3 * source + 3), 3 * joint);
  });
  return { joints, weights };
}
