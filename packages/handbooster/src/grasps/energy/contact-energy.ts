import { sampleDistance, sampleNormal } from '../../geometry/distance/distance-field.js';
import type { GraspOptions } from '../grasp-options.js';
import type { GraspHand } from '../hand/grasp-hand.js';
import type { GraspObject } from '../object/grasp-object.js';
import { ForceClosure } from './force-closure.js';

/** Stencil of the normals' derivative, metres: sees over a rounded edge, not across a box. */
const NORMAL_STENCIL = 0.003;

/** What depends on the contacts: E_fc, whether they hold, and E_dis, how far they are from the surface. */
export class ContactEnergy {
  readonly #closure: ForceClosure;
  readonly #points: Float64Array;
  readonly #normals: Float64Array;
  readonly #sample = new Float64Array(4);
  readonly #normal = new Float64Array(3);
  readonly #otherNormal = new Float64Array(3);

  constructor(
    readonly hand: GraspHand,
    readonly object: GraspObject,
    readonly options: GraspOptions,
  ) {
    const { contacts, forceClosure } = options;
    this.#points = new Float64Array(3 * contacts);
    this.#normals = new Float64Array(3 * contacts);
    this.#closure = new ForceClosure(contacts, {
      centre: forceClosure.centre === 'origin' ? [0, 0, 0] : object.centre,
      momentLength: forceClosure.momentLength,
      leastForce: forceClosure.leastForce,
    });
  }

  /**
   * Writes E_fc and E_dis to the first two terms; adds their weighted derivatives as forces on the contacts.
   */
  evaluate(contacts: ArrayLike<number>, contactOffset: number, terms: Float64Array): void {
    const { weights, forceClosure, distanceSmoothing: smoothing } = this.options;
    const { kinematics, candidatePoints } = this.hand;
    const { field } = this.object;
    const count = this.options.contacts;
    const points = this.#points;
    const normals = this.#normals;
    const sample = this.#sample;
    let distance = 0;
    for (let i = 0; i < count; i++) {
      const point = candidatePoints[contacts[contactOffset + i]];
      kinematics.place(point);
      const x = kinematics.points[3 * point];
      const y = kinematics.points[3 * point + 1];
      const z = kinematics.points[3 * point + 2];
      sampleDistance(field, x, y, z, sample);
      const d = sample[0];
      points[3 * i] = x;
      points[3 * i + 1] = y;
      points[3 * i + 2] = z;
      if (forceClosure.normalGradient) sampleNormal(field, x, y, z, normals, 3 * i);
      else {
        const slope = Math.sqrt(sample[1] ** 2 + sample[2] ** 2 + sample[3] ** 2) || 1;
        for (let k = 0; k < 3; k++) normals[3 * i + k] = sample[1 + k] / slope;
      }
      const size = Math.sqrt(d * d + smoothing * smoothing);
      distance += size - smoothing;
      const pull = size > 0 ? (weights.distance * d) / size : 0;
      kinematics.addForce(point, pull * sample[1], pull * sample[2], pull * sample[3]);
    }
    const closure = this.#closure;
    terms[0] = closure.evaluate(points, normals);
    terms[1] = distance;
    const push = weights.forceClosure;
    const { pointGradient } = closure;
    for (let i = 0; i < count; i++) {
      const point = candidatePoints[contacts[contactOffset + i]];
      if (forceClosure.normalGradient && !kinematics.muted) this.#throughNormal(3 * i);
      kinematics.addForce(
        point,
        push * pointGradient[3 * i],
        push * pointGradient[3 * i + 1],
        push * pointGradient[3 * i + 2],
      );
    }
  }

  /**
   * Adds J^T g to the gradient by the contact point at `i`, for its normal n(x) and the gradient g by that:
   * the distance's Hessian is symmetric, so J^T g is n's slope along g.
   */
  #throughNormal(i: number): void {
    const { normalGradient: g, pointGradient: out } = this.#closure;
    const at = this.#points;
    const size = Math.sqrt(g[i] ** 2 + g[i + 1] ** 2 + g[i + 2] ** 2);
    if (size < 1e-12) return;
    const h = NORMAL_STENCIL / size;
    const a = this.#normal;
    const b = this.#otherNormal;
    const { field } = this.object;
    sampleNormal(field, at[i] + h * g[i], at[i + 1] + h * g[i + 1], at[i + 2] + h * g[i + 2], a);
    sampleNormal(field, at[i] - h * g[i], at[i + 1] - h * g[i + 1], at[i + 2] - h * g[i + 2], b);
    for (let k = 0; k < 3; k++) out[i + k] += (a[k] - b[k]) / (2 * h);
  }
}
