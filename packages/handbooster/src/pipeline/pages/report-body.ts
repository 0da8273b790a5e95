import { type Content, html } from '../../drawing/html.js';
import { sections } from '../../drawing/sections.js';
import type { Run } from '../run/open-run.js';
import { answer, runTitle } from './answer.js';
import { countsTable } from './counts-section.js';
import { filterTable } from './filter-section.js';
import { frechetTable } from './frechet-table.js';
import { doubtfulPicture, imagesSection, novelGraspsPicture } from './pictures/image-sections.js';
import { worstCaseSection } from './pictures/worst-case-section.js';
import { provenance, reproduction } from './provenance-section.js';
import { definitions } from './scores/definitions.js';
import { runComparison } from './scores/run-comparison.js';
import { groupTables, keypointCurves, learningCurves } from './scores/score-curves.js';
import { scoreTables } from './scores/score-tables.js';
import { trainingCurves } from './scores/training-curves.js';
import { selectionSection } from './selection-section.js';

/** What the report of a run says, from top to bottom: the answer first. */
export async function reportBody(run: Run): Promise<Content> {
  const comparison = await runComparison(run);
  const splits = [...new Set(comparison.rows.map(({ split }) => split))];
  return [
    html`<h1>${runTitle(run)}</h1>`,
    await answer(run, comparison),
    await novelGraspsPicture(run),
    sections([
      { id: 'measures', title: 'What the measures mean', content: definitions(splits) },
      {
        id: 'errors',
        title: 'Errors on every test split',
        content: [scoreTables(run, comparison), chosenWeights(run)],
      },
      {
        id: 'curves',
        title: 'Correct keypoints, and learning',
        content: html`<h3>Share of correct keypoints (Fig. 5)</h3><div class="charts">${await keypointCurves(run.curves())}</div>
<h3>Errors on held-out images over the training</h3><div class="charts">${await learningCurves(run)}</div>
<h3>Losses, and novelty of the picked grasps</h3><div class="charts">${await trainingCurves(run)}</div>`,
      },
      {
        id: 'groups',
        title: 'By object, person, camera and occlusion',
        content: groupTables(await run.sampleErrors()),
      },
      { id: 'error-maps', title: 'Error maps (Fig. 6)', content: await worstCaseSection(run, splits) },
      { id: 'images', title: 'Generated and real images (Fig. 7)', content: await imagesSection(run) },
      { id: 'filter', title: 'Edge-case filter', content: [filterTable(run), await doubtfulPicture(run)] },
      { id: 'selection', title: 'Selection and coverage (Fig. 4)', content: await selectionSection(run) },
      { id: 'likeness', title: 'Likeness to real images', content: frechetTable(run) },
      { id: 'counts', title: 'Counts', content: countsTable(run) },
      { id: 'provenance', title: 'Provenance', content: provenance(run) },
      { id: 'reproduce', title: 'How to reproduce it', content: reproduction(run) },
    ]),
  ];
}

/** Which weights were scored, and what the denoiser had learned from. */
function chosenWeights({ manifest }: Run): Content {
  const words = (['baseline', 'train'] as const).map((stage) => {
    const { selection, chosenStep, steps } = manifest.stages[stage]?.summary ?? {};
    return html`${stage}: step ${chosenStep as number} of ${steps as number} (<code>train.selection: ${selection as string}</code>). `;
  });
  const { verdict } = manifest.stages.denoiser?.summary ?? {};
  return html`<p>Weights scored: ${words}${typeof verdict === 'string' ? verdict : ''}</p>`;
}
