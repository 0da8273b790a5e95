import { expect, it } from 'vitest';
import type { PhotoTally } from '../../commands/evaluate/tally-photos.js';
import { photoTable } from './photo-table.js';

const tally = (way: string, part: PhotoTally['part'], more: Partial<PhotoTally>): PhotoTally => ({
  way,
  part,
  reference: 'annotated',
  photos: 10,
  pck15: 0.5,
  pck30: 0.75,
  median: 0.1,
  sure: 6,
  sureRight: 5,
  unsure: 4,
  unsureRight: 3,
  ...more,
});

it('sums up how often doubts are right over all photos of which the truth is known', () => {
  const lines = photoTable([
    tally('landmarks', 'choose', {}),
    tally('reconstruct', 'choose', {}),
    tally('reconstruct', 'held', { sure: 7, sureRight: 7, unsure: 3, unsureRight: 3 }),
    // Against the landmarks' own joints nothing is known of the photo.
    tally('reconstruct', 'held', { reference: 'landmarks', unsure: 50, unsureRight: 0 }),
  ]).split('\n');
  expect(lines[3]).toBe(
    '| annotated | to choose by | reconstruct | 10 | 0.500 | 0.750 | 0.100 | 5/6 | 3/4 |',
  );
  expect(lines.at(-2)).toContain('NOT SURE is right 6 times of 7, sure 12 of 13');
});

it('says where the median photo has no answer', () => {
  const line = photoTable([tally('landmarks', 'held', { median: Number.POSITIVE_INFINITY })]).split('\n')[2];
  expect(line).toContain('| 0.750 | none |');
});

it('sums up nothing where `reconstruct` was not asked', () => {
  expect(photoTable([tally('landmarks', 'choose', {})])).not.toContain('NOT SURE');
});
