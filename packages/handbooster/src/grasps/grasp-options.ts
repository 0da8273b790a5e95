/** The terms of the energy, in the order of every array of them. */
export const ENERGY_TERMS = [
  'forceClosure',
  'distance',
  'penetration',
  'prior',
  'selfPenetration',
  'table',
  'joints',
  'reach',
] as const;
export type EnergyTerm = (typeof ENERGY_TERMS)[number];

/** How grasps are made. Lengths in metres, angles in radians. */
export interface GraspOptions {
  /** Annealing iterations. */
  iterations: number;
  /**
   * Grasps of one chunk: they share the normaliser of the step, so a chunk is the unit of work and of
   * resuming.
   */
  chunk: number;
  /** Hand vertices that must touch. */
  contacts: number;
  /**
   * `uniform`: contact vertices drawn from all candidates (upstream). `opposed`: the first on the thumb, the
   * next two on different fingers, the rest on the thumb, the palm or another finger, fixed for each grasp.
   */
  contactDraw: 'uniform' | 'opposed';
  /** Chance, each iteration, of proposing another vertex for a contact at the start, and at the end. */
  contactSwitch: { start: number; end: number };
  /** Of this many drawn vertices the one nearest the object's surface is proposed (1: upstream). */
  contactPick: number;
  /**
   * `hull`: as upstream, far from the inflated hull. `near`: the palm in front of the hull, best of several
   * draws.
   */
  initialisation: 'hull' | 'near';
  /** How far upstream inflates the hull. */
  hullInflation: number;
  /** Draws of which `near` keeps the one of least energy. */
  draws: number;
  /** Begin with the object at rest on a table and the hand above it (needs rest poses). */
  onTable: boolean;
  /** Times an object is dropped to find out how it rests, where no resting planes are given. */
  drops: number;
  /**
   * Largest angle between the table's normal and the direction from the table point under the object to the
   * hand.
   */
  tableAngle: number;
  weights: Record<EnergyTerm, number>;
  /**
   * `grid`: hand vertices in the object's distance field; `upstream`: object points against hand vertices.
   */
  penetration: 'grid' | 'upstream';
  /** Hand vertices (`grid`) or object points (`upstream`, 2000 there) that feel penetration. */
  penetrationPoints: number;
  /**
   * `grid`: weight of the object nearing bones through the flesh, beside that of vertices (see
   * `GraspEnergy`); 0 for none.
   */
  flesh: number;
  /**
   * `keypoints`: the 21 joints closer than 18 mm, upstream's form; `spheres`: flesh of different parts
   * overlapping.
   */
  selfPenetration: 'keypoints' | 'spheres';
  /**
   * `components`: upstream's diagonal prior in axis-angle; `anatomical`: ranges of motion and coupled
   * fingers.
   */
  prior: 'components' | 'anatomical';
  forceClosure: {
    /** `origin` of the object's coordinates (upstream) or `centre` of the object. */
    centre: 'origin' | 'centre';
    momentLength: number;
    leastForce: number | null;
    /** Let the gradient go through the contact normals too (upstream takes them as constants). */
    normalGradient: boolean;
  };
  /**
   * `annealed`: upstream's proposals with a Metropolis test of the whole step. `momentum`: Adam on the pose,
   * the Metropolis test for changed contacts only. Tried on banana, coffee can and cracker box at 600
   * iterations: median final energies 12.6, 8.9, 8.2 annealed (with schedules, normalisers and step
   * adaptation tuned), 2.9, 2.9, 5.3 with momentum: the kinks of the contact and penetration terms make
   * nearly every long step of the former fail its test.
   */
  descent: 'annealed' | 'momentum';
  /**
   * Step size s(i) = start x decay^floor(i / period); for momentum start x (1 + cos(pi i / iterations)) / 2.
   */
  step: { start: number; decay: number; period: number };
  /** Temperature T(i) = start x decay^floor(i / period). */
  temperature: { start: number; decay: number; period: number };
  /**
   * `momentum`: starts tried for each grasp, and iterations after which the best is kept. While the best
   * one's forces are off balance by more than `imbalance` (E_fc), further starts are tried, up to `most`: on
   * boxes too wide for the hand E_fc at that moment is 0.6 to 1 for grasps that end up holding and 7 to 8 for
   * the others, and rarely crosses from one to the other.
   */
  trials: { count: number; iterations: number; most: number; imbalance: number };
  /**
   * Share of grasps that begin with the object against the palm, and keep a contact there; the others use
   * what contact draws give.
   */
  wraps: number;
  /**
   * Share of grasps kept out of hollows that are too narrow for a fist (see `fillHollows`): hands round the
   * outside of a mug. The others may reach in, and more of them end with the wall through a finger.
   */
  outside: number;
  /** Smooths |d| of E_dis near the surface to sqrt(d^2 + s^2) - s, metres; 0 as upstream. */
  distanceSmoothing: number;
  /** Weight of the new squared gradient in the running mean that normalises steps (upstream 0.98). */
  momentum: number;
  /** `chunk`: squared gradients averaged over the chunk (upstream); `grasp`: each grasp has its own. */
  normaliser: 'chunk' | 'grasp';
}

