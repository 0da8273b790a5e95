import { formatSeconds } from '../../base/text/format-seconds.js';
import { type Content, html } from '../../drawing/html.js';
import { facts } from '../../drawing/sections.js';
import type { ComparedTable } from '../../evaluation/comparison/compared-row.js';
import type { Run } from '../run/open-run.js';
import { comparisonWords, differenceChart } from './scores/comparison-words.js';

/** Below this many training images nobody should take the errors for those of a trained network. */
const SERIOUS_IMAGES = 100_000;

const SOURCES: Record<string, string> = {
  simulated: 'the simulated capture',
  dexycb: 'DexYCB',
  ho3d: 'HO3D',
};

/** What was boosted. */
export function runTitle({ config }: Run): string {
  const { capture, train } = config;
  const setup = capture.source === 'dexycb' ? ` ${capture.setup.toUpperCase()}` : '';
  return `${train.network} on ${SOURCES[capture.source] ?? capture.source}${setup}: what generated images bring`;
}

/** What was boosted, by how much, how sure it is, and what it cost. */
export async function answer(run: Run, { rows }: ComparedTable): Promise<Content> {
  const { stages } = run.manifest;
  const { train, seed } = run.config;
  const count = (stage: string, name: string) => stages[stage]?.summary?.[name] as number | undefined;
  const number = (value: number | undefined) => (value === undefined ? '?' : value.toLocaleString('en-US'));
  const boosted = rows.filter(({ differences }) => differences !== null);
  const records = Object.values(stages);
  const seconds = records.reduce((sum, record) => sum + record.seconds, 0);
  const megabytes = records.reduce((sum, record) => sum + record.bytes, 0) / 1e6;
  return [
    html`<p class="lead">${train.network} was trained on ${number(count('train', 'real'))} real images, and again with ${number(
      count('train', 'synthetic'),
    )} generated ones beside them. Against real images alone, joint errors are</p>
<ul class="lead">${comparisonWords(boosted, 'jointError', 'before alignment (J-PE)')}
${comparisonWords(boosted, 'alignedJointError', 'after alignment (PA-J-PE)')}</ul>`,
    html`<p class="faint">"Surely": the interval of 95 % over sequences leaves zero out. One seed: how trainings scatter is not in it${
      train.images >= SERIOUS_IMAGES
        ? ''
        : `, and networks that saw ${number(train.images)} images are far from trained out`
    }.</p>`,
    html`<div class="charts">${await differenceChart(boosted, 'real + generated against real')}</div>`,
    facts([
      ['Real training images', number(count('train', 'real'))],
      ['Conditions', number(count('conditions', 'conditions'))],
      ['Generated, kept', `${number(count('filter', 'kept'))} of ${number(count('filter', 'judged'))}`],
      ['Images seen in training', number(train.images)],
      ['Time of all stages', formatSeconds(seconds)],
      ['Disk', `${megabytes.toFixed(0)} MB`],
      ['Seed', seed],
      ['Scored on', run.dateOf('evaluate')],
    ]),
  ];
}
