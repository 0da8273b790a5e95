import { describe, expect, it } from 'vitest';
import { graspingFrames, relativeRotationError } from './grasping-frames.js';

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

  it('of an empty sequence are none', () => expect(graspingFrames([])).toEqual([]));

  it('measure the angle between two rotations', () => {
    expect(relativeRotationError(pose(30, 0), pose(-10, 0))).toBeCloseTo(40, 9);
    expect(relativeRotationError(pose(12, 0), pose(12, 5))).toBeCloseTo(0, 4);
  });
});
