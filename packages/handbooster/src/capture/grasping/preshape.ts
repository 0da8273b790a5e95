import { fromAnatomical, type JointLimits } from '../../hand/joint-limits.js';
import { FINGER_JOINTS, FINGERS, type Finger } from '../../hand/model/hand-skeleton.js';

/** Degrees. Of a finger: flexion of its three joints and sideways motion of the knuckle. */
type FingerAngles = readonly [knuckle: number, middle: number, end: number, sideways: number];
/**
 * Degrees. Of the thumb: flexion, motion away from the palm and twist of its root, flexion of its other
 * joints.
 */
type ThumbAngles = readonly [flexion: number, away: number, twist: number, knuckle: number, end: number];

/** The shape of a hand about to grasp, and the one it would close to if nothing stopped it. */
export interface Preshape {
  name: string;
  /** What the grasp needs of an object, metres: extent of the part between thumb and fingers. */
  smallest: number;
  largest: number;
  thumb: { open: ThumbAngles; closed: ThumbAngles };
  fingers: Record<Exclude<Finger, 'thumb'>, { open: FingerAngles; closed: FingerAngles }>;
  /** Fingers that must touch besides the thumb. */
  touching: readonly Exclude<Finger, 'thumb'>[];
  /** Fewest of them that do. */
  least: number;
  /**
   * The way the hand comes: a mix of the direction out of the palm, along the fingers and towards the thumb's
   * side.
   */
  approach: readonly [palm: number, forward: number, radial: number];
  /**
   * What is brought to the object: the palm, which comes until it touches, or the place between the thumb's
   * and the touching fingers' pads, which is brought over the middle of the object's part.
   */
  seat: 'palm' | 'pads' | 'side';
  /** Whether the object's long axis should lie across the fingers (a wrap) or need not. */
  across: boolean;
}

const four = (open: FingerAngles, closed: FingerAngles, spread = 0) => {
  const turned = (angles: FingerAngles, side: number): FingerAngles => [
    angles[0],
    angles[1],
    angles[2],
    angles[3] + side,
  ];
  return {
    index: { open: turned(open, spread), closed: turned(closed, spread) },
    middle: { open: turned(open, spread * 0.2), closed: turned(closed, spread * 0.2) },
    ring: { open: turned(open, -spread * 0.6), closed: turned(closed, -spread * 0.6) },
    little: { open: turned(open, -spread * 1.2), closed: turned(closed, -spread * 1.2) },
  };
};
const still = (angles: FingerAngles) => ({ open: angles, closed: angles });

const OPPOSED = { open: [-10, 42, 12, 0, 5], closed: [36, 30, 16, 48, 55] } as const;
const PAD_THUMB = { open: [-8, 40, 14, 2, 4], closed: [38, 34, 18, 40, 24] } as const;

/**
 * Pre-shapes after the classes of Feix et al., "The GRASP taxonomy of human grasp types" (2016). They and the
 * closing of the fingers have nothing in common with the grasp optimiser, so its grasps are new to a capture
 * in kind.
 */
