import type { GraspMeasures } from './measure-grasp.js';

/** What a grasp may measure and still pass. */
export interface GraspLimits {
  /** (i) the skin comes this near, metres. */
  contact: number;
  /**
   * (ii) at most this volume is shared, cubic metres (1 cm^3 in the release's `pose_validation.py`, 0.5 in
   * its `main.py`).
   */
  volume: number;
  /**
   * (ii) the object goes at most through this share of the flesh towards a bone: a cup's wall that runs
   * through a finger is an obvious intersection and may share less than 0.3 cm^3 with it.
   */
  pierced: number;
  /** (iii) the hand's parts go at most this deep into one another, metres: flesh gives way that far. */
  selfDepth: number;
  /** Holding: thumb against fingers or palm, minus a cosine (0.5 is 120 degrees apart). */
  opposition: number;
  /** Holding: residual of the force-closure test. */
  closureResidual: number;
  /** Holding: the deepest a vertex may be in the object, metres. */
  depth: number;
  /**
   * Holding: of six directions of gravity, those in which the object must stay (where the physics test was
   * run).
   */
  heldDirections: number;
}

export const GRASP_LIMITS: GraspLimits = {
  contact: 0.002,
  volume: 1e-6,
  pierced: 0.6,
  selfDepth: 0.002,
  opposition: 0.5,
  closureResidual: 1e-3,
  depth: 0.005,
  heldDirections: 6,
};

/** A criterion a grasp failed. */
export interface Rejection {
  criterion: keyof GraspLimits;
  amount: number;
  limit: number;
}

export interface GraspVerdict {
  /** Passes the paper's three criteria (Sec. 3.3). */
  valid: boolean;
  /** Valid, and able to hold the object. */
  holding: boolean;
  /** Everything it failed, the three first. */
  rejections: Rejection[];
}

/** Judges measures; `heldDirections` is null where no physics test was run. */
export function judgeGrasp(
  measures: GraspMeasures,
  heldDirections: number | null,
  limits: GraspLimits = GRASP_LIMITS,
): GraspVerdict {
  const most = (criterion: keyof GraspLimits, amount: number): Rejection[] =>
    amount <= limits[criterion] ? [] : [{ criterion, amount, limit: limits[criterion] }];
  const least = (criterion: keyof GraspLimits, amount: number): Rejection[] =>
    amount >= limits[criterion] ? [] : [{ criterion, amount, limit: limits[criterion] }];
  const three = [
    ...most('contact', measures.nearest),
    ...most('volume', measures.volume),
    ...most('pierced', measures.pierced),
    ...most('selfDepth', measures.selfDepth),
  ];
  const holds = [
    ...least('opposition', measures.opposition),
    ...most('closureResidual', measures.closureResidual),
    ...most('depth', measures.depth),
    ...(heldDirections === null ? [] : least('heldDirections', heldDirections)),
  ];
  return {
    valid: three.length === 0,
    holding: three.length === 0 && holds.length === 0,
    rejections: [...three, ...holds],
  };
}

/** The criteria with their names, units and directions, for reports. */
export const CRITERIA: Record<
  keyof GraspLimits,
  { words: string; unit: string; factor: number; bound: 'most' | 'least' }
> = {
  contact: { words: 'distance from the object', unit: 'mm', factor: 1e3, bound: 'most' },
  volume: { words: 'volume shared with the object', unit: 'cm3', factor: 1e6, bound: 'most' },
  pierced: { words: 'way through the flesh to a bone', unit: '', factor: 1, bound: 'most' },
  selfDepth: { words: 'depth of the hand in itself', unit: 'mm', factor: 1e3, bound: 'most' },
  opposition: { words: 'opposition of the thumb', unit: '', factor: 1, bound: 'least' },
  closureResidual: { words: 'force-closure residual', unit: '', factor: 1, bound: 'most' },
  depth: { words: 'depth in the object', unit: 'mm', factor: 1e3, bound: 'most' },
  heldDirections: { words: 'directions of gravity held', unit: 'of 6', factor: 1, bound: 'least' },
};

/** A rejection in words: `volume shared with the object 1.42 cm3, at most 1.00 allowed`. */
export function rejectionWords({ criterion, amount, limit }: Rejection): string {
  const { words, unit: name, factor, bound } = CRITERIA[criterion];
  const figure = (value: number) => (Number.isFinite(value) ? (value * factor).toFixed(2) : String(value));
  return `${words} ${figure(amount)}${name ? ` ${name}` : ''}, at ${bound} ${figure(limit)} allowed`;
}