/**
 * Upstream's settings as used by HandBooster: DexGraspNet's MANO branch with the table term off. Penetration
 * is measured on the object's grid: comparing 2,000 object points with every hand vertex costs twenty times
 * the rest together (`upstream`).
 */
export const PAPER_GRASP_OPTIONS: GraspOptions = {
  iterations: 6000,
  chunk: 64,
  contacts: 4,
  contactDraw: 'uniform',
  contactSwitch: { start: 0.5, end: 0.5 },
  contactPick: 1,
  initialisation: 'hull',
  hullInflation: 0.2,
  draws: 1,
  onTable: true,
  drops: 200,
  tableAngle: Math.PI / 4,
  weights: {
    forceClosure: 1,
    distance: 100,
    penetration: 100,
    prior: 0.5,
    selfPenetration: 10,
    table: 0,
    joints: 0,
    reach: 0,
  },
  penetration: 'grid',
  penetrationPoints: 2000,
  flesh: 0,
  selfPenetration: 'keypoints',
  prior: 'components',
  forceClosure: { centre: 'origin', momentLength: 1, leastForce: null, normalGradient: false },
  descent: 'annealed',
  trials: { count: 1, iterations: 0, most: 1, imbalance: Infinity },
  wraps: 0,
  outside: 0,
  step: { start: 0.005, decay: 0.95, period: 50 },
  temperature: { start: 18, decay: 0.95, period: 30 },
  distanceSmoothing: 0,
  momentum: 0.98,
  normaliser: 'chunk',
};

/**
 * A twelfth of the iterations with the schedules scaled, a start in front of the object, and energies that
 * lead to hands a person would believe. As many tries hold as with 600 iterations (docs/results/grasps.md).
 */
export const FAST_GRASP_OPTIONS: GraspOptions = {
  ...PAPER_GRASP_OPTIONS,
  iterations: 480,
  contactDraw: 'opposed',
  contactSwitch: { start: 0.25, end: 0.1 },
  contactPick: 4,
  initialisation: 'near',
  draws: 24,
  drops: 16,
  tableAngle: (80 / 180) * Math.PI,
  weights: {
    forceClosure: 1,
    distance: 100,
    penetration: 200,
    prior: 0.5,
    selfPenetration: 200,
    table: 0,
    joints: 5,
    reach: 20,
  },
  penetrationPoints: 500,
  flesh: 3,
  selfPenetration: 'spheres',
  prior: 'anatomical',
  forceClosure: { centre: 'centre', momentLength: 0.05, leastForce: 0.3, normalGradient: true },
  descent: 'momentum',
  trials: { count: 4, iterations: 48, most: 12, imbalance: 2.5 },
  wraps: 0.3,
  outside: 0.6,
  step: { start: 0.03, decay: 0.95, period: 4 },
  temperature: { start: 2, decay: 0.95, period: 8 },
  distanceSmoothing: 0.0005,
};

/** Names of the presets. */
export const GRASP_PRESETS = ['paper', 'fast'] as const;
export type GraspPreset = (typeof GRASP_PRESETS)[number];

/** Defaults of `generateGrasps`. */
export const GENERATE_GRASPS_DEFAULTS = { preset: 'fast', physics: false } as const;

/**
 * Options of a preset with changes on top. Where only the number of iterations is changed, the schedules are
 * stretched or squeezed with it.
 */
export function graspOptions(preset: GraspPreset, changes: Partial<GraspOptions> = {}): GraspOptions {
  const base = preset === 'paper' ? PAPER_GRASP_OPTIONS : FAST_GRASP_OPTIONS;
  const share = (changes.iterations ?? base.iterations) / base.iterations;
  const scaled = (count: number) => Math.max(1, Math.round(count * share));
  return {
    ...base,
    step: { ...base.step, period: scaled(base.step.period) },
    temperature: { ...base.temperature, period: scaled(base.temperature.period) },
    trials: { ...base.trials, iterations: Math.min(scaled(base.trials.iterations), base.trials.iterations) },
    ...changes,
    weights: { ...base.weights, ...changes.weights },
  };
}
