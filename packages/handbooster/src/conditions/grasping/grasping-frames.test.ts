import { describe, expect, it } from 'vitest';
import { GRASPING_DEFAULTS, graspingFrames, relativeRotationError } from './grasping-frames.js';

/** Turned about z by degrees, moved along x by millimetres. */
const pose = (degrees: number, millimetres: number) => {
  const a = (degrees * Math.PI) / 180;
  return Float64Array.of(
    Math.cos(a),
    -Math.sin(a),
    0,
    millimetres / 1000,
    Math.sin(a),
    Math.cos(a),
    0,
    0,
    0,
    0,
    1,
    0,
  );
};
const frames = [pose(0, 0), pose(4.9, 9.9), pose(5.1, 0), pose(0, 10.1), pose(90, 100)];

describe('grasping frames (Eq. 3)', () => {
  it('are those past 5 degrees or 10 mm', () => {
    expect(graspingFrames(frames)).toEqual([false, false, true, true, true]);
  });

  it('or past both', () => {
    const options = { rotationThreshold: 5, translationThreshold: 0.01, combine: 'and' as const };
    expect(graspingFrames(frames, options)).toEqual([false, false, false, false, true]);
  });

  describe('with contact', () => {
    // Held from the start, carried, put down elsewhere and let go of.
    const carried = [pose(0, 0), pose(0, 0), pose(0, 30), pose(0, 60), pose(0, 60)];
    const touched = [true, true, true, true, false];
    const judge = (rule: 'eq3' | 'contact' | 'both') =>
      graspingFrames(carried, { ...GRASPING_DEFAULTS, rule }, (frame) => touched[frame]);

    it('eq3 misses the start in the hand and keeps what was put down', () => {
      expect(judge('eq3')).toEqual([false, false, true, true, true]);
    });
    it('contact has neither fault', () => expect(judge('contact')).toEqual(touched));
    it('both leaves out what was put down', () => {
      expect(judge('both')).toEqual([false, false, true, true, false]);
    });
    it('is asked only of frames that hang on it', () => {
      const asked: number[] = [];
      graspingFrames(carried, { ...GRASPING_DEFAULTS, rule: 'both' }, (frame) => asked.push(frame) > 0);
      expect(asked).toEqual([2, 3, 4]);
    });
    it('cannot be judged without surfaces', () => {
      expect(() => graspingFrames(carried, { ...GRASPING_DEFAULTS, rule: 'contact' })).toThrow(/contact/);
    });
  });

  it('of an empty sequence are none', () => expect(graspingFrames([])).toEqual([]));

  it('measure the angle between two rotations', () => {
    expect(relativeRotationError(pose(30, 0), pose(-10, 0))).toBeCloseTo(40, 9);
    expect(relativeRotationError(pose(12, 0), pose(12, 5))).toBeCloseTo(0, 4);
  });
});
