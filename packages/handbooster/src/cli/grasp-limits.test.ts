import { expect, it } from 'vitest';
import { parseLimits } from './grasp-limits.js';

it('reads limits in the units of the table', () => {
  const { volume, contact } = parseLimits(['volume=0.5', 'contact=3']);
  expect(volume).toBeCloseTo(0.5e-6, 12);
  expect(contact).toBeCloseTo(3e-3, 9);
  expect(parseLimits([])).toEqual({});
});

it.each([
  ['volum=1', /did you mean volume/],
  ['volume=x', /volume=<number>/],
  ['volume=', /volume=<number>/],
])('refuses %s', (text, message) => {
  expect(() => parseLimits([text])).toThrow(message);
});
