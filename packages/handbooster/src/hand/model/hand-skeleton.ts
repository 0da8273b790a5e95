/**
 * Parent of each of the 16 joints in MANO's order: wrist; index, middle, little, ring, thumb from the knuckle
 * out.
 */
export const HAND_PARENTS: readonly number[] = [-1, 0, 1, 2, 0, 4, 5, 0, 7, 8, 0, 10, 11, 0, 13, 14];

/** Names of the 16 joints. */
export const JOINT_NAMES: readonly string[] = [
  'wrist',
  ...['index', 'middle', 'little', 'ring', 'thumb'].flatMap((finger) =>
    [1, 2, 3].map((k) => `${finger} ${k}`),
  ),
];

/** The fingers, thumb first, as tips and the 21 joints are ordered. */
export const FINGERS = ['thumb', 'index', 'middle', 'ring', 'little'] as const;

export type Finger = (typeof FINGERS)[number];

/** The three joints of each finger, knuckle first, in the 16-joint order. */
export const FINGER_JOINTS: Record<Finger, readonly [number, number, number]> = {
  thumb: [13, 14, 15],
  index: [1, 2, 3],
  middle: [4, 5, 6],
  ring: [10, 11, 12],
  little: [7, 8, 9],
};

/**
 * Where each of the 21 joints (wrist; thumb, index, middle, ring, little, four each from the knuckle to the
 * tip) stands in the list of 16 joints followed by 5 tips.
 */
export const JOINT_ORDER_21: readonly number[] = [
  0, 13, 14, 15, 16, 1, 2, 3, 17, 4, 5, 6, 18, 10, 11, 12, 19, 7, 8, 9, 20,
];

/** Bones of the 21-joint skeleton as pairs [from, to]; finger by finger, from the wrist out. */
export const BONES_21: readonly (readonly [number, number])[] = [0, 4, 8, 12, 16].flatMap((before) => [
  [0, before + 1] as const,
  [before + 1, before + 2] as const,
  [before + 2, before + 3] as const,
  [before + 3, before + 4] as const,
]);
