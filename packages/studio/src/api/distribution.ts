/** The page Distribution: poses of a run as a map, and how selection has spread them. */
export interface DistributionCalls {
  /**
   * Makes the map of a run, unless it is there or being made; the topic `poses:<source>` says how far it is.
   */
  'distribution/make': { body: { source: string }; reply: Record<string, never> };
  'distribution/cancel': { body: { source: string }; reply: Record<string, never> };
  /** All points of a finished map. */
  'distribution/points': { body: { source: string }; reply: PosePoints };
  /** What some points are, in the order that was asked for. */
  'distribution/poses': { body: { source: string; points: number[] }; reply: PoseDetails[] };
  /** Similarities and coverage, object by object, as the select stage has measured them. */
  'distribution/figures': { body: { source: string }; reply: ObjectFigures[] };
}

export interface DistributionTopics {
  [topic: `poses:${string}`]: PoseMapState;
}

/**
 * `waiting`: the stage select has yet to finish; `absent`: it can be made; `failed` also after a cancel,
 * which has no error.
 */
export type PoseMapState =
  | { state: 'waiting' | 'absent' | 'ready' }
  | { state: 'making'; step: string; done: number; total: number }
  | { state: 'failed'; error: string };

export type PoseKind = 'real' | 'real, selected' | 'grasp' | 'grasp, selected';

/** Points of all objects, a list a column. */
export interface PosePoints {
  objects: { id: number; name: string }[];
  /** Place in `objects`. */
  object: number[];
  kind: PoseKind[];
  /** Each object's own map in the unit square. */
  x: number[];
  y: number[];
  /** Of a selected grasp, to be drawn (Eq. 6); null for the others. */
  probability: (number | null)[];
  /**
   * Of a grasp, distance to the most alike real pose of its object by the run's metric; null for real ones.
   */
  novelty: (number | null)[];
  /** Poses that were left out, because a map has no room for more. */
  leftOut: number;
}

export interface PoseDetails {
  point: number;
  /** Of the sample or grasp. */
  id: string;
  object: string;
  kind: PoseKind;
  probability: number | null;
  novelty: number | null;
  /** The most alike real pose of the same object; null for a real one. */
  nearestReal: number | null;
  /** The most alike poses of the same object, nearest first, each with its distance by the run's metric. */
  neighbours: { point: number; distance: number }[];
}

export interface ObjectFigures {
  name: string;
  /** Similarities (M, M) of the selected real poses, and of as many random ones: Fig. 4 left. */
  maps: { picked: number[][]; random: number[][] };
  /** Similarities of selected grasps and selected real poses, before and after Eq. 6: Fig. 4 right. */
  pairs: { before: SimilarityHistogram; after: SimilarityHistogram } | null;
  /** Of all grasps, and of the selected ones, beside all real poses. */
  coverage: { before: CoverageFigures; after: CoverageFigures };
}

export interface SimilarityHistogram {
  low: number;
  high: number;
  /** Of equal intervals from low to high; they sum to 1. */
  shares: number[];
  mean: number | null;
}

export interface CoverageFigures {
  poses: number;
  /** Mean distance of a grasp to the most alike real pose. */
  novelty: number | null;
  /** Mean distance of a grasp to the most alike other one. */
  spacing: number | null;
  /** Distance of the real pose that is farthest from every grasp. */
  radius: number | null;
  /** Share of the real poses that have a grasp within a distance. */
  covered: { distance: number; share: number }[];
}
