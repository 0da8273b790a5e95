import { Random } from '@handbooster/torch/random';
import { describe, expect, it } from 'vitest';
import { cross, unit, type Vector, vectorAt } from '../../geometry/vector.js';
import { forceClosureEnergy } from './force-closure.js';

const upstream = { centre: [0, 0, 0], momentLength: 1, leastForce: null };

describe('forceClosureEnergy', () => {
  it('is zero for two opposite contacts on a sphere', () => {
    const normal = unit([1, 2, -0.5]);
    const normals = Float64Array.from([...normal, ...normal.map((value) => -value)]);
    const { energy, pointGradient } = forceClosureEnergy(
      normals.map((value) => 0.04 * value),
      normals,
      upstream,
    );
    expect(energy).toBeCloseTo(0, 15);
    expect(pointGradient).toBeAllclose(new Float64Array(6), { absolute: 1e-12 });
  });

  it('is the squared norm of forces and moments', () => {
    const random = new Random(1, 'force closure');
    const points = random.fillUniform(new Float64Array(12), -0.1, 0.1);
    const normals = new Float64Array(12);
    for (let i = 0; i < 4; i++) normals.set(unit([random.normal(), random.normal(), random.normal()]), 3 * i);
    const sum = new Float64Array(6);
    for (let i = 0; i < 4; i++) {
      const n = vectorAt(normals, 3 * i);
      const arm = vectorAt(points, 3 * i).map((value, k) => value - [0.01, 0.02, 0.03][k]) as Vector;
      const moment = cross(arm, n);
      for (let k = 0; k < 3; k++) {
        sum[k] += n[k];
        sum[3 + k] += moment[k] / 0.05;
      }
    }
    const expected = sum.reduce((total, value) => total + value * value, 0);
    const options = { centre: [0.01, 0.02, 0.03], momentLength: 0.05, leastForce: null };
    expect(forceClosureEnergy(points, normals, options).energy).toBeCloseTo(expected, 12);
  });

  it.each([null, 0.2])('has the derivative of finite differences (least force %s)', (leastForce) => {
    const random = new Random(2, 'force closure');
    const points = random.fillUniform(new Float64Array(12), -0.1, 0.1);
    const normals = new Float64Array(12);
    for (let i = 0; i < 4; i++) normals.set(unit([random.normal(), random.normal(), random.normal()]), 3 * i);
    const options = { centre: [0.01, 0, 0], momentLength: 0.05, leastForce };
    const result = forceClosureEnergy(points, normals, options);
    const slope = (array: Float64Array, i: number, value: (changed: Float64Array) => number) => {
      const [up, down] = [array.slice(), array.slice()];
      up[i] += 1e-6;
      down[i] -= 1e-6;
      return (value(up) - value(down)) / 2e-6;
    };
    // Balanced forces are found by a finite number of steps, so the envelope theorem holds to that accuracy.
    const tolerance = leastForce === null ? 1e-7 : 2e-3;
    for (let i = 0; i < 12; i++) {
      const byPoint = slope(points, i, (p) => forceClosureEnergy(p, normals, options).energy);
      const byNormal = slope(normals, i, (n) => forceClosureEnergy(points, n, options).energy);
      expect(Math.abs(result.pointGradient[i] - byPoint)).toBeLessThan(tolerance * (1 + Math.abs(byPoint)));
      expect(Math.abs(result.normalGradient[i] - byNormal)).toBeLessThan(
        tolerance * (1 + Math.abs(byNormal)),
      );
    }
  });

  it('lets a thumb balance three fingers when forces may differ', () => {
    // A plate: three fingers on top, the thumb below their middle.
    const points = Float64Array.from([0.02, 0, 0.01, -0.02, 0.02, 0.01, 0, -0.02, 0.01, 0, 0, -0.01]);
    const normals = Float64Array.from([0, 0, 1, 0, 0, 1, 0, 0, 1, 0, 0, -1]);
    expect(forceClosureEnergy(points, normals, upstream).energy).toBeCloseTo(4, 2);
    const balanced = { centre: [0, 0, 0], momentLength: 0.05, leastForce: 0.3 };
    expect(forceClosureEnergy(points, normals, balanced).energy).toBeLessThan(1e-3);
  });
});
