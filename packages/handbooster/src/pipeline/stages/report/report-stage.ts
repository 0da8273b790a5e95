import { copyFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { readConditions } from '../../../conditions/creation/condition-files.js';
import { ConditionRenderer } from '../../../conditions/maps/condition-renderer.js';
import { SceneBuilder } from '../../../conditions/maps/scene-builder.js';
import { ERROR_RANGE } from '../../../drawing/error-overlay.js';
import { type Content, html, page } from '../../../drawing/html.js';
import { loadHand } from '../../../hand/model/hand-by-name.js';
import type { Config } from '../../config/config-schema.js';
import { CapturedData } from '../../outputs/captured-data.js';
import { REPORT_FILE } from '../../outputs/report-file.js';
import {
  readCurves,
  readFrechet,
  readSampleErrors,
  readScores,
  worstCaseFile,
} from '../../outputs/scores.js';
import { keptConditions, readVerdicts } from '../../outputs/verdicts.js';
import { countsTable } from '../../pages/counts-section.js';
import { filterTable } from '../../pages/filter-section.js';
import { conditionGallery, doubtfulGallery, realGallery } from '../../pages/galleries.js';
import { frechetTable } from '../../pages/likeness-section.js';
import { caution, chosenNote, weightsNote } from '../../pages/notes.js';
import { provenance } from '../../pages/provenance-section.js';
import { groupTables, keypointCurves, learningCurves } from '../../pages/score-sections.js';
import { scoreTables } from '../../pages/score-tables.js';
import { charts } from '../../pages/training-curves.js';
import { runObjects } from '../../run/objects-of-run.js';
import { readRun } from '../../run/run-data.js';
import type { Stage } from '../../run/stage.js';

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
