import { describe, expect, it } from 'vitest';
import { boxMesh, cylinderMesh, sphereMesh } from '../../geometry/mesh/solid-mesh.js';
import { crossSection } from '../people/cross-section.js';
import { tubeMesh } from '../people/tube.js';
import { fractalNoise, latticeValue, smoothNoise } from '../surfaces/noise.js';
import { ShadowMap } from './shadow-map.js';

describe('ShadowMap', () => {
  const ball = sphereMesh(0.05, 4);
  const raised = { ...ball, vertices: ball.vertices.map((v, i) => (i % 3 === 2 ? v + 0.1 : v)) };

  it('darkens just the ellipse that a slanted light throws a ball onto', () => {
    const s = Math.SQRT1_2;
    const map = new ShadowMap([s, 0, s], [0, 0, 0.05], 0.4, 512);
    map.draw([raised]);
    // The light goes along (-1, 0, -1): the centre at height 0.1 falls on x = -0.1; the ball's outline is
    // stretched by 1 / sin(45 degrees) along x.
    for (let i = 0; i < 400; i++) {
      const x = -0.25 + 0.3 * ((i * 0.618) % 1);
      const y = -0.1 + 0.2 * ((i * 0.387) % 1);
      const inside = Math.hypot((x + 0.1) * s, y) / 0.05;
      if (Math.abs(inside - 1) < 0.06) continue;
      expect(map.visibility(x, y, 0, 0.0005)).toBeCloseTo(inside < 1 ? 0 : 1, 5);
    }
  });

  it('is softer, the further the blocker is', () => {
    const width = (height: number) => {
      const slab = boxMesh([0.2, 0.2, 0.002]);
      const map = new ShadowMap([0, 0, 1], [0, 0, 0.1], 0.4, 512);
      map.draw([{ ...slab, vertices: slab.vertices.map((v, i) => (i % 3 === 2 ? v + height : v)) }]);
      let partial = 0;
      for (let x = 0.02; x < 0.2; x += 0.0005) {
        const lit = map.softVisibility(x, 0, 0, 0.0005, 0.2, 32, 0);
        if (lit > 0.1 && lit < 0.9) partial += 0.0005;
      }
      return partial;
    };
    expect(width(0.02)).toBeGreaterThan(0.001);
    // 0.2 x height either way; the discrete samples leave a tenth or two of it.
    expect(width(0.12) / width(0.02)).toBeGreaterThan(2.5);
    expect(width(0.12)).toBeLessThan(0.06);
  });

  it('lights everything outside what it covers', () => {
    const map = new ShadowMap([0, 0, 1], [0, 0, 0], 0.2, 64);
    map.draw([raised]);
    expect(map.visibility(3, 0, 0, 0)).toBe(1);
    expect(map.softVisibility(3, 0, 0, 0, 0.1, 16, 0)).toBe(1);
  });
});

describe('crossSection', () => {
  it('measures a slanted cut of a cylinder: an ellipse', () => {
    const mesh = cylinderMesh(0.03, 0.4, 256);
    const s = Math.SQRT1_2;
    const radii = crossSection(mesh, [0, 0, 0], [s, 0, s], [0, 1, 0], 16);
    for (let k = 0; k < 16; k++) {
      const angle = (2 * Math.PI * k) / 16;
      const expected = 1 / Math.hypot((Math.cos(angle) * s) / 0.03, Math.sin(angle) / 0.03);
      expect(radii[k]).toBeCloseTo(expected, 4);
    }
  });

  it('is 0 where the plane misses', () => {
    expect(crossSection(sphereMesh(0.01), [0, 0, 1], [1, 0, 0], [0, 1, 0], 4)).toBeAllclose([0, 0, 0, 0]);
  });
});

describe('tubeMesh', () => {
  it('is closed with its caps and looks outward', () => {
    const ring = (z: number) => ({
      center: [0, 0, z],
      axis: [1, 0, 0],
      side: [0, 1, 0],
      radii: new Array(48).fill(0.05),
    });
    const { vertices, faces } = tubeMesh([ring(0), ring(0.1), ring(0.2)], true);
    let volume = 0;
    const edges = new Map<string, number>();
    for (let f = 0; f < faces.length; f += 3) {
      const [a, b, c] = [faces[f] * 3, faces[f + 1] * 3, faces[f + 2] * 3];
      const v = vertices;
      volume +=
        (v[a] * (v[b + 1] * v[c + 2] - v[b + 2] * v[c + 1]) -
          v[a + 1] * (v[b] * v[c + 2] - v[b + 2] * v[c]) +
          v[a + 2] * (v[b] * v[c + 1] - v[b + 1] * v[c])) /
        6;
      for (let k = 0; k < 3; k++) {
        const [p, q] = [faces[f + k], faces[f + ((k + 1) % 3)]];
        edges.set(`${p} ${q}`, (edges.get(`${p} ${q}`) ?? 0) + 1);
      }
    }
    expect(volume).toBeCloseTo(Math.PI * 0.05 ** 2 * 0.2, 4);
    for (const [edge, count] of edges) {
      expect(count).toBe(1);
      expect(edges.get(edge.split(' ').reverse().join(' '))).toBe(1);
    }
  });
});

describe('noise', () => {
  it('is trilinear with smooth weights between the lattice points, negative ones too', () => {
    const smooth = (t: number) => t * t * (3 - 2 * t);
    for (let i = 0; i < 300; i++) {
      const at = [
        Math.sin(i) * 90,
        i % 3 === 0 ? 4 : Math.cos(i * 3) * 9,
        i % 4 === 0 ? -2 : Math.sin(i * 7) * 5,
      ];
      const [x, y, z] = at.map(Math.floor);
      const weights = at.map((value) => smooth(value - Math.floor(value)));
      let expected = 0;
      for (let corner = 0; corner < 8; corner++) {
        const [a, b, c] = [corner & 1, (corner >> 1) & 1, corner >> 2];
        const share = [a, b, c].reduce((w, high, k) => w * (high ? weights[k] : 1 - weights[k]), 1);
        expected += share * latticeValue(x + a, y + b, z + c, 77);
      }
      expect(smoothNoise(at[0], at[1], at[2], 77)).toBeCloseTo(2 * expected - 1, 12);
    }
  });

  it('stays within its range, is continuous, and has mean near 0', () => {
    let sum = 0;
    for (let i = 0; i < 4000; i++) {
      const p = [i * 0.37, Math.sin(i) * 40, i * 0.11] as const;
      const value = fractalNoise(...p, 3, 5);
      expect(Math.abs(value)).toBeLessThanOrEqual(1);
      sum += value;
      expect(Math.abs(smoothNoise(p[0] + 1e-4, p[1], p[2], 9) - smoothNoise(...p, 9))).toBeLessThan(1e-3);
    }
    expect(Math.abs(sum / 4000)).toBeLessThan(0.05);
  });
});
