import type { ConditioningMeasures } from '../../commands/synthesis/measure-conditioning.js';

/** The measures as Markdown: what was tried, what came out. */
export function measureTable({ orientation, maps, diversity }: ConditioningMeasures): string {
  const line = (cells: readonly (string | number)[]) => `| ${cells.join(' | ')} |`;
  const percent = (share: number) => `${(100 * share).toFixed(0)} %`;
  const turned = [
    ...orientation.responses.map(({ degrees, ...change }) => ({
      name: `turned by ${degrees} degrees`,
      ...change,
    })),
    { name: 'other noise, for comparison', ...orientation.otherNoise },
  ];
  const overlaps = [
    ['held-out real pictures, their own masks', maps.real],
    ['generated for those masks', maps.ofRealConditions],
    ["generated for the run's conditions", maps.ofRunConditions],
    ['the same, masks of other conditions', maps.mismatched],
  ] as const;
  const { sameCondition, real, ratio, conditions, seeds } = diversity;
  return [
    'Orientation: mean absolute change of a pixel (0 ... 255), maps and noise kept',
    '',
    line(['orientation', 'on the hand', 'on objects', 'elsewhere', 'share of the change elsewhere']),
    line(['---', '---:', '---:', '---:', '---:']),
    ...turned.map(({ name, onHand, onObject, elsewhere, shareElsewhere }) =>
      line([name, onHand.toFixed(1), onObject.toFixed(1), elsewhere.toFixed(1), percent(shareElsewhere)]),
    ),
    '',
    "Maps: overlap (IoU) of a segmenter's masks with the condition's",
    '',
    line(['images', 'count', 'hand, mean', 'median', 'objects, mean', 'median']),
    line(['---', '---:', '---:', '---:', '---:', '---:']),
    ...overlaps.map(([name, { images, hand, object, medianHand, medianObject }]) =>
      line([name, images, ...[hand, medianHand, object, medianObject].map((value) => value.toFixed(2))]),
    ),
    '',
    `Identity: standard deviation of mean colours (0 ... 255); ${conditions} conditions, ${seeds} images each`,
    '',
    line(['part', 'one condition, other noise', 'real pictures', 'ratio']),
    line(['---', '---:', '---:', '---:']),
    ...(['skin', 'background'] as const).map((part) =>
      line([part, sameCondition[part].toFixed(1), real[part].toFixed(1), ratio[part].toFixed(2)]),
    ),
  ].join('\n');
}
