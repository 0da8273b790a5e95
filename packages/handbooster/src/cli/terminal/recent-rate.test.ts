import { expect, test } from 'vitest';
import { RecentRate } from './recent-rate.js';

test('is units over seconds from the beginning of a task', () => {
  const rate = new RecentRate();
  expect(rate.at(5)).toBe(0);
  for (let second = 1; second <= 20; second++) rate.add(3, second);
  expect(rate.at(20)).toBe(3);
  // Nothing more is made for twenty seconds: half as fast.
  expect(rate.at(40)).toBe(1.5);
});

test('forgets a slow beginning after its window', () => {
  const rate = new RecentRate(10);
  rate.add(1, 100);
  for (let i = 1; i <= 30; i++) rate.add(2, 100 + i);
  expect(rate.at(130)).toBeCloseTo(2, 9);
});

test('counts all of very many small steps', () => {
  const rate = new RecentRate();
  for (let i = 1; i <= 50_000; i++) rate.add(1, i / 1000);
  expect(rate.at(50)).toBeCloseTo(1000, 6);
});
