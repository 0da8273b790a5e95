import type { LabelScore } from '../../commands/evaluate/label-scores.js';

/** Markdown, so that a document can hold it as it is printed. */
export function labelTable(scores: readonly LabelScore[]): string {
  const head = [
    'split',
    'frames',
    'found',
    'kept',
    'right side',
    'on the picture',
    'from the wrist',
    'aligned',
  ];
  const millimetres = (metres: number | null) => (metres === null ? '' : `${(1000 * metres).toFixed(1)} mm`);
  const rows = scores.map((score) => [
    score.split,
    String(score.frames),
    String(score.found),
    String(score.kept),
    String(score.sides),
    score.picture?.toFixed(3) ?? '',
    millimetres(score.fromWrist),
    millimetres(score.aligned),
  ]);
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  return [
    line(head),
    line(head.map((_, i) => (i === 0 ? '---' : '---:'))),
    ...rows.map(line),
    '',
    'Medians of the labels kept: mean distance of the joints on the picture as a share of the hand, in space with the wrists together, ' +
      'and after the best rotation, shift and scale.',
    '',
  ].join('\n');
}
