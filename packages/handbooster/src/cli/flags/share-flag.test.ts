import { describe, expect, it } from 'vitest';
import { parseShare } from './share-flag.js';

describe('a share of the items', () => {
  it('is read from k/K', () => {
    expect(parseShare('0/1')).toEqual({ index: 0, count: 1 });
    expect(parseShare('12/40')).toEqual({ index: 12, count: 40 });
  });

  it.each(['4/4', '1', '-1/4', '1/0', 'a/b', '1.5/3', ''])('is not read from "%s"', (text) => {
    expect(parseShare(text)).toBeNull();
  });
});
