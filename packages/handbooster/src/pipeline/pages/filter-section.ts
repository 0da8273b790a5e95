import type { NoveltySummary } from '../../conditions/condition-novelty.js';
import { type Content, html, table } from '../../drawing/html.js';
import type { EdgeCaseMeasures } from '../../synthesis/filter/edge-case-measures.js';
import type { EdgeCaseReason } from '../../synthesis/filter/edge-case-table.js';
import type { Run } from '../run/open-run.js';

const ERROR_NAMES: Record<keyof EdgeCaseMeasures, string> = {
  jointError: 'J-PE',
  vertexError: 'V-PE',
  alignedJointError: 'PA-J-PE',
  alignedVertexError: 'PA-V-PE',
  handDisagreement: 'hand, 1 - IoU',
  objectDisagreement: 'objects, 1 - IoU',
  landmarkDisagreement: 'landmarks, share of the hand',
};

interface FilterSummary {
  judged: number;
  kept: number;
  reasons: EdgeCaseReason[];
  novelty: Record<'pose' | 'turn', NoveltySummary>;
}

export function filterTable(run: Run): Content {
  const { judged, kept, reasons, novelty } = run.manifest.stages.filter.summary as unknown as FilterSummary;
  const percent = (share: number) => `${(100 * share).toFixed(0)} %`;
  const figure = (value: number | null, digits: number) => (value === null ? '' : value.toFixed(digits));
  return [
    html`<p>${kept} of ${judged} images kept (${percent(kept / Math.max(1, judged))}). An image is dropped where any measure passes its
threshold; one without a threshold decides nothing. Errors are the judging network's, in millimetres; disagreements are a segmenter's with the
condition's masks, and the joints of a hand fitted to landmarks with the condition's.</p>`,
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
