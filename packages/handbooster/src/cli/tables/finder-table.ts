import type { FinderScore } from '../../commands/evaluate/finder-scores.js';
import { STEADY_SPREAD } from '../../reconstruction/photo/answer-spread.js';

/** A table for the terminal. */
export function finderTable(scores: readonly FinderScore[]): string {
  const head = ['weights', 'split', 'frames', '> 0.3', '> 0.5', 'median', 'steady', 'side', 'no hand'];
  const rows = scores.map((score) => [
    score.weights,
    score.split,
    String(score.frames),
    String(score.over30),
    String(score.over50),
    score.medianOverlap.toFixed(2),
    `${score.steadyHits}/${score.over50}`,
    `${score.sides}/${score.frames}`,
    `${score.refusedParts}/${score.parts}`,
  ]);
  const widths = head.map((title, i) => Math.max(title.length, ...rows.map((row) => row[i].length)));
  const line = (cells: readonly string[]) =>
    cells.map((cell, i) => (i < 2 ? cell.padEnd(widths[i]) : cell.padStart(widths[i]))).join('  ');
  return [
    line(head),
    ...rows.map(line),
    '> 0.3, > 0.5: frames whose box overlaps the true one by more. median: of the overlaps.',
    `steady: of the boxes past 0.5, those whose answer is called steady (spread up to ${STEADY_SPREAD}).`,
    'side: frames where the true side’s answer is the steadier one, in the true box.',
    'no hand: parts of the frames beside the hand in which nothing is called steady.',
    '',
  ].join('\n');
}
