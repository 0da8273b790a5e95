import { describe, expect, it } from 'vitest';
import { parseShard } from './item-share.js';

describe('shard', () => {
  it('is read from k/K', () => {
    expect(parseShard('0/1')).toEqual({ index: 0, count: 1 });
    expect(parseShard('12/40')).toEqual({ index: 12, count: 40 });
  });

  it.each(['4/4', '1', '-1/4', '1/0', 'a/b', '1.5/3', ''])('refuses "%s"', (text) => {
    expect(() => parseShard(text)).toThrow(/expected k\/K/);
  });
});
