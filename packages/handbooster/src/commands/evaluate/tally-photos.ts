import { mean } from '../../base/numbers/mean.js';
import { median } from '../../base/numbers/median.js';

/** What one way says of one photo. */
export interface PhotoVerdict {
  way: string;
  source: string;
  held: boolean;
  /**
   * 21 annotated joints in pixels, null where one is not known; null: no hand in the photo; undefined:
   * nothing is known.
   */
  expected: readonly (readonly [number, number] | null)[] | null | undefined;
  /** (21, 2) pixels; null where the way found no hand. */
  found: ArrayLike<number> | null;
  sure: boolean;
  /** (21, 2) of the landmark network, for photos without annotation; null where it found none. */
  landmarks: ArrayLike<number> | null;
}

/** Scores of a way on a part of the photos. */
export interface PhotoTally {
  way: string;
  /** Photos to choose by, or those held back. */
  part: 'choose' | 'held';
  /** `annotated`: against joints that people marked; `landmarks`: against the landmark network's own. */
  reference: 'annotated' | 'landmarks';
  photos: number;
  /** Shares of joints within 0.15 and 0.3 of the hand's extent; a photo without an answer has none. */
  pck15: number;
  pck30: number;
  /**
   * Mean distance of a photo's joints, as a share of the hand: the median photo's; Infinity for no answer.
   */
  median: number;
  /** Photos whose answer is called sure, and of those, how many are right. */
  sure: number;
  sureRight: number;
  /** Photos called NOT SURE, those without a hand among them, and how many of those are rightly so. */
  unsure: number;
  unsureRight: number;
}

/** An answer is right whose joints are this far off on average at most, as a share of the hand. */
export const RIGHT_ANSWER = 0.15;

/** Sums verdicts up, way by way, each part by itself. */
export function tallyPhotos(verdicts: readonly PhotoVerdict[]): PhotoTally[] {
  const tallies: PhotoTally[] = [];
  for (const reference of ['annotated', 'landmarks'] as const) {
    for (const part of ['choose', 'held'] as const) {
      for (const way of new Set(verdicts.map((verdict) => verdict.way))) {
        const own = verdicts.filter((verdict) => verdict.way === way && verdict.held === (part === 'held'));
        const chosen = own.filter(({ expected }) => (expected === undefined) === (reference === 'landmarks'));
        if (chosen.length > 0) tallies.push({ way, part, reference, ...scores(chosen, reference) });
      }
    }
  }
  return tallies;
}

function scores(
  verdicts: readonly PhotoVerdict[],
  reference: PhotoTally['reference'],
): Omit<PhotoTally, 'way' | 'part' | 'reference'> {
  const distances = verdicts.map((verdict) => jointDistances(verdict, reference));
  const hands = distances.filter((list) => list !== null);
  const all = hands.flat();
  const share = (limit: number) => all.filter((distance) => distance <= limit).length / all.length;
  const means = distances.map((list) => (list === null ? null : mean(list)));
  const right = means.map((value) => value !== null && value <= RIGHT_ANSWER);
  const count = (keep: (i: number) => boolean) => verdicts.filter((_, i) => keep(i)).length;
  return {
    photos: hands.length,
    pck15: share(0.15),
    pck30: share(0.3),
    median: median(means.filter((value) => value !== null)),
    sure: count((i) => verdicts[i].sure),
    sureRight: count((i) => verdicts[i].sure && right[i]),
    unsure: count((i) => !verdicts[i].sure),
    unsureRight: count((i) => !verdicts[i].sure && !right[i]),
  };
}

/**
 * Of each known joint, as a share of the extent of all; Infinity without an answer; null where there is no
 * hand to compare with.
 */
function jointDistances(
  { expected, found, landmarks }: PhotoVerdict,
  reference: PhotoTally['reference'],
): number[] | null {
  const truth =
    reference === 'annotated'
      ? expected
      : landmarks && Array.from({ length: 21 }, (_, i) => [landmarks[2 * i], landmarks[2 * i + 1]] as const);
  if (truth === null || truth === undefined) return null;
  const known = truth.filter((joint) => joint !== null);
  const extent = Math.max(
    ...[0, 1].map((k) => {
      const values = known.map((joint) => joint[k]);
      return Math.max(...values) - Math.min(...values);
    }),
  );
  return truth.flatMap((joint, i) => {
    if (joint === null) return [];
    if (found === null) return [Number.POSITIVE_INFINITY];
    return [Math.hypot(found[2 * i] - joint[0], found[2 * i + 1] - joint[1]) / extent];
  });
}
