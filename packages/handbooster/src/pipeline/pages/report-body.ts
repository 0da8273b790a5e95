import { type Content, html } from '../../drawing/html.js';
import type { Run } from '../run/open-run.js';
import { countsTable } from './counts-section.js';
import { filterTable } from './filter-section.js';
import { frechetTable } from './frechet-table.js';
import { doubtfulSection, imagesSection } from './image-sections.js';
import { caution, chosenNote, weightsNote } from './notes.js';
import { provenance } from './provenance-section.js';
import { groupTables, keypointCurves, learningCurves } from './score-curves.js';
import { scoreTables } from './score-tables.js';
import { trainingCurves } from './training-curves.js';
import { worstCaseSection } from './worst-case-section.js';

/** What the report of a run says, from top to bottom. @param folder gets the pictures that it shows */
export async function reportBody(run: Run, folder: string): Promise<Content> {
  const { seed, capture, data } = run.config;
  return [
    html`<h1>HandBooster run</h1><p>Seed ${seed}. Real data: ${capture.source}${
      data === null ? '' : html`, objects from <code>${data}</code>`
    }.</p>`,
    caution(run),
    weightsNote(run),
    html`<h2>Images</h2>`,
    await imagesSection(run, folder),
    html`<h2>Counts</h2>`,
    countsTable(run),
    html`<h2>Edge-case filter</h2>`,
    filterTable(run),
    await doubtfulSection(run, folder),
    html`<h2>Likeness to real images</h2>`,
    frechetTable(run),
    html`<h2>Reconstruction</h2>`,
    scoreTables(run),
    chosenNote(run),
    html`<h3>Learning curves</h3><div class="charts">${await learningCurves(run)}</div>`,
    html`<h3>Share of correct keypoints</h3><div class="charts">${await keypointCurves(run.curves())}</div>`,
    html`<h3>By object, person, camera and occlusion</h3>`,
    groupTables(await run.sampleErrors()),
    html`<h3>Largest errors</h3>`,
    worstCaseSection(run, folder),
    html`<h2>Curves</h2><div class="charts">${await trainingCurves(run)}</div>`,
    html`<h2>How it was made</h2>`,
    provenance(run),
  ];
}
