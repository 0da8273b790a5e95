import { expect, it } from 'vitest';
import type { Draw } from './batch-order.js';
import { partOfRank } from './part-of-rank.js';

/** A batch of 12 with so many synthetic items; each has a loss of its own. */
const batch = (synthetic: number): Draw[] =>
  Array.from({ length: 12 }, (_, index) => ({ synthetic: index % 12 < synthetic, index, epoch: 0 }));
const lossOf = ({ index }: Draw) => (index + 1) ** 2;

/** The weighted mean, by its definition; all synthetic is as all real. */
function meanLoss(draws: readonly Draw[], weight: number): number {
  const isMixed = draws.some(({ synthetic }) => synthetic) && draws.some(({ synthetic }) => !synthetic);
  const counts = draws.map(({ synthetic }) => (synthetic && isMixed ? weight : 1));
  const total = counts.reduce((a, b) => a + b);
  return draws.reduce((sum, draw, i) => sum + (counts[i] * lossOf(draw)) / total, 0);
}

it.each([1, 2, 3, 4, 6])('%i ranks have the items and the loss of the whole batch', (size) => {
  for (const synthetic of [0, 1, 5, 6, 12]) {
    for (const weight of [0.25, 1, 3]) {
      const draws = batch(synthetic);
      const parts = Array.from({ length: size }, (_, rank) => partOfRank(draws, { rank, size }, weight));
      const items = parts.flatMap((part) => part.draws.map(({ index }) => index));
      expect(items.sort((a, b) => a - b)).toEqual(draws.map(({ index }) => index));
      const losses = parts.map((part) => part.weight * meanLoss(part.draws, weight));
      const mean = losses.reduce((a, b) => a + b) / size;
      expect(mean).toBeCloseTo(meanLoss(draws, weight), 10);
      const shares = parts.map((part) => part.draws.filter((draw) => draw.synthetic).length);
      expect(Math.max(...shares) - Math.min(...shares)).toBeLessThanOrEqual(1);
    }
  }
});
