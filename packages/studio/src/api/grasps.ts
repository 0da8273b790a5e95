/** The page Grasps: every try of a run, held or rejected, and how it came about. */
export interface GraspCalls {
  'grasps/open': { body: { source: string }; reply: GraspSetDescription };
  /**
   * The grasp at a place of the filtered list.
   * @param id instead of a place: the grasp of that id, where the filter leaves it
   */
  'grasps/find': {
    body: { source: string; query: GraspQuery; position: number; id?: string };
    reply: FoundGrasp;
  };
  /** Makes a try anew, with the states on its way as pieces. */
  'grasps/replay': { body: { source: string; id: string }; reply: { job: string } };
  'grasps/pieces': { body: { job: string; from: number }; reply: GraspPiece[] };
}

export type Verdict = 'holding' | 'valid' | 'rejected';

export interface GraspSetDescription {
  objects: ObjectCounts[];
  /** Objects that could not be used, and why. */
  refused: { name: string; reason: string }[];
  /** How many tries failed each criterion. */
  criteria: { name: string; words: string; failed: number }[];
  /** Whether the physics test was run. */
  physics: boolean;
  /** Iterations of the descent. */
  iterations: number;
  /** Skin as near as this touches, metres. */
  touch: number;
}

export interface ObjectCounts {
  name: string;
  holding: number;
  valid: number;
  rejected: number;
}

export interface GraspQuery {
  /** Null for all. */
  object: string | null;
  verdict: Verdict | null;
  /** A criterion that was failed. */
  failed: string | null;
  /** `tried`: object by object in the order of tries. */
  order: 'tried' | 'energy' | 'depth';
}

export interface FoundGrasp {
  matching: number;
  /** Place of the grasp in the filtered list; the nearest where there is none at the place asked for. */
  position: number;
  /** Null where nothing matches. */
  grasp: GraspDetails | null;
}

export interface GraspDetails {
  id: string;
  object: string;
  index: number;
  verdict: Verdict;
  criteria: CriterionResult[];
  terms: TermResult[];
  energyBefore: number;
  energyAfter: number;
  /** (51) translation (metres), root and fingers (axis-angle), in the object's frame. */
  pose: number[];
  /** (10) */
  betas: number[];
  /** Hand vertices that the energy held to the surface. */
  contacts: number[];
  /** Of each hand vertex, as `unpackDistances` takes them. */
  distances: string;
}

export interface CriterionResult {
  name: string;
  words: string;
  unit: string;
  /** In its unit; null where it was not measured. */
  amount: number | null;
  limit: number;
  bound: 'most' | 'least';
  /** Among the paper's three (Sec. 3.3), else it says whether the hand can hold the object. */
  ofPaper: boolean;
  passed: boolean;
}

export interface TermResult {
  name: string;
  words: string;
  weight: number;
  /** Unweighted. */
  before: number;
  after: number;
}

/** A grasp on its way. */
export interface GraspPiece {
  iteration: number;
  /** (51) as in `GraspDetails`. */
  pose: number[];
  contacts: number[];
  /** Unweighted, in the order of `GraspDetails.terms`. */
  terms: number[];
  energy: number;
  distances: string;
}

/**
 * Distances of vertices from the object's surface, in steps of 0.05 mm as signed bytes in base64; what is
 * farther than a byte reaches is as far.
 */
export const DISTANCE_STEP = 5e-5;
