import { join, resolve } from 'node:path';
import sharp from 'sharp';
import { writeFileAtomic } from '../../base/files/atomic-write.js';
import type { Progress } from '../../base/progress.js';
import { contactSheet } from '../../drawing/contact-sheet.js';
import { type DataStatistics, dataStatistics } from './data-statistics.js';
import { type SplitSheet, statisticsPage } from './data-statistics-page.js';
import { choosePictures } from './tracks/choose-pictures.js';
import { openPictureTracks } from './tracks/open-picture-tracks.js';

export interface WriteDataStatisticsOptions {
  /** Which splits of DexYCB's layout. */
  setup?: string;
  /** Folder of the pictures of a COCO-style annotation file. */
  images?: string;
  /** Folder for `statistics.json` and `statistics.html`; nothing is written without. */
  output?: string;
  /** Pictures shown of each split. */
  pictures: number;
  seed: number;
  progress: Progress;
}

export const DATA_STATISTICS_DEFAULTS = { pictures: 24, seed: 0 } as const;

/** Width of a picture on the page's sheets. */
const TILE = 112;

/** Counts what a dataset of any layout has, and writes it down with pictures where wanted. */
export async function writeDataStatistics(
  root: string,
  options: WriteDataStatisticsOptions,
): Promise<{ statistics: DataStatistics; files: string[] }> {
  const { output, pictures, seed } = options;
  const found = await openPictureTracks(root, options);
  const statistics = dataStatistics(resolve(root), found);
  if (output === undefined) return { statistics, files: [] };
  const sheets: SplitSheet[] = [];
  for (const split of found.splits) {
    const chosen = await choosePictures(
      found.tracks.filter((track) => track.split === split),
      pictures,
      seed,
    );
    if (chosen.length === 0) continue;
    const sheet = await contactSheet(chosen, { columns: 8, size: TILE, crop: true });
    sheets.push({ split, image: await sharp(sheet).jpeg({ quality: 82 }).toBuffer() });
  }
  const files = [join(resolve(output), 'statistics.json'), join(resolve(output), 'statistics.html')];
  await writeFileAtomic(files[0], `${JSON.stringify(statistics, null, 2)}\n`);
  await writeFileAtomic(files[1], await statisticsPage(statistics, sheets));
  return { statistics, files };
}
