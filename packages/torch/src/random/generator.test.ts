import { describe, expect, it } from 'vitest';
import { scoped } from '../../test/support/scoped.js';
import { randint, randn } from '../ops/create.js';
import { Generator, manualSeed } from './generator.js';

describe('Generator', () => {
  it(
    'gives equal numbers for equal seeds, apart from the default generator',
    scoped(() => {
      manualSeed(1);
      const first = new Generator(7);
      const [a, b] = [randn([4], { generator: first }), randn([4], { generator: first })];
      const fromDefault = randn([4]);
      const second = new Generator(7);
      expect(randn([4], { generator: second }).equal(a)).toBe(true);
      expect(a.equal(b)).toBe(false);
      manualSeed(1);
      expect(randn([4]).equal(fromDefault)).toBe(true);
    }),
  );

  it(
    'goes on from a saved state',
    scoped(() => {
      const generator = new Generator(3);
      randn([5], { generator });
      const { state } = generator;
      const next = randn([20], { generator }).toNumbers();
      const other = new Generator(4);
      other.state = state;
      expect(randn([20], { generator: other }).toNumbers()).toEqual(next);
      expect(() => {
        other.state = new Uint8Array(3);
      }).toThrow();
    }),
  );

  it(
    'draws integers in range and is not taken for another object',
    scoped(() => {
      const values = randint(-2, 3, [1000], { generator: new Generator(1) }).toNumbers();
      expect([...new Set(values)].sort((a, b) => a - b)).toEqual([-2, -1, 0, 1, 2]);
      expect(() => randn([1], { generator: {} as Generator })).toThrow(/expected a Generator/);
      expect(() => new Generator(1, 'cuda:99')).toThrow();
      expect(() => new Generator(0.5)).toThrow(/safe integer/);
    }),
  );
});
