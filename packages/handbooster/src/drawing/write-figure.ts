import { join } from 'node:path';
import sharp from 'sharp';
import type { TopLevelSpec } from 'vega-lite';
import { writeFileAtomic } from '../base/files/atomic-write.js';
import { chart } from './charts.js';

/** Pixels of a PNG for each unit of the SVG. */
const SCALE = 2;

/** Writes a figure as `<name>.svg` and `<name>.png`. */
export async function writeFigure(folder: string, name: string, svg: string): Promise<void> {
  await writeFileAtomic(join(folder, `${name}.svg`), svg);
  const png = await sharp(Buffer.from(svg), { density: 72 * SCALE })
    .flatten({ background: '#ffffff' })
    .png()
    .toBuffer();
  await writeFileAtomic(join(folder, `${name}.png`), png);
}

export async function figure(spec: object): Promise<string> {
  return (await chart(spec as unknown as TopLevelSpec)).text;
}
