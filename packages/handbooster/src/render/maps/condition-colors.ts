type Color = readonly [number, number, number];

/**
 * The hand's colour in texture maps of version 2 before lighting. The release gives (1, 1, 0.9) in linear
 * light; this is the same in sRGB.
 */
export const HAND_COLOR: Color = [255, 255, 243.4];

/** Flat colours of the hand's parts in texture maps of version 1. */
export const PART_COLORS = {
  palm: [255, 255, 255],
  index: [255, 255, 0],
  middle: [0, 0, 255],
  little: [255, 0, 0],
  ring: [0, 255, 0],
  thumb: [255, 0, 255],
} as const satisfies Record<string, Color>;

/** The part of each of MANO's 16 joints. */
export const PART_OF_JOINT: readonly (keyof typeof PART_COLORS)[] = [
  'palm',
  ...(['index', 'middle', 'little', 'ring', 'thumb'] as const).flatMap((finger) => [finger, finger, finger]),
];

/** Flat colours of objects 1 ... 21 in texture maps of version 1. */
export const OBJECT_COLORS: readonly Color[] = [
  [192, 192, 192],
  [128, 128, 128],
  [64, 64, 64],
  [0, 128, 128],
  [128, 0, 128],
  [128, 128, 0],
  [128, 0, 0],
  [0, 128, 0],
  [0, 0, 128],
  [0, 64, 64],
  [64, 0, 64],
  [64, 64, 0],
  [64, 0, 0],
  [0, 64, 0],
  [0, 0, 64],
  [0, 192, 192],
  [192, 0, 192],
  [192, 192, 0],
  [192, 0, 0],
  [0, 192, 0],
  [0, 0, 192],
];

/** Version 1's colour of an object id; ids past 21 go round again. */
export function objectColor(id: number): Color {
  return OBJECT_COLORS[(((id - 1) % OBJECT_COLORS.length) + OBJECT_COLORS.length) % OBJECT_COLORS.length];
}

/** Segmentation: one channel for each class, so that a network reads it as it is. */
export const SEGMENTATION_COLORS = {
  hand: [255, 0, 0],
  grasped: [0, 255, 0],
  other: [0, 0, 255],
  // Under half: whoever reads classes off the channels finds no hand where the labels have none.
  forearm: [96, 0, 0],
} as const satisfies Record<string, Color>;

/** Skeleton: a hue for each finger, the same as in version 1, on the wrist's white. */
export const SKELETON_COLORS: readonly Color[] = [
  PART_COLORS.thumb,
  PART_COLORS.index,
  PART_COLORS.middle,
  PART_COLORS.ring,
  PART_COLORS.little,
];
