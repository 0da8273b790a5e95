import { Random } from '@handbooster/torch/random';
import { cachedSignedDistanceGrid } from '../geometry/distance/signed-distance-cache.js';
import { SignedDistanceGrid } from '../geometry/distance/signed-distance-grid.js';
import type { Mesh } from '../geometry/mesh/mesh.js';
import type { HandModel } from '../hand/model/hand-model.js';
import type { GraspOptions } from './grasp-options.js';
import { type GraspHand, graspHand } from './hand/grasp-hand.js';
import type { PoseHabits } from './hand/pose-habits.js';
import { type GraspObject, graspObject } from './object/grasp-object.js';
import { type Approach, approaches } from './optimise/hand-starts.js';
import { type GraspFrame, optimiseGrasps } from './optimise/optimise-grasps.js';
import type { GraspRecord } from './set/grasp-record.js';
import { HoldTester } from './validation/hold-test.js';
import { type GraspLimits, judgeGrasp } from './validation/judge-grasp.js';
import { GraspMeter } from './validation/measure-grasp.js';

/** Places around an object where hands may start. */
const PLACES = 512;

/** An object as `GraspMaker` takes it: a closed mesh in metres. */
export interface GraspTarget {
  id: number;
  name: string;
  mesh: Mesh;
  /** (n, 4) planes on which it rests, (A, B, C, D) in its own frame, or null. */
  planes: Float32Array | null;
}

/** What all items of a set share; can be posted to a worker thread. */
export interface GraspMakerInput {
  hand: HandModel;
  options: GraspOptions;
  limits: GraspLimits;
  seed: number;
  /** Shapes to draw from; the mean shape where empty. */
  betas: Float32Array[];
  targets: GraspTarget[];
  /** Also run the physics test on grasps that pass everything else. */
  physics: boolean;
  /** Folder of distance grids. */
  cache?: string;
  /** Learnt from examples, for the anatomical prior. */
  habits?: PoseHabits;
}

/**
 * Makes items (chunks of grasps) of a set. An item is a function of the input, the object and its number:
 * each grasp draws from a generator of its own, and all maths is plain float64 on one thread, so that
 * workers, shards and restarts change no byte.
 */
export class GraspMaker {
  readonly #input: GraspMakerInput;
  readonly #hand: GraspHand;
  readonly #meter: GraspMeter;
  readonly #tester: HoldTester | null;
  #object: { name: string; object: GraspObject; places: Approach[] } | null = null;

  /** Loads what the input asks for. */
  static async create(input: GraspMakerInput): Promise<GraspMaker> {
    return new GraspMaker(input, input.physics ? await HoldTester.create(input.hand) : null);
  }

  private constructor(input: GraspMakerInput, tester: HoldTester | null) {
    this.#tester = tester;
    const { hand, options } = input;
    this.#input = input;
    const everyVertex =
      options.penetration === 'upstream' ? hand.template.length / 3 : options.penetrationPoints;
    this.#hand = graspHand(hand, everyVertex);
    this.#meter = new GraspMeter(hand);
  }

  /** Grasps `item x chunk` onwards, `count` of them. */
  make(target: number, item: number, count: number): GraspRecord[] {
    const first = item * this.#input.options.chunk;
    return this.#make(
      target,
      Array.from({ length: count }, (_, i) => first + i),
    );
  }

  /**
   * Makes one grasp anew, as it was made, and tells of each of its states. A grasp does not depend on those
   * beside it, but where they share the normaliser of the step: then all of its chunk are made.
   */
  replay(target: number, index: number, watch: (frame: GraspFrame) => void): GraspRecord {
    const { options } = this.#input;
    const first = index - (index % options.chunk);
    const indices = sharesNormaliser(options)
      ? Array.from({ length: options.chunk }, (_, i) => first + i)
      : [index];
    const own = indices.indexOf(index);
    const made = this.#make(target, indices, (grasp, frame) => {
      if (grasp === own) watch(frame);
    });
    return made[own];
  }

  #make(
    target: number,
    indices: readonly number[],
    onFrame?: (grasp: number, frame: GraspFrame) => void,
  ): GraspRecord[] {
    const { options, limits, seed, betas } = this.#input;
    const count = indices.length;
    const { id, name, planes } = this.#input.targets[target];
    const { object, places } = this.#prepare(target);
    const randoms = indices.map((index) => new Random(seed, 'grasps', name, index));
    const shapes = new Float32Array(count * 10);
    if (betas.length > 0) {
      randoms.forEach((random, i) => {
        shapes.set(random.choice(betas), 10 * i);
      });
    }
    const made = optimiseGrasps({
      hand: this.#hand,
      object,
      options,
      betas: shapes,
      planes,
      randoms,
      places,
      habits: this.#input.habits,
      onFrame,
    });
    return indices.map((index, i) => {
      const row = (data: Float32Array, width: number) => data.slice(i * width, (i + 1) * width);
      const whole = row(made.poses, 51);
      const pose = whole.slice(3);
      const translation = whole.slice(0, 3);
      const own = row(shapes, 10);
      const measures = this.#meter.measure(object, pose, own, translation);
      // As they will be on disk, so that a verdict is the same before and after.
      for (const name of Object.keys(measures) as (keyof typeof measures)[]) {
        measures[name] = Math.fround(measures[name]);
      }
      const passes = this.#tester !== null && judgeGrasp(measures, null, limits).holding;
      const heldDirections = passes
        ? (this.#tester as HoldTester).heldDirections(object, pose, own, translation)
        : null;
      return {
        id: `${name}/${index}`,
        object: { id, name },
        index,
        seed,
        pose,
        betas: own,
        translation,
        start: row(made.starts, 51),
        contacts: made.contacts.slice(i * options.contacts, (i + 1) * options.contacts),
        termsBefore: row(made.termsBefore, made.termsBefore.length / count),
        termsAfter: row(made.termsAfter, made.termsAfter.length / count),
        energyBefore: made.energyBefore[i],
        energyAfter: made.energyAfter[i],
        measures,
        heldDirections,
        ...judgeGrasp(measures, heldDirections, limits),
      };
    });
  }

  #prepare(target: number) {
    const { name, mesh } = this.#input.targets[target];
    if (this.#object?.name === name) return this.#object;
    const { options, seed, cache } = this.#input;
    const surface = options.penetration === 'upstream' ? options.penetrationPoints : 0;
    const field = cache ? cachedSignedDistanceGrid(mesh, cache) : SignedDistanceGrid.build(mesh);
    const object = graspObject(name, mesh, field, surface, options.outside > 0);
    const places = approaches(
      object,
      options.hullInflation,
      PLACES,
      new Random(seed, 'grasp approaches', name),
    );
    this.#object = { name, object, places };
    return this.#object;
  }
}

/** Whether the grasps of a chunk are made together or not at all. */
export function sharesNormaliser({ descent, normaliser }: GraspOptions): boolean {
  return descent === 'annealed' && normaliser === 'chunk';
}

/** An item to make, for `GraspMaker.make`. */
export interface GraspTask {
  target: number;
  item: number;
  count: number;
}

/** Makes a thread ready to make items. */
export async function startGraspTasks(input: GraspMakerInput): Promise<(task: GraspTask) => GraspRecord[]> {
  const maker = await GraspMaker.create(input);
  return ({ target, item, count }) => maker.make(target, item, count);
}
