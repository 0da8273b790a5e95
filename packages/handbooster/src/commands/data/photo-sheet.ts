import { writeFileSync } from 'node:fs';
import sharp from 'sharp';
import { stopIfAborted } from '../../base/errors/interrupted.js';
import type { Progress } from '../../base/progress.js';
import { Html, html, page } from '../../drawing/html.js';

/** A hand on the sheet. */
export interface SheetRow {
  path: string;
  name: string;
  width: number;
  height: number;
  /** (21, 2) pixels. */
  joints2d: ArrayLike<number>;
  /** 0 ... 1 */
  confidence: number;
  state: 'kept' | 'doubtful' | 'rejected';
}

const SIDE = 240;
const FINGER_COLORS = ['#e6550d', '#31a354', '#3182bd', '#756bb1', '#d6a000'];

/** Gathers the names of the ticked photos in the box below, to be copied into rejected.txt. */
const SCRIPT = `
const list = document.querySelector('textarea');
const show = () => { list.value = [...document.querySelectorAll('input:checked')].map((box) => box.value).join('\\n'); };
document.addEventListener('change', show); show();
`;

/**
 * A page with every hand that was found, the doubtful ones first: tick what is to be rejected, copy the list
 * into rejected.txt.
 */
export async function writePhotoSheet(
  path: string,
  rows: readonly SheetRow[],
  progress: Progress,
  signal: AbortSignal,
): Promise<void> {
  const task = progress.begin('sheet', rows.length, 'photos');
  const figures: Html[] = [];
  for (const row of [...rows].sort((a, b) => a.confidence - b.confidence)) {
    stopIfAborted(signal);
    const picture = (await tile(row)).toString('base64');
    const ticked = new Html(row.state === 'rejected' ? ' checked' : '');
    figures.push(html`<figure style="display: inline-block; width: ${SIDE}px; margin: .3rem">
<img src="data:image/webp;base64,${picture}" alt="">
<figcaption><label><input type="checkbox" value="${row.name}"${ticked}> ${row.name}<br>${row.state}, confidence ${row.confidence.toFixed(2)}</label></figcaption>
</figure>`);
    task.advance();
  }
  const body = html`<h1>Hands found in photos</h1>
<p>Tick what is wrong, copy the names into <code>rejected.txt</code> beside this page, and run the same command again. Doubtful ones are left out
already.</p>
<p><textarea rows="4" cols="60" aria-label="Names of rejected photos"></textarea></p>
${figures}
<script>${new Html(SCRIPT)}</script>`;
  writeFileSync(path, page('Hands found in photos', body));
  task.end();
}

async function tile({ path, width, height, joints2d }: SheetRow): Promise<Buffer> {
  const scale = SIDE / Math.max(width, height);
  const at = (joint: number) =>
    `${((joints2d[2 * joint] + 0.5) * scale).toFixed(1)},${((joints2d[2 * joint + 1] + 0.5) * scale).toFixed(1)}`;
  const fingers = FINGER_COLORS.map(
    (color, finger) =>
      `<polyline points="${[0, 1, 2, 3, 4].map((k) => at(k === 0 ? 0 : 4 * finger + k)).join(' ')}" stroke="${color}"/>`,
  );
  const size = [width, height].map((side) => Math.max(1, Math.round(side * scale)));
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${size[0]}" height="${size[1]}"><g fill="none" stroke-width="2">${fingers.join('')}</g></svg>`;
  return sharp(path)
    .resize(size[0], size[1], { fit: 'fill' })
    .composite([{ input: Buffer.from(svg) }])
    .webp({ quality: 70 })
    .toBuffer();
}
