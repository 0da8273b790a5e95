import { describe, expect, it } from 'vitest';
import { boxAfterKey, isLost, limitBox } from './box-limits.js';

const PICTURE = { width: 640, height: 480 };

describe('the box', () => {
  it.each([
    ['out on the left', [-50, 10, 100, 100], [0, 10, 100, 100]],
    ['out below', [200, 450, 100, 100], [200, 380, 100, 100]],
    ['larger than the picture', [-300, -300, 2000, 2000], [160, 0, 480, 480]],
    ['shrunk to nothing', [300, 200, 3, 3], [289.5, 189.5, 24, 24]],
  ] as const)('%s is brought back', (_, box, expected) => {
    expect(limitBox(box, PICTURE)).toEqual(expected);
  });

  it('is lost when it is nowhere, no number, or shrunk to a few pixels', () => {
    expect(isLost(null, PICTURE)).toBe(true);
    expect(isLost([0, 0, Number.NaN, 5], PICTURE)).toBe(true);
    expect(isLost([300, 200, 3, 3], PICTURE)).toBe(true);
    expect(isLost([300, 200, 60, 60], PICTURE)).toBe(false);
  });

  it('is moved and resized by keys', () => {
    expect(boxAfterKey([100, 100, 100, 100], 'ArrowLeft', false)).toEqual([98, 100, 100, 100]);
    expect(boxAfterKey([100, 100, 100, 100], 'ArrowDown', true)).toEqual([100, 120, 100, 100]);
    expect(boxAfterKey([100, 100, 100, 100], '+', false)).toEqual([98, 98, 104, 104]);
    expect(boxAfterKey([100, 100, 100, 100], 'a', false)).toBeNull();
  });
});
