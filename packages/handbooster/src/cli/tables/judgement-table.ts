import type { RunJudgement } from '../../commands/judge/judge-generated-images.js';
import {
  RECONSTRUCTION_ERRORS,
  type ReconstructionErrors,
} from '../../synthesis/filter/reconstruction-errors.js';

/** A judgement as lines of text, medians in millimetres. */
export function judgementTable({ groups, ratio }: RunJudgement): string {
  const row = (cells: readonly string[]) =>
    cells.map((cell, i) => (i === 0 ? cell.padEnd(28) : cell.padStart(9))).join('');
  const figures = (errors: ReconstructionErrors, digits: number) =>
    RECONSTRUCTION_ERRORS.map((key) => errors[key].toFixed(digits));
  const part = (which: 'mean' | 'median') => [
    row([which, 'images', 'J-PE', 'V-PE', 'PA-J-PE', 'PA-V-PE']),
    ...groups
      .filter(({ errors }) => errors.images > 0)
      .map(({ name, errors }) => row([name, String(errors.images), ...figures(errors[which], 1)])),
    row(['kept / held-out real', '', ...figures(ratio[which], 2)]),
  ];
  return [...part('mean'), '', ...part('median')].join('\n');
}
