import { Random } from '@handbooster/torch/random';
import { beforeAll, describe, expect, it } from 'vitest';
import { sampleDistance } from '../../geometry/distance/distance-field.js';
import { SignedDistanceGrid } from '../../geometry/distance/signed-distance-grid.js';
import type { Mesh } from '../../geometry/mesh/mesh.js';
import { boxMesh, sphereMesh } from '../../geometry/mesh/solid-mesh.js';
import { loadBuiltinHand } from '../../hand/model/builtin-hand.js';
import { ENERGY_TERMS, type EnergyTerm, type GraspOptions, graspOptions } from '../grasp-options.js';
import { graspHand } from '../hand/grasp-hand.js';
import { PARAMETERS } from '../hand/hand-kinematics.js';
import { graspObject } from '../object/grasp-object.js';
import { approaches, nearStart, startingFingers } from '../optimise/hand-starts.js';
import { GraspEnergy } from './grasp-energy.js';

const model = loadBuiltinHand();
const none = Object.fromEntries(ENERGY_TERMS.map((term) => [term, 0])) as Record<EnergyTerm, number>;
const contacts = Int32Array.of(70, 12, 30, 88);
// A table through the middle of the object: half the hand is under it.
const plane = [0, 0.6, 0.8, 0.001];
let fields: Record<'sphere' | 'box', { mesh: Mesh; field: SignedDistanceGrid }>;

/** The distance to a sphere of 4 cm itself, without the facets of a mesh, 12 cm around. */
function sphereField(): SignedDistanceGrid {
  const side = 97;
  const values = new Float32Array(side ** 3);
  const at = (i: number) => -0.12 + 0.0025 * i;
  for (let n = 0; n < values.length; n++) {
    const [x, y, z] = [at(Math.floor(n / side / side)), at(Math.floor(n / side) % side), at(n % side)];
    values[n] = Math.sqrt(x * x + y * y + z * z) - 0.04;
  }
  return new SignedDistanceGrid([-0.12, -0.12, -0.12], 0.0025, [side, side, side], values);
}

beforeAll(() => {
  const sphere = sphereMesh(0.04, 3);
  const box = boxMesh([0.06, 0.09, 0.05]);
  fields = {
    sphere: { mesh: sphere, field: sphereField() },
    box: { mesh: box, field: SignedDistanceGrid.build(box, { cell: 0.004 }) },
  };
});

function energyOf(kind: 'sphere' | 'box', options: GraspOptions, seed = 3) {
  const upstream = options.penetration === 'upstream';
  const hand = graspHand(model, upstream ? model.template.length / 3 : 400);
  const { mesh, field } = fields[kind];
  const object = graspObject(kind, mesh, field, upstream ? 300 : 0);
  const energy = new GraspEnergy(hand, object, options);
  const random = new Random(seed, 'energy test');
  const state = new Float64Array(PARAMETERS);
  const places = approaches(object, 0.2, 16, random);
  nearStart(hand, random.choice(places), random, state, 0);
  startingFingers(options, random, state, 6);
  // Push the hand into the object and out of tidiness, so that every term has something to say.
  for (let i = 0; i < PARAMETERS; i++) state[i] += random.normal(0, i < 3 ? 0.004 : 0.25);
  const shaped = hand.kinematics.shape(random.fillNormal(new Float64Array(10)));
  const evaluate = (at: Float64Array, gradient: Float64Array) =>
    energy.evaluate(shaped, at, 0, contacts, 0, plane, gradient);
  return { energy, shaped, state, evaluate };
}

/** Gradient and its finite differences along random directions that leave locked angles alone. */
function directionalSlopes({ energy, state, evaluate }: ReturnType<typeof energyOf>) {
  const gradient = new Float64Array(PARAMETERS);
  evaluate(state, gradient);
  const random = new Random(4, 'directions');
  const scratch = new Float64Array(PARAMETERS);
  return Array.from({ length: 6 }, () => {
    const direction = random.fillNormal(new Float64Array(PARAMETERS));
    for (let i = 0; i < 45; i++) if (energy.prior.locked[i]) direction[6 + i] = 0;
    const h = 1e-7;
    const moved = (sign: number) => state.map((value, i) => value + sign * h * direction[i]);
    const numeric = (evaluate(moved(1), scratch) - evaluate(moved(-1), scratch)) / (2 * h);
    return { analytic: gradient.reduce((sum, value, i) => sum + value * direction[i], 0), numeric };
  });
}

