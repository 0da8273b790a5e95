import type { Trial } from '../../commands/weights/train-trial.js';

/** Trials as a table in Markdown. */
export function trialTable(trials: readonly Trial[]): string {
  const splits = [...new Set(trials.flatMap(({ errors }) => errors.map(({ split }) => split)))];
  const rows = trials.map(({ name, boosted, overrides, images, errors }) => [
    name,
    boosted ? 'real + generated' : 'real',
    overrides.map((override) => override.slice('train.'.length)).join(', ') || 'as the run',
    images.toLocaleString('en'),
    ...splits.map((split) => {
      const found = errors.find((each) => each.split === split);
      return found === undefined
        ? ''
        : `${found.jointError.toFixed(1)} / ${found.alignedJointError.toFixed(2)}`;
    }),
  ]);
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  return [
    line(['trial', 'images', 'changed', 'seen', ...splits]),
    `|---|---|---|---:|${splits.map(() => '---:').join('|')}|`,
    ...rows.map(line),
  ].join('\n');
}
