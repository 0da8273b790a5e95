import { type Content, html, page } from '../../drawing/html.js';
import { type Section, sections } from '../../drawing/sections.js';
import type { ComparedRow } from '../../evaluation/comparison/compared-row.js';
import { imagesSection, novelGraspsPicture } from '../../pipeline/pages/pictures/image-sections.js';
import { worstCaseSection } from '../../pipeline/pages/pictures/worst-case-section.js';
import { comparisonTables } from '../../pipeline/pages/scores/comparison-tables.js';
import { comparisonWords, differenceChart } from '../../pipeline/pages/scores/comparison-words.js';
import { definitions } from '../../pipeline/pages/scores/definitions.js';
import { selectionSection } from '../../pipeline/pages/selection-section.js';
import { Run } from '../../pipeline/run/open-run.js';
import { type ExperimentCell, experimentCells, isFinished } from '../experiment-cells.js';
import type { ExperimentResults } from '../experiment-results.js';
import { experimentSummary } from '../experiment-summary.js';
import { experimentCurves } from './experiment-curves.js';
import { experimentRuns } from './experiment-runs.js';

/**
 * The report of an experiment as one page: the answer, the tables beside the paper's, curves, the runs behind
 * them.
 */
export async function experimentPage(results: ExperimentResults, root: string): Promise<string> {
  const { experiment, rows } = results;
  const cells = experimentCells(experiment, root).filter(isFinished);
  const splits = [...new Set(rows.map(({ split }) => split))];
  const { notes } = experimentSummary(results);
  const body: Content = [
    html`<h1>${experiment.title}</h1><p class="lead">${experiment.question}</p>`,
    await answer(results),
    await picture(cells.map(({ folder }) => folder)),
    sections([
      { id: 'measures', title: 'What the measures mean', content: definitions(splits) },
      {
        id: 'errors',
        title: 'Errors on every test split',
        content: [
          html`<p>Errors in millimetres, areas and F-scores in percent, means over the seeds.${
            rows.some(({ row }) => row.paper !== undefined)
              ? ' "Paper" is what the paper has for the row, on its own data.'
              : ''
          }</p>`,
          comparisonTables(rows),
        ],
      },
      {
        id: 'missing',
        title: 'What is missing',
        content: notes.length === 0 ? null : html`<ul>${notes.map((note) => html`<li>${note}</li>`)}</ul>`,
      },
      {
        id: 'curves',
        title: 'Correct keypoints (Fig. 5), and learning',
        content: await experimentCurves(cells),
      },
      ...(await figures(cells)),
      { id: 'runs', title: 'The runs behind it', content: experimentRuns(cells) },
      { id: 'reproduce', title: 'How to reproduce it', content: reproduction(experiment.name) },
    ]),
  ];
  return page(experiment.title, body);
}

/** What each row's intervals say, and a chart of them. */
async function answer({ experiment, rows }: ExperimentResults): Promise<Content> {
  if (rows.length === 0) return html`<p class="note">No run is finished yet.</p>`;
  const titleOf = (name: string) => experiment.rows.find((row) => row.name === name)?.title ?? name;
  const parts = experiment.rows.map(async (row) => {
    const own: ComparedRow[] = rows.filter((result) => result.row === row && result.differences !== null);
    if (own.length === 0) return null;
    const seeds = Math.min(...own.map((result) => result.differences?.jointError.seeds ?? 0));
    const against = titleOf(row.against ?? experiment.against);
    return html`<h2>${row.title}, against: ${against} (${seeds} ${seeds === 1 ? 'seed' : 'seeds'})</h2>
<ul>${comparisonWords(own, 'jointError', 'before alignment (J-PE)')}${comparisonWords(own, 'alignedJointError', 'after alignment (PA-J-PE)')}</ul>
<div class="charts">${await differenceChart(own, row.title)}</div>`;
  });
  return await Promise.all(parts);
}

/**
 * Error maps of every run of the first seed on its last split, and galleries and selection of the first run.
 */
async function figures(cells: readonly ExperimentCell[]): Promise<Section[]> {
  const [first] = cells;
  if (first === undefined || !Run.open(first.folder).isFinished('filter')) return [];
  const boosted = cells.filter(({ row, seed }) => row.trained === 'boosted' && seed === first.seed);
  const maps = boosted.map(async ({ row, folder }) => {
    const run = Run.open(folder);
    const split = run.captured.note.tests.at(-1) as string;
    return [html`<h3>${row.title}</h3>`, await worstCaseSection(run, [split])];
  });
  const run = Run.open(first.folder);
  const of = ` of ${first.row.title}, seed ${first.seed}`;
  return [
    { id: 'error-maps', title: 'Error maps (Fig. 6)', content: await Promise.all(maps) },
    { id: 'images', title: `Generated and real images (Fig. 7)${of}`, content: await imagesSection(run) },
    { id: 'selection', title: `Selection and coverage (Fig. 4)${of}`, content: await selectionSection(run) },
  ];
}

/** Generated images of the first run that has some. */
async function picture(folders: readonly string[]): Promise<Content> {
  const folder = folders.find((each) => Run.open(each).isFinished('synthesise'));
  return folder === undefined ? null : novelGraspsPicture(Run.open(folder));
}

function reproduction(name: string): Content {
  const words = name.endsWith('-simulated') ? `${name.slice(0, -'-simulated'.length)} -- simulated` : name;
  return html`<pre tabindex="0"><code>handbooster experiment ${words}                      # makes what is missing
handbooster experiment show ${words} --format csv    # the figures of this page; latex and markdown, too
handbooster experiment report ${words}               # this page
</code></pre>`;
}
