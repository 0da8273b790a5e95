import { type Content, html } from '../../../drawing/html.js';

const WORDS: readonly [name: string, words: string][] = [
  [
    'J-PE, V-PE',
    'Mean distance of the 21 joints, or of all vertices of the hand, from the truth, in millimetres, after each hand is moved so that its own wrist is at the origin (root-relative).',
  ],
  [
    'PA-J-PE, PA-V-PE',
    'The same after Procrustes alignment: the prediction is moved, turned and scaled onto the truth as well as it goes, joints and vertices apart. What is left is the shape of the hand, not where it points.',
  ],
  [
    'PCK',
    'Share of correct keypoints: how many joints or vertices are within a distance of the truth, drawn over that distance.',
  ],
  ['AUC', 'Area under the PCK curve from 0 to 50 mm (100 thresholds), in percent; more is better.'],
  [
    'F@5, F@15',
    'Harmonic mean of two shares, in percent: predicted vertices that have a true one closer than 5 or 15 mm, and true ones that have a predicted one; more is better.',
  ],
  [
    'In brackets, and *',
    'Interval of 95 % of the difference to the first way of training, by a paired hierarchical bootstrap of 10,000 resamplings: seeds and, apart from them, whole sequences are drawn, since pictures of one sequence are alike. The star, and "surely", mean that the interval leaves zero out. With one seed it says nothing of how trainings scatter.',
  ],
];

const SPLITS: Record<string, string> = {
  test_same: 'new moments of what was trained on',
  test_grasp: 'new grasps',
  test_view: 'new cameras',
  test_person: 'new people',
  test_all: 'new grasps, cameras and people',
};

/** What the measures mean, and what is new in each test split. */
export function definitions(splits: readonly string[]): Content {
  const known = splits.filter((split) => split in SPLITS);
  return [
    html`<dl class="words">${WORDS.map(([name, words]) => html`<dt>${name}</dt><dd>${words}</dd>`)}</dl>`,
    known.length === 0
      ? null
      : html`<p>Test splits are never put together, because they differ in what training has not seen: ${known.map(
          (split, i) => [i > 0 ? ', ' : '', html`<code>${split}</code> ${SPLITS[split]}`],
        )}.</p>`,
  ];
}
