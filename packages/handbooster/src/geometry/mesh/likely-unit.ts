/** A unit that lengths of an object's model are in. */
export interface LikelyUnit {
  name: 'metres' | 'centimetres' | 'millimetres';
  /** Metres in one. */
  metres: number;
}

/**
 * Units by the greatest extent, metres, that they are believed for: things on tables, then whatever a hand
 * grasps.
 */
const UNITS: readonly (LikelyUnit & { most: number })[] = [
  { name: 'metres', metres: 1, most: 3 },
  { name: 'centimetres', metres: 0.01, most: 0.6 },
  { name: 'millimetres', metres: 0.001, most: 3 },
];

/** What a hand grasps is no smaller, metres. */
const LEAST = 0.005;

/**
 * The unit in which a model of this extent is a thing for a hand: 0.1 is in metres, 10 in centimetres, 100 in
 * millimetres. Null where there is none.
 */
export function likelyUnit(extent: number): LikelyUnit | null {
  const found = UNITS.find(({ metres, most }) => extent * metres >= LEAST && extent * metres <= most);
  return found === undefined ? null : { name: found.name, metres: found.metres };
}
