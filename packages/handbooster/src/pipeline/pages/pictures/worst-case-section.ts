import { readFileSync } from 'node:fs';
import { embeddedPicture } from '../../../drawing/embedded-picture.js';
import { ERROR_RANGE } from '../../../drawing/error-overlay.js';
import { type Content, html } from '../../../drawing/html.js';
import { worstCaseFile } from '../../outputs/scores.js';
import type { Run } from '../../run/open-run.js';

/** The boosted network's largest errors on each of some test splits, drawn as error maps (Fig. 6). */
export async function worstCaseSection(run: Run, splits: readonly string[]): Promise<Content> {
  const figures = splits.map((split) =>
    embeddedPicture(
      readFileSync(run.file('evaluate', worstCaseFile(split))),
      `${split}: the eight largest V-PE of real + generated. From the top: crop with the label's joints; the mesh that the network trained on real images predicts, put at the true wrist; the same of real + generated; the last from the side.`,
    ),
  );
  return [
    html`<p>Each vertex has the colour of its error: blue none, green ${ERROR_RANGE / 2} mm, red ${ERROR_RANGE} mm and more.</p>`,
    await Promise.all(figures),
  ];
}