describe('GraspEnergy', () => {
  const cases: [string, 'sphere' | 'box', EnergyTerm, Partial<GraspOptions>][] = [
    ['distance', 'sphere', 'distance', {}],
    ['distance as upstream', 'box', 'distance', { distanceSmoothing: 0, prior: 'components' }],
    ['penetration of vertices and flesh', 'sphere', 'penetration', {}],
    ['penetration as upstream', 'sphere', 'penetration', { penetration: 'upstream' }],
    ['prior', 'sphere', 'prior', {}],
    ['overlap of parts', 'sphere', 'selfPenetration', {}],
    [
      'keypoints as upstream',
      'sphere',
      'selfPenetration',
      { selfPenetration: 'keypoints', prior: 'components' },
    ],
    ['table', 'sphere', 'table', {}],
    ['joint limits', 'sphere', 'joints', {}],
    ['reach', 'sphere', 'reach', {}],
  ];
  it.each(cases)('%s: value above zero, derivative of finite differences', (_name, kind, term, changes) => {
    const options = graspOptions('fast', { ...changes, weights: { ...none, [term]: 7 } });
    let set = energyOf(kind, options);
    for (let seed = 4; seed < 40; seed++) {
      set.evaluate(set.state, new Float64Array(PARAMETERS));
      if (set.energy.terms[ENERGY_TERMS.indexOf(term)] !== 0) break;
      set = energyOf(kind, options, seed);
    }
    expect(set.energy.terms[ENERGY_TERMS.indexOf(term)]).not.toBe(0);
    for (const { analytic, numeric } of directionalSlopes(set)) {
      // Upstream takes the hand's normals as constants; its derivative leaves their change out.
      const tolerance = changes.penetration === 'upstream' ? 0.3 : 1e-3;
      expect(Math.abs(analytic - numeric)).toBeLessThan(tolerance * Math.max(1, Math.abs(numeric)));
    }
  });

  it('force closure: the derivative goes through the normals of a sphere', () => {
    const forceClosure = {
      centre: 'centre',
      momentLength: 0.05,
      leastForce: null,
      normalGradient: true,
    } as const;
    const set = energyOf(
      'sphere',
      graspOptions('fast', { forceClosure, weights: { ...none, forceClosure: 1 } }),
    );
    const slopes = directionalSlopes(set);
    // Normals come from a grid: their slope is right on the whole, not in each cell. Compare with the same
    // energy of exact normals.
    const exact = (state: Float64Array) => {
      set.evaluate(state, new Float64Array(PARAMETERS));
      const sum = new Float64Array(6);
      for (const contact of contacts) {
        const p = 3 * set.energy.hand.candidatePoints[contact];
        const x = set.energy.hand.kinematics.points.slice(p, p + 3);
        const size = Math.hypot(...x);
        for (let k = 0; k < 3; k++) sum[k] += x[k] / size; // moments of a sphere's normals vanish
      }
      return sum.reduce((total, value) => total + value * value, 0);
    };
    const random = new Random(4, 'directions');
    for (const { analytic } of slopes) {
      const direction = random.fillNormal(new Float64Array(PARAMETERS));
      for (let i = 0; i < 45; i++) if (set.energy.prior.locked[i]) direction[6 + i] = 0;
      const moved = (sign: number) => set.state.map((value, i) => value + sign * 1e-6 * direction[i]);
      const numeric = (exact(moved(1)) - exact(moved(-1))) / 2e-6;
      expect(Math.abs(analytic - numeric)).toBeLessThan(0.15 * Math.abs(numeric) + 1);
    }
  });

  it.each(['grid', 'upstream'] as const)(
    'penetration (%s) is zero when hand and object are apart',
    (penetration) => {
      const set = energyOf('box', graspOptions('fast', { penetration }));
      const away = set.state.slice();
      away[1] += 0.4;
      set.evaluate(away, new Float64Array(PARAMETERS));
      expect(set.energy.terms[2]).toBe(0);
    },
  );

  it('passes over no skin that is inside: the sum over all vertices, whatever the pose', () => {
    const weights = { ...none, penetration: 1 };
    const set = energyOf('sphere', graspOptions('fast', { flesh: 0, weights }));
    const { kinematics, penetrationPoints } = set.energy.hand;
    const random = new Random(9, 'poses');
    const field = set.energy.object.field;
    let touching = 0;
    for (let trial = 0; trial < 60; trial++) {
      const state = set.state.map((value, i) => value + random.normal(0, i < 3 ? 0.03 : 0.5));
      const found = set.evaluate(state, new Float64Array(PARAMETERS));
      set.energy.toAxisAngle(state, 0, set.energy.axisAngle);
      kinematics.forward(set.shaped, set.energy.axisAngle);
      let depth = 0;
      const sample = new Float64Array(4);
      const { low, high } = set.energy.object;
      for (const point of penetrationPoints) {
        const [x, y, z] = kinematics.points.subarray(3 * point, 3 * point + 3);
        if ([x, y, z].some((value, k) => value < low[k] || value > high[k])) continue;
        sampleDistance(field, x, y, z, sample);
        depth += Math.max(0, -sample[0]);
      }
      if (depth > 0) touching++;
      expect(found).toBeCloseTo((depth * 778) / penetrationPoints.length, 12);
    }
    expect(touching).toBeGreaterThan(20);
  });

  it('is the same to the bit with contacts changed in place, and alone where it is less than a limit', () => {
    const set = energyOf('sphere', graspOptions('fast'));
    const { energy, shaped, state } = set;
    const others = contacts.map((contact, i) => (i === 1 ? contact + 3 : contact));
    const whole = new Float64Array(PARAMETERS);
    const quick = new Float64Array(PARAMETERS);
    const expected = energy.evaluate(shaped, state, 0, others, 0, null, whole);
    const terms = energy.terms.slice();
    energy.evaluate(shaped, state, 0, contacts, 0, null, quick);
    expect(energy.evaluateContacts(others, 0, quick, 0)).toBe(expected);
    expect(quick).toEqual(whole);
    expect(energy.terms).toEqual(terms);
    const alone = (limit: number) => energy.evaluateAlone(shaped, state, 0, others, 0, null, limit);
    expect(alone(Number.POSITIVE_INFINITY)).toBe(expected);
    expect(alone(expected)).toBe(expected);
    expect(alone(expected / 100)).toBeGreaterThan(expected / 100);
  });
});
