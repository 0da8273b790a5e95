import { FINGER_JOINTS, FINGERS, type Finger, HAND_PARENTS } from '../../src/hand/model/hand-skeleton.js';

/** What one unit of a shape coefficient does; shares (0.05 is 5 per cent), zero where not given. */
interface ShapeChange {
  name: string;
  /** Everything, about the wrist. */
  size?: number;
  /** The palm along the fingers, across, and through. */
  palm?: [length: number, width: number, thickness: number];
  /** Length of each phalanx, knuckle first. */
  length?: Partial<Record<Finger, [number, number, number]>>;
  /** Girth of each phalanx across and through. */
  girth?: Partial<Record<Finger, [number, number, number]>>;
  /** Girth across alone and through alone, for all fingers. */
  across?: number;
  through?: number;
}

const all = (value: [number, number, number]) =>
  Object.fromEntries(FINGERS.map((finger) => [finger, value])) as Record<Finger, [number, number, number]>;

/**
 * The ten directions. One unit is about one standard deviation among adults: hand length varies by 5 to 6 per
 * cent (the first), and with that taken out breadth, thickness, finger and thumb lengths by 3 to 6 per cent.
 */
export const SHAPE_CHANGES: readonly ShapeChange[] = [
  { name: 'size', size: 0.05 },
  { name: 'finger length', length: { ...all([0.04, 0.045, 0.045]), thumb: [0, 0.03, 0.03] } },
  { name: 'breadth', palm: [0, 0.045, 0], across: 0.035 },
  { name: 'thickness', palm: [0, 0, 0.05], through: 0.045 },
  { name: 'finger girth', girth: all([0.06, 0.07, 0.07]) },
  { name: 'thumb length', length: { thumb: [0.05, 0.06, 0.06] }, girth: { thumb: [0.02, 0.02, 0.02] } },
  { name: 'index against ring', length: { index: [0.035, 0.035, 0.03], ring: [-0.035, -0.035, -0.03] } },
  { name: 'little finger', length: { little: [0.06, 0.07, 0.05] }, girth: { little: [0.02, 0.02, 0.02] } },
  { name: 'palm length', palm: [0.045, 0, 0] },
  { name: 'taper', length: all([0.03, 0, -0.04]), girth: all([0.06, 0.01, -0.07]) },
];

/** A hand at rest, for the directions. */
export interface RestHand {
  /** (V, 3) */
  vertices: Float64Array;
  /** (V, 16) */
  weights: Float64Array;
  /** (16, 3) */
  joints: Float64Array;
  forward: Float64Array;
  palm: Float64Array;
  radial: Float64Array;
  /** (15, 3, 3) of `handFrame`. */
  axes: Float64Array;
}

/**
 * Offsets (V, 3, 10) of the vertices and, for checks, (16, 3, 10) of the joints, per unit of each
 * coefficient.
 */
export function shapeDirections(hand: RestHand): { vertices: Float64Array; joints: Float64Array } {
  const count = hand.vertices.length / 3;
  const vertices = new Float64Array(count * 30);
  const joints = new Float64Array(16 * 30);
  SHAPE_CHANGES.forEach((change, direction) => {
    const shifts = jointShifts(hand, change);
    for (let i = 0; i < 48; i++) joints[i * 10 + direction] = shifts[i];
    for (let v = 0; v < count; v++) {
      const p = hand.vertices.subarray(3 * v, 3 * v + 3);
      for (let joint = 0; joint < 16; joint++) {
        const weight = hand.weights[v * 16 + joint];
        if (weight === 0) continue;
        const offset =
          joint === 0 ? palmOffset(hand, change, p) : phalanxOffset(hand, change, joint, shifts, p);
        for (let k = 0; k < 3; k++) vertices[(3 * v + k) * 10 + direction] += weight * offset[k];
      }
    }
  });
  return { vertices, joints };
}

/** (16, 3) how far each joint moves: the knuckles with the palm, each next one with the phalanx before it. */
function jointShifts(hand: RestHand, change: ShapeChange): Float64Array {
  const out = new Float64Array(48);
  for (let joint = 1; joint < 16; joint++) {
    const place = hand.joints.subarray(3 * joint, 3 * joint + 3);
    const parent = HAND_PARENTS[joint];
    out.set(
      parent === 0 ? palmOffset(hand, change, place) : phalanxOffset(hand, change, parent, out, place),
      3 * joint,
    );
  }
  return out;
}

function palmOffset(hand: RestHand, change: ShapeChange, p: ArrayLike<number>): number[] {
  const from = [0, 1, 2].map((k) => p[k] - hand.joints[k]);
  const along = from.reduce((sum, value, k) => sum + value * hand.forward[k], 0);
  const side = from.reduce((sum, value, k) => sum + value * hand.radial[k], 0);
  const out = from.reduce((sum, value, k) => sum + value * hand.palm[k], 0);
  const size = change.size ?? 0;
  const [length, width, thickness] = change.palm ?? [0, 0, 0];
  // The forearm behind the wrist keeps its length, with a soft start; wrist and forearm follow breadth by
  // half.
  const knuckles = 0.09;
  const soft = 0.015;
  const stretched = (along + Math.sqrt(along * along + soft * soft) - soft) / 2;
  const share = 0.5 + 0.5 / (1 + Math.exp(-(along - 0.35 * knuckles) / (0.12 * knuckles)));
  return [0, 1, 2].map(
    (k) =>
      size * from[k] +
      length * stretched * hand.forward[k] +
      width * share * side * hand.radial[k] +
      thickness * share * out * hand.palm[k],
  );
}

function phalanxOffset(
  hand: RestHand,
  change: ShapeChange,
  joint: number,
  shifts: Float64Array,
  p: ArrayLike<number>,
): number[] {
  const finger = FINGERS.find((name) => FINGER_JOINTS[name].includes(joint)) as Finger;
  const phalanx = FINGER_JOINTS[finger].indexOf(joint);
  const size = change.size ?? 0;
  const stretch = size + (change.length?.[finger]?.[phalanx] ?? 0);
  const girth = size + (change.girth?.[finger]?.[phalanx] ?? 0);
  const axes = hand.axes.subarray((joint - 1) * 9, joint * 9);
  const from = [0, 1, 2].map((k) => p[k] - hand.joints[3 * joint + k]);
  const parts = [girth + (change.across ?? 0), girth + (change.through ?? 0), stretch];
  const out = [shifts[3 * joint], shifts[3 * joint + 1], shifts[3 * joint + 2]];
  // Rows of `axes`: across the finger (the flexion axis), through it, along it.
  parts.forEach((part, row) => {
    const distance = from.reduce((sum, value, k) => sum + value * axes[3 * row + k], 0);
    for (let k = 0; k < 3; k++) out[k] += part * distance * axes[3 * row + k];
  });
  return out;
}
