import { copyFileSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { formatSeconds } from '../../../base/progress.js';
import type { NoveltySummary } from '../../../conditions/condition-novelty.js';
import { readConditions } from '../../../conditions/creation/condition-files.js';
import { ConditionRenderer } from '../../../conditions/maps/condition-renderer.js';
import { SceneBuilder } from '../../../conditions/maps/scene-builder.js';
import { histogram, lineChart } from '../../../drawing/charts.js';
import { ERROR_RANGE } from '../../../drawing/error-overlay.js';
import { type Content, type Html, html, page, table } from '../../../drawing/html.js';
import { loadHand } from '../../../hand/model/hand-by-name.js';
import type { EdgeCaseMeasures } from '../../../synthesis/filter/edge-case-measures.js';
import type { EdgeCaseReason } from '../../../synthesis/filter/edge-case-table.js';
import type { Config } from '../../config/config-schema.js';
import { CapturedData } from '../../outputs/captured-data.js';
import { conditionGallery, doubtfulGallery, realGallery } from '../../pages/galleries.js';
import { groupTables, keypointCurves, learningCurves } from '../../pages/score-sections.js';
import { runObjects } from '../../run/objects-of-run.js';
import { type RunData, readRun } from '../../run/run-data.js';
import type { Stage } from '../../run/stage.js';
import {
  type EvaluationRow,
  type FrechetScores,
  readCurves,
  readFrechet,
  readSampleErrors,
  readScores,
  worstCaseFile,
} from '../evaluate/evaluate-stage.js';
import { keptConditions, readVerdicts } from '../filter/filter-stage.js';
import { SELECTION_FILE, type Selection } from '../select/select-stage.js';

export const REPORT_FILE = 'index.html';

const ERROR_NAMES: Record<keyof EdgeCaseMeasures, string> = {
  jointError: 'J-PE',
  vertexError: 'V-PE',
  alignedJointError: 'PA-J-PE',
  alignedVertexError: 'PA-V-PE',
  handDisagreement: 'hand, 1 - IoU',
  objectDisagreement: 'objects, 1 - IoU',
};
/** Below this many training images and steps, nobody should read a gain out of the table. */
const SERIOUS_IMAGES = 100_000;

/** One page with what the run made: pictures, counts, tables, curves, versions and seeds. */
export const reportStage: Stage<Config> = {
  name: 'report',
  version: 2,
  inputs: [
    'capture',
    'grasps',
    'select',
    'conditions',
    'denoiser',
    'synthesise',
    'baseline',
    'filter',
    'train',
    'evaluate',
  ],
  settings: (config) => config,
  async run({ config, seed, folder, inputs, progress }) {
    const task = progress.begin('report', 0);
    const run = readRun(dirname(folder));
    const hand = loadHand(config);
    const captured = CapturedData.open(inputs.capture);
    const scenes = new SceneBuilder(hand, await runObjects(config, captured), config.conditions);
    const renderer = new ConditionRenderer(
      config.denoiser.imageSize,
      config.conditions.renderSize,
      config.conditions.maps,
    );
    const gallery = { scenes, renderer, images: inputs.synthesise };
    const kept = keptConditions(inputs.conditions, inputs.filter);
    const conditions = readConditions(inputs.conditions);
    const { verdicts } = readVerdicts(inputs.filter);
    const picture = async (
      name: string,
      bytes: Promise<Buffer | null>,
      caption: string,
    ): Promise<Content> => {
      const content = await bytes;
      if (content === null) return null;
      writeFileSync(join(folder, name), content);
      return html`<figure><img src="${name}" alt="${caption}"><figcaption>${caption}</figcaption></figure>`;
    };
    const shown = kept.length > 0 ? kept : conditions;
    const ofKind = (kind: string) => shown.filter((condition) => condition.kind === kind);
    const mapNames = config.conditions.maps.join(', ');
    const rows = `From the top: ${mapNames}, image, image with the label's joints.`;
    const galleries = [
      html`<h3>Novel grasps</h3>`,
      await picture('novel-grasps.png', sheet(ofKind('novel-grasp')), `Generated from novel grasps. ${rows}`),
      html`<h3>Novel views of real grasps</h3>`,
      await picture('novel-views.png', sheet(ofKind('novel-view')), `Generated from novel views. ${rows}`),
      html`<h3>Real images</h3>`,
      await picture(
        'real.png',
        realGallery(await captured.split(hand, captured.note.train), gallery, seed),
        `Real training images. ${rows}`,
      ),
    ];
    function sheet(list: typeof kept) {
      return list.length === 0 ? Promise.resolve(null) : conditionGallery(list, gallery);
    }
    const body = [
      html`<h1>HandBooster run</h1><p>Seed ${seed}. Real data: ${config.capture.source}${
        config.data === null ? '' : html`, objects from <code>${config.data}</code>`
      }.</p>`,
      caution(config),
      weightsNote(run),
      html`<h2>Images</h2>`,
      galleries,
      html`<h2>Counts</h2>`,
      countsTable(run),
      html`<h2>Edge-case filter</h2>`,
      filterTable(run),
      await picture(
        'doubtful.png',
        doubtfulGallery(verdicts, conditions, gallery),
        'Above: kept images with the largest errors. Below: dropped images with the smallest.',
      ),
      html`<h2>Likeness to real images</h2>`,
      frechetTable(readFrechet(inputs.evaluate)),
      html`<h2>Reconstruction</h2>`,
      scoreTables(readScores(inputs.evaluate), config),
      chosenNote(run),
      html`<h3>Learning curves</h3><div class="charts">${await learningCurves(run)}</div>`,
      html`<h3>Share of correct keypoints</h3><div class="charts">${await keypointCurves(readCurves(inputs.evaluate))}</div>`,
      html`<h3>By object, person, camera and occlusion</h3>`,
      groupTables(readSampleErrors(inputs.evaluate)),
      html`<h3>Largest errors</h3>`,
      captured.note.tests.map((split) => {
        const name = worstCaseFile(split);
        copyFileSync(join(inputs.evaluate, name), join(folder, name));
        return html`<figure><img src="${name}" alt="${split}"><figcaption><code>${split}</code>: the eight largest V-PE of real + synthetic.
From the top: crop with the label's joints; the predicted mesh put at the true wrist, each vertex in the colour of its error (blue none, green ${ERROR_RANGE / 2} mm, red
${ERROR_RANGE} mm and more); the same from the side.</figcaption></figure>`;
      }),
      html`<h2>Curves</h2><div class="charts">${await charts(run, inputs.select)}</div>`,
      html`<h2>How it was made</h2>`,
      provenance(run),
    ];
    writeFileSync(join(folder, REPORT_FILE), page('HandBooster run', body));
    task.end();
    return { kept: kept.length };
  },
};

function caution(config: Config): Html | null {
  if (config.train.images >= SERIOUS_IMAGES) return null;
  return html`<p class="note">The reconstruction table is illustrative: networks that saw ${config.train.images} images are far from
trained, and at this size no gain from synthetic images is to be expected. What this run shows is that every step works.</p>`;
}

/** Where the denoiser was not trained in this run: whether what it learned from allows to speak of boosting. */
function weightsNote(run: RunData): Html | null {
  const { verdict } = run.manifest.stages.denoiser?.summary ?? {};
  return typeof verdict === 'string' ? html`<p class="note">${verdict}</p>` : null;
}

const STAGE_COUNTS: Record<string, string> = {
  capture: 'real images',
  grasps: 'grasps tried, valid, holding',
  select: 'poses picked',
  conditions: 'conditions drawn',
  synthesise: 'images made',
  filter: 'images kept and dropped',
};

function countsTable(run: RunData): Html {
  const rows = Object.entries(STAGE_COUNTS).flatMap(([stage, what]) => {
    const summary = run.manifest.stages[stage]?.summary ?? {};
    return Object.entries(summary)
      .filter(([, value]) => typeof value === 'number' || typeof value === 'string')
      .map(([name, value], i) => [
        i === 0 ? html`<b>${stage}</b>: ${what}` : '',
        words(name),
        typeof value === 'number' && !Number.isInteger(value) ? value.toFixed(2) : (value as string | number),
      ]);
  });
  return table(['Stage', 'Count', ''], rows);
}

/** `graspsPicked` -> `grasps picked`. */
function words(name: string): string {
  return name.replace(/([A-Z])/g, ' $1').toLowerCase();
}

interface FilterSummary {
  judged: number;
  kept: number;
  reasons: EdgeCaseReason[];
  novelty: Record<'pose' | 'turn', NoveltySummary>;
}

function filterTable(run: RunData): Content {
  const { judged, kept, reasons, novelty } = run.manifest.stages.filter.summary as unknown as FilterSummary;
  const percent = (share: number) => `${(100 * share).toFixed(0)} %`;
  const figure = (value: number | null, digits: number) => (value === null ? '' : value.toFixed(digits));
  return [
    html`<p>${kept} of ${judged} images kept (${percent(kept / Math.max(1, judged))}). An image is dropped where any measure passes its
threshold; one without a threshold decides nothing. Errors are the judging network's, in millimetres; disagreements are a segmenter's with the
condition's masks.</p>`,
    table(
      ['Measure', 'Threshold', 'Dropped by it', 'By it alone', 'Median of kept', 'Median of dropped'],
      reasons.map(({ error, threshold, dropped, droppedByThisAlone, medianKept, medianDropped }) => {
        const digits = error.endsWith('Disagreement') ? 2 : 1;
        return [
          ERROR_NAMES[error],
          figure(threshold, digits),
          dropped,
          droppedByThisAlone,
          figure(medianKept, digits),
          figure(medianDropped, digits),
        ];
      }),
    ),
    html`<p>Does it delete what is new? Novelty of what it kept and dropped, and the share it kept among the least, the middling and the most novel third.</p>`,
    table(
      [
        'Novelty',
        'Median of kept',
        'Median of dropped',
        'Kept of least novel',
        'Kept of middling',
        'Kept of most novel',
      ],
      (
        [
          ['novel grasps: distance to the nearest real pose', novelty.pose, 3],
          ['all: degrees to the nearest real orientation', novelty.turn, 1],
        ] as const
      ).map(([name, { kept: ofKept, dropped: ofDropped, keptByThird }, digits]) => [
        name,
        figure(ofKept, digits),
        figure(ofDropped, digits),
        ...(keptByThird ?? [null, null, null]).map((share) => (share === null ? '' : percent(share))),
      ]),
    ),
  ];
}

function scoreTables(rows: readonly EvaluationRow[], { evaluate, hand }: Config): Content {
  const head = ['Test split', 'Training', 'J-PE', 'J-AUC', 'V-PE', 'V-AUC', 'F@5', 'F@15'];
  const half = (name: 'rootRelative' | 'aligned') =>
    table(
      head,
      rows.map((row) => {
        const scores = row[name];
        const percent = (value: number) => (100 * value).toFixed(1);
        return [
          row.method === 'mean hand' ? `${row.split} (${row.samples} images)` : '',
          row.method,
          scores.jointError.toFixed(1),
          percent(scores.jointAuc),
          scores.vertexError.toFixed(1),
          percent(scores.vertexAuc),
          percent(scores.fScore5),
          percent(scores.fScore15),
        ];
      }),
    );
  return [
    html`<p>Errors in millimetres, areas under the 3D PCK curve from 0 to 50 mm (100 thresholds) and F-scores in percent. "Mean hand" predicts the training
set's mean for every image. Fingertips are vertices of the hand model (${hand.model}), the same for prediction and truth. Test splits differ in what training has not
seen and are never put together. Alignment ${evaluate.reflection === 'allowed' ? 'may mirror, as in the published scripts' : 'never mirrors'}
(<code>evaluate.reflection</code>).</p>`,
    html`<h3>Root-relative</h3>`,
    half('rootRelative'),
    html`<h3>After Procrustes alignment</h3>`,
    half('aligned'),
  ];
}

function frechetTable({ name, rows }: FrechetScores): Content {
  return [
    html`<p>${name}, each set against the real training images; less is more alike. The first row is what other real images of the same people and rooms have.</p>`,
    table(
      ['Set', 'Images', name],
      rows.map(({ set, images, distance }) => [set, images, distance.toFixed(distance < 10 ? 2 : 1)]),
    ),
  ];
}

/** Which weights were scored. */
function chosenNote(run: RunData): Html {
  const words = (['baseline', 'train'] as const).map((stage) => {
    const { selection, chosenStep, steps } = run.manifest.stages[stage]?.summary ?? {};
    return html`${stage}: step ${chosenStep as number} of ${steps as number} (<code>train.selection: ${selection as string}</code>). `;
  });
  return html`<p>Weights scored: ${words}</p>`;
}

async function charts(run: RunData, selectFolder: string): Promise<Content> {
  const selection: Selection = JSON.parse(readFileSync(join(selectFolder, SELECTION_FILE), 'utf8'));
  const novelty = selection.objects.flatMap(({ grasps }) =>
    grasps.filter(({ nearestReal }) => Number.isFinite(nearestReal)).map(({ nearestReal }) => nearestReal),
  );
  const losses = ['baseline', 'train'].flatMap((stage) =>
    smoothed(run.log(stage)).map(({ step, loss }) => ({ series: stage, x: step, y: loss })),
  );
  const denoiser = smoothed(run.log('denoiser')).map(({ step, loss }) => ({
    series: 'denoiser',
    x: step,
    y: loss,
  }));
  return [
    denoiser.length > 0
      ? await lineChart('Denoiser training', denoiser, { x: 'step', y: 'loss (Eq. 2)', logarithmic: true })
      : null,
    losses.length > 0
      ? await lineChart('Reconstruction training', losses, { x: 'step', y: 'loss', logarithmic: true })
      : null,
    novelty.length > 0
      ? await histogram(
          'Picked grasps: distance to the nearest real pose',
          novelty.map((value) => ({ series: 'picked grasps', value })),
          'pose distance',
        )
      : null,
  ];
}

/** Running mean over a thirtieth of the run: batches differ more than steps. */
function smoothed(lines: readonly Record<string, number>[]): { step: number; loss: number }[] {
  const width = Math.max(1, Math.round(lines.length / 30));
  const result: { step: number; loss: number }[] = [];
  for (let first = 0; first + width <= lines.length; first += width) {
    const part = lines.slice(first, first + width);
    result.push({
      step: part[part.length - 1].step,
      loss: part.reduce((sum, { loss }) => sum + loss, 0) / width,
    });
  }
  return result;
}

function provenance(run: RunData): Content {
  const { versions, stages } = run.manifest;
  return [
    table(
      ['Stage', 'Time', 'Files', 'MB', 'SHA-256 of outputs'],
      Object.entries(stages).map(([name, { seconds, files, bytes, outputs }]) => [
        name,
        formatSeconds(seconds),
        files,
        (bytes / 1e6).toFixed(1),
        html`<code>${outputs.slice(0, 16)}</code>`,
      ]),
    ),
    table(['Version of', ''], Object.entries(versions)),
  ];
}