export const PRESHAPES: readonly Preshape[] = [
  {
    name: 'power wrap',
    smallest: 0.02,
    largest: 0.115,
    thumb: OPPOSED,
    fingers: four([14, 14, 8, 0], [88, 100, 60, 0]),
    touching: ['index', 'middle', 'ring', 'little'],
    least: 2,
    approach: [0.9, 0.35, 0.1],
    seat: 'palm',
    across: true,
  },
  {
    name: 'power sphere',
    smallest: 0.035,
    largest: 0.125,
    thumb: { open: [-14, 44, 8, 0, 2], closed: [34, 36, 12, 45, 50] },
    fingers: four([6, 20, 12, 0], [80, 75, 50, 0], 13),
    touching: ['index', 'middle', 'ring', 'little'],
    least: 3,
    approach: [0.85, 0.5, 0],
    seat: 'palm',
    across: false,
  },
  {
    name: 'prismatic precision',
    smallest: 0.006,
    largest: 0.075,
    thumb: PAD_THUMB,
    fingers: four([28, 22, 10, 0], [85, 40, 22, 0]),
    touching: ['index', 'middle', 'ring'],
    least: 2,
    approach: [0.55, 0.85, 0],
    seat: 'pads',
    across: true,
  },
  {
    name: 'tripod',
    smallest: 0.004,
    largest: 0.06,
    thumb: PAD_THUMB,
    fingers: {
      ...four([30, 26, 12, 0], [85, 45, 24, 0]),
      ring: still([62, 70, 35, 0]),
      little: still([66, 74, 36, 0]),
    },
    touching: ['index', 'middle'],
    least: 1,
    approach: [0.5, 0.87, 0],
    seat: 'pads',
    across: false,
  },
  {
    name: 'pinch',
    smallest: 0.003,
    largest: 0.05,
    thumb: PAD_THUMB,
    fingers: {
      index: { open: [34, 28, 14, 4], closed: [85, 46, 26, 4] },
      middle: still([30, 22, 12, -3]),
      ring: still([24, 20, 10, -6]),
      little: still([20, 18, 10, -10]),
    },
    touching: ['index'],
    least: 1,
    approach: [0.5, 0.87, 0],
    seat: 'pads',
    across: false,
  },
  {
    name: 'disk',
    smallest: 0.04,
    largest: 0.1,
    thumb: { open: [-18, 40, 6, -4, 8], closed: [32, 34, 10, 36, 40] },
    fingers: four([22, 30, 18, 0], [85, 45, 35, 0], 14),
    touching: ['index', 'middle', 'ring', 'little'],
    least: 3,
    approach: [0.72, 0.69, 0],
    seat: 'pads',
    across: false,
  },
  {
    name: 'lateral',
    smallest: 0.002,
    largest: 0.03,
    thumb: { open: [-12, 34, -10, 0, 0], closed: [38, -16, -6, 40, 34] },
    fingers: {
      index: still([42, 62, 34, 0]),
      middle: still([48, 72, 38, 0]),
      ring: still([52, 78, 40, 0]),
      little: still([56, 80, 40, 0]),
    },
    touching: ['index'],
    least: 1,
    approach: [0.15, 0.95, 0.3],
    seat: 'side',
    across: false,
  },
  {
    name: 'index extension',
    smallest: 0.012,
    largest: 0.06,
    thumb: { open: [-8, 38, 10, 2, 6], closed: [38, 20, 14, 50, 50] },
    fingers: {
      ...four([18, 20, 12, 0], [88, 100, 60, 0]),
      index: { open: [18, 6, 4, 4], closed: [60, 12, 6, 4] },
    },
    touching: ['middle', 'ring', 'little', 'index'],
    least: 2,
    approach: [0.85, 0.5, 0.15],
    seat: 'palm',
    across: true,
  },
];

/** Anatomical angles (45) in radians of a pre-shape, open (0) to closed (1). */
export function preshapeAngles(preshape: Preshape, which: 'open' | 'closed'): Float32Array {
  const angles = new Float32Array(45);
  const set = (joint: number, motion: number, degrees: number) => {
    angles[(joint - 1) * 3 + motion] = (degrees * Math.PI) / 180;
  };
  for (const finger of FINGERS) {
    const [a, b, c] = FINGER_JOINTS[finger];
    if (finger === 'thumb') {
      const [flexion, away, twist, knuckle, end] = preshape.thumb[which];
      set(a, 0, flexion);
      set(a, 1, away);
      set(a, 2, twist);
      set(b, 0, knuckle);
      set(c, 0, end);
    } else {
      const [knuckle, middle, end, sideways] = preshape.fingers[finger][which];
      set(a, 0, knuckle);
      set(a, 1, sideways);
      set(b, 0, middle);
      set(c, 0, end);
    }
  }
  return angles;
}

/** Pose numbers (45) of anatomical angles, kept within the joints' limits. */
export function poseOfAngles(limits: JointLimits, angles: Float32Array): Float32Array {
  const allowed = angles.map((value, i) =>
    Math.min(limits.anatomicalHigh[i], Math.max(limits.anatomicalLow[i], value)),
  );
  return fromAnatomical(limits, allowed);
}
