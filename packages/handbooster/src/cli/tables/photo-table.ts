import type { PhotoTally } from '../../commands/evaluate/tally-photos.js';

/** Markdown, so that a document can hold it as it is printed. */
export function photoTable(tallies: readonly PhotoTally[]): string {
  const rows = tallies.map((tally) => [
    tally.reference,
    tally.part === 'held' ? 'held back' : 'to choose by',
    tally.way,
    String(tally.photos),
    tally.pck15.toFixed(3),
    tally.pck30.toFixed(3),
    Number.isFinite(tally.median) ? tally.median.toFixed(3) : 'none',
    `${tally.sureRight}/${tally.sure}`,
    `${tally.unsureRight}/${tally.unsure}`,
  ]);
  const head = [
    'joints by',
    'photos',
    'way',
    'hands',
    'PCK@0.15',
    'PCK@0.3',
    'median',
    'sure: right',
    'not sure: rightly',
  ];
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  return [
    line(head),
    line(head.map((_, i) => (i < 3 ? '---' : '---:'))),
    ...rows.map(line),
    '',
    'PCK: joints within a share of the hand’s longer side; without an answer none is.',
    'Median: mean distance of a photo’s joints.',
    'Right: 0.15 at most on average.',
    'Photos without a hand are among those rightly not sure, or wrongly sure.',
    ...verdictLines(tallies),
    '',
  ].join('\n');
}

/** How often `reconstruct` is right to doubt, and not to, on all photos that are known to show what. */
function verdictLines(tallies: readonly PhotoTally[]): string[] {
  const own = tallies.filter(({ way, reference }) => way === 'reconstruct' && reference === 'annotated');
  const sum = (key: 'sure' | 'sureRight' | 'unsure' | 'unsureRight') =>
    own.reduce((total, tally) => total + tally[key], 0);
  if (own.length === 0) return [];
  return [
    `All photos whose hand or its absence is known: NOT SURE is right ${sum('unsureRight')} times of ${sum('unsure')}, sure ${sum('sureRight')} of ${sum('sure')}.`,
  ];
}
