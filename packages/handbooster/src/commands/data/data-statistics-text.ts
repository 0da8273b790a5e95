import type { DataStatistics, GroupCounts, PictureCounts } from './data-statistics.js';

/** A table of words and numbers, before it is set in some way. */
export interface StatisticsTable {
  title: string;
  head: string[];
  rows: string[][];
}

/** The tables of a dataset's statistics: splits, then subjects, objects and cameras over the splits. */
export function statisticsTables(statistics: DataStatistics): StatisticsTable[] {
  const { splits, total, subjects, objects, cameras } = statistics;
  const number = (value: number) => value.toLocaleString('en-US');
  const groups = (title: string, one: string, counts: readonly GroupCounts[]): StatisticsTable => ({
    title,
    head: [one, ...splits.map(({ name }) => name), 'labelled', 'sequences', 'left', 'grasping'],
    rows: counts.map((group) => [
      group.name,
      ...group.bySplit.map(number),
      number(group.labelled),
      number(group.sequences),
      share(group.left, group.labelled),
      graspingShare(group),
    ]),
  });
  return [
    {
      title: 'Splits',
      head: [
        'split',
        'pictures',
        'labelled',
        'sequences',
        'subjects',
        'objects',
        'cameras',
        'left',
        'grasping',
      ],
      rows: [...splits, total].map((split) => [
        split.name,
        ...[
          split.pictures,
          split.labelled,
          split.sequences,
          split.subjects,
          split.objects,
          split.cameras,
        ].map(number),
        share(split.left, split.labelled),
        graspingShare(split),
      ]),
    },
    groups('Subjects', 'subject', subjects),
    groups('Grasped objects', 'object', objects),
    groups('Cameras', 'camera', cameras),
  ];
}

/** The tables for a terminal. */
export function formatStatistics(statistics: DataStatistics): string {
  const { root, layout, setup } = statistics;
  const title = `${root}: ${layout}${setup === null ? '' : `, splits of ${setup}`}\n`;
  const tables = statisticsTables(statistics).map(({ title: name, head, rows }) => {
    const lines = [head, ...rows];
    const widths = head.map((_, column) => Math.max(...lines.map((line) => line[column].length)));
    const text = lines.map((line) =>
      line
        .map((cell, column) => (column === 0 ? cell.padEnd(widths[0]) : cell.padStart(widths[column])))
        .join('  '),
    );
    return `\n${name}\n${text.join('\n')}\n`;
  });
  return `${title}${tables.join('')}\n${GRASPING_NOTE}\n`;
}

/** What the column of grasping shares means. */
export const GRASPING_NOTE =
  'grasping: share of labelled pictures whose object has been moved by more than 5 degrees or 1 cm since its sequence ' +
  'began (Eq. 3); - where pictures do not follow each other';

/** Share of pictures that show a grasp; a dash where none could be judged. */
function graspingShare({ grasping, judged }: PictureCounts): string {
  return judged === 0 ? '-' : share(grasping, judged);
}

function share(part: number, whole: number): string {
  return whole === 0 ? '-' : `${((100 * part) / whole).toFixed(1)} %`;
}
