import type { GraspHand } from '../hand/grasp-hand.js';

/**
 * How much flesh of different parts of a hand overlaps: the sum over pairs of spheres, metres. Spheres of one
 * bone keep their distances in every pose, so pairs of bones that are apart are passed over as a whole.
 */
export class SphereOverlap {
  /** Runs of pairs (first, past the last, bone, other bone), in the order of the pairs. */
  readonly #runs: Int32Array;
  /**
   * Spheres of each bone: a first, a past the last, and the one in the middle; a bone's spheres come one
   * after the other.
   */
  readonly #first: Int32Array;
  readonly #end: Int32Array;
  readonly #middle: Int32Array;
  /** (bones, 4) a ball around each bone's spheres in the present pose. */
  readonly #balls: Float64Array;

  constructor(readonly hand: GraspHand) {
    const { places, pairs } = hand.spheres;
    const boneOf = new Int32Array(places.length);
    const firsts: number[] = [];
    places.forEach(({ joint }, s) => {
      if (s === 0 || joint !== places[s - 1].joint) firsts.push(s);
      boneOf[s] = firsts.length - 1;
    });
    this.#first = Int32Array.from(firsts);
    this.#end = Int32Array.from(firsts, (_, bone) => firsts[bone + 1] ?? places.length);
    this.#middle = Int32Array.from(firsts, (first, bone) => (first + this.#end[bone] - 1) >> 1);
    this.#balls = new Float64Array(4 * firsts.length);
    const runs: number[] = [];
    for (let p = 0; p < pairs.length / 2; p++) {
      const [a, b] = [boneOf[pairs[2 * p]], boneOf[pairs[2 * p + 1]]];
      const last = runs.length - 4;
      if (last >= 0 && runs[last + 2] === a && runs[last + 3] === b) runs[last + 1] = p + 1;
      else runs.push(p, p + 1, a, b);
    }
    this.#runs = Int32Array.from(runs);
  }

  /** Overlap in the present pose; adds weight x dE as forces on the spheres. */
  evaluate(weight: number): number {
    const { kinematics, spherePoints, spheres } = this.hand;
    const { points } = kinematics;
    const { pairs, least: leasts } = spheres;
    const runs = this.#runs;
    this.#measure();
    let energy = 0;
    for (let run = 0; run < runs.length; run += 4) {
      if (this.#apart(runs[run + 2], runs[run + 3])) continue;
      for (let p = runs[run]; p < runs[run + 1]; p++) {
        const a = spherePoints[pairs[2 * p]];
        const b = spherePoints[pairs[2 * p + 1]];
        const x = points[3 * a] - points[3 * b];
        const y = points[3 * a + 1] - points[3 * b + 1];
        const z = points[3 * a + 2] - points[3 * b + 2];
        const least = leasts[p];
        const squared = x * x + y * y + z * z;
        if (squared >= least * least) continue;
        const distance = Math.sqrt(squared);
        energy += least - distance;
        const push = -weight / Math.max(distance, 1e-6);
        kinematics.addForce(a, push * x, push * y, push * z);
        kinematics.addForce(b, -push * x, -push * y, -push * z);
      }
    }
    return energy;
  }

  #measure(): void {
    const { kinematics, spherePoints, spheres } = this.hand;
    const { points } = kinematics;
    const { radii } = spheres;
    const balls = this.#balls;
    for (let s = 0; s < spherePoints.length; s++) kinematics.place(spherePoints[s]);
    for (let bone = 0; bone < this.#first.length; bone++) {
      const end = this.#end[bone];
      const m = 3 * spherePoints[this.#middle[bone]];
      let radius = 0;
      for (let s = this.#first[bone]; s < end; s++) {
        const q = 3 * spherePoints[s];
        const x = points[q] - points[m];
        const y = points[q + 1] - points[m + 1];
        const z = points[q + 2] - points[m + 2];
        const reach = Math.sqrt(x * x + y * y + z * z) + radii[s];
        if (reach > radius) radius = reach;
      }
      balls[4 * bone] = points[m];
      balls[4 * bone + 1] = points[m + 1];
      balls[4 * bone + 2] = points[m + 2];
      balls[4 * bone + 3] = radius;
    }
  }

  #apart(a: number, b: number): boolean {
    const balls = this.#balls;
    const x = balls[4 * a] - balls[4 * b];
    const y = balls[4 * a + 1] - balls[4 * b + 1];
    const z = balls[4 * a + 2] - balls[4 * b + 2];
    const least = balls[4 * a + 3] + balls[4 * b + 3];
    // A hair more than touching, for what rounding does to a pair that just touches.
    return x * x + y * y + z * z > 1.000001 * least * least;
  }
}
