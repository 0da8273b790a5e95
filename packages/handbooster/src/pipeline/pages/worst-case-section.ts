import { copyFileSync } from 'node:fs';
import { join } from 'node:path';
import { ERROR_RANGE } from '../../drawing/error-overlay.js';
import { type Content, html } from '../../drawing/html.js';
import { worstCaseFile } from '../outputs/scores.js';
import type { Run } from '../run/open-run.js';

/** The largest errors of the boosted network on each test split, copied into the folder. */
export function worstCaseSection(run: Run, folder: string): Content {
  return run.captured.note.tests.map((split) => {
    const name = worstCaseFile(split);
    copyFileSync(run.file('evaluate', name), join(folder, name));
    return html`<figure><img src="${name}" alt="${split}"><figcaption><code>${split}</code>: the eight largest V-PE of real + synthetic.
From the top: crop with the label's joints; the predicted mesh put at the true wrist, each vertex in the colour of its error (blue none, green ${ERROR_RANGE / 2} mm, red
${ERROR_RANGE} mm and more); the same from the side.</figcaption></figure>`;
  });
}
