import type { WildOptions } from './wild-options.js';

/**
 * Options of the simulated capture. Every picture is a pure function of these, the objects and the hand
 * model.
 */
export interface CaptureOptions {
  seed: number;
  /** Picture size; intrinsics scale with it. */
  width: number;
  height: number;
  /** People in all, and how many of them (the last ones) only test splits show. */
  subjects: number;
  unseenSubjects: number;
  /** Rooms: table, furniture, light. Every split draws from all of them. */
  rooms: number;
  /** Different grasps of each object in the training split, and how many more that only test splits show. */
  trainingGrasps: number;
  unseenGrasps: number;
  /** Sequences of the splits; `testSequences` for each of: same (shared with view), grasp, person, all. */
  trainingSequences: number;
  validationSequences: number;
  testSequences: number;
  /** Frames of a sequence, spread evenly over approach, grasp, lift, carry and put down. */
  framesPerSequence: number;
  /** The same of the test splits' sequences; null for as many as in the others. */
  testFramesPerSequence: number | null;
  /**
   * Cameras of each sequence: out of the three training views, and out of the five others where views are
   * unseen.
   */
  trainingViews: number;
  testViews: number;
  /** Other objects on the table. */
  bystanders: number;
  /** Share of sequences with a left hand, 0 ... 1. */
  leftShare: number;
  /** JPEG quality range, 1 ... 100: each sequence draws one. */
  jpegQuality: readonly [number, number];
  /** Write `aligned_depth_to_color` images. */
  depth: boolean;
  /** Every picture with a hand, light, backdrop and place of its own; null for sequences at a table. */
  wild: WildOptions | null;
  /** Worker threads; 0 works on the calling thread. Never changes a byte of the result. */
  workers: number;
}

export const CAPTURE_DEFAULTS: CaptureOptions = {
  seed: 0,
  width: 640,
  height: 480,
  subjects: 12,
  unseenSubjects: 3,
  rooms: 24,
  trainingGrasps: 2,
  unseenGrasps: 3,
  trainingSequences: 50,
  validationSequences: 4,
  testSequences: 6,
  framesPerSequence: 8,
  testFramesPerSequence: null,
  trainingViews: 3,
  testViews: 2,
  bystanders: 2,
  leftShare: 0,
  jpegQuality: [82, 94],
  depth: true,
  wild: null,
  workers: 2,
};

/** Least and most of what `captureOptions` takes. */
export const CAPTURE_LIMITS = { side: [32, 4096], subjects: [1, 99] } as const;

/** Defaults filled in and everything checked; throws RangeError naming the option. */
export function captureOptions(options: Partial<CaptureOptions>): CaptureOptions {
  const all: CaptureOptions = { ...CAPTURE_DEFAULTS, ...options };
  const whole = (name: keyof CaptureOptions, least: number, most = Number.MAX_SAFE_INTEGER) => {
    const value = all[name];
    if (!Number.isInteger(value) || (value as number) < least || (value as number) > most) {
      throw new RangeError(
        `capture option ${name}: expected a whole number ${least} ... ${most}, found ${value}`,
      );
    }
  };
  whole('seed', 0);
  whole('width', ...CAPTURE_LIMITS.side);
  whole('height', ...CAPTURE_LIMITS.side);
  whole('subjects', ...CAPTURE_LIMITS.subjects);
  whole('unseenSubjects', 0, all.subjects - 1);
  whole('rooms', 1);
  whole('trainingGrasps', 1);
  whole('unseenGrasps', 0);
  whole('trainingSequences', 0);
  whole('validationSequences', 0);
  whole('testSequences', 0);
  whole('framesPerSequence', 1);
  if (all.testFramesPerSequence !== null) whole('testFramesPerSequence', 1);
  whole('trainingViews', 1, 3);
  whole('testViews', 1, 5);
  whole('bystanders', 0, 4);
  whole('workers', 0, 256);
  if (!(all.leftShare >= 0 && all.leftShare <= 1)) {
    throw new RangeError(`capture option leftShare: expected 0 ... 1, found ${all.leftShare}`);
  }
  const [low, high] = all.jpegQuality;
  if (!(low >= 1 && low <= high && high <= 100)) {
    throw new RangeError(
      `capture option jpegQuality: expected [low, high] in 1 ... 100, found [${low}, ${high}]`,
    );
  }
  for (const [name, value] of Object.entries(all.wild ?? {})) {
    if (Array.isArray(value) && !(value[0] <= value[1])) {
      throw new RangeError(`capture option wild.${name}: expected [low, high], found [${value.join(', ')}]`);
    }
  }
  if (all.testSequences > 0 && (all.unseenSubjects === 0 || all.unseenGrasps === 0)) {
    throw new RangeError(
      'capture options: test splits change the person and the grasp, so unseenSubjects and unseenGrasps must be at ' +
        'least 1 (or testSequences 0)',
    );
  }
  return all;
}
