import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ObjectCoverage } from '../../conditions/selection/select-for-object.js';
import { embeddedPicture } from '../../drawing/embedded-picture.js';
import { type Content, html, table } from '../../drawing/html.js';
import type { Run } from '../run/open-run.js';

/**
 * How novel and how diverse the picked grasps are: the maps and histograms of Fig. 4, and a table by object.
 */
export async function selectionSection(run: Run): Promise<Content> {
  const folder = run.folder('select');
  const picture = (name: string, caption: string) => {
    const file = join(folder, `${name}.png`);
    return existsSync(file) ? embeddedPicture(readFileSync(file), caption) : null;
  };
  const { spacingOverRandom, radiusOverRandom } = run.manifest.stages.select.summary as Record<
    string,
    number | null
  >;
  const times = (value: number | null | undefined) => (typeof value === 'number' ? value.toFixed(2) : '?');
  return [
    html`<p>Farthest-pose sampling (Alg. 1) picks grasps that are unlike each other: the nearest picked neighbours lie ${times(
      spacingOverRandom,
    )} times as far apart as those of random picks, and the grasp that is farthest from any picked one lies ${times(
      radiusOverRandom,
    )} times as far. Sampling across distributions (Eq. 6) then prefers those unlike real poses.</p>`,
    await picture(
      'similarity-of-real-poses',
      'Similarity of picked real poses, as in Fig. 4 left. Above farthest-pose sampling, below random picks; darker is less alike.',
    ),
    await picture(
      'similarity-to-real-poses',
      'Similarity of grasps to real poses, as in Fig. 4 right, before and after sampling across distributions.',
    ),
    html`<h3>Coverage by object</h3>`,
    coverageTable(run),
  ];
}

function coverageTable(run: Run): Content {
  const coverage = JSON.parse(readFileSync(run.file('select', 'coverage.json'), 'utf8')) as ObjectCoverage[];
  const distance = (value: number | null | undefined) => (typeof value === 'number' ? value.toFixed(4) : '');
  return [
    html`<p class="faint">Distances between poses as the selection measures them (<code>select.metric</code>: ${run.config.select.metric}). "To the nearest real pose": the median
over grasps. "Farthest real pose": how far the real pose that the grasps cover worst is from its nearest grasp.</p>`,
    table(
      [
        'Object',
        'Real poses',
        'Grasps',
        'To the nearest real pose',
        'Picked',
        'To the nearest real pose, picked',
        'Farthest real pose',
        'Farthest, picked',
      ],
      coverage.map(({ name, all, picked }) => [
        name,
        all.realPoses,
        all.poses,
        distance(all.novelty?.median),
        picked.poses,
        distance(picked.novelty?.median),
        distance(all.coverageRadius),
        distance(picked.coverageRadius),
      ]),
    ),
  ];
}
