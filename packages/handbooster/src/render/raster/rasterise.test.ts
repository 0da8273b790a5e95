import { Random } from '@handbooster/torch';
import { describe, expect, it } from 'vitest';
import type { Camera } from '../../geometry/camera.js';
import type { Mesh } from '../../geometry/mesh/mesh.js';
import { GBuffer } from './g-buffer.js';
import { rasterise } from './rasterise.js';
import { supersampledCamera } from './supersampled-camera.js';

const camera: Camera = { fx: 61.3, fy: 58.9, cx: 30.7, cy: 22.2, width: 64, height: 48 };

function randomScene(random: Random, faceCount: number, nearest: number, furthest: number): Mesh[] {
  return [0, 1, 2].map(() => {
    const vertices = new Float32Array(faceCount * 9);
    for (let f = 0; f < faceCount; f++) {
      const z = random.uniform(nearest, furthest);
      const x = random.uniform(-0.6, 0.6) * Math.abs(z);
      const y = random.uniform(-0.6, 0.6) * Math.abs(z);
      const size = random.uniform(0.01, 0.5) * Math.abs(z);
      for (let c = 0; c < 3; c++) {
        vertices[f * 9 + c * 3] = x + random.uniform(-size, size);
        vertices[f * 9 + c * 3 + 1] = y + random.uniform(-size, size);
        vertices[f * 9 + c * 3 + 2] = z + random.uniform(-size, size);
      }
    }
    return { vertices, faces: Uint32Array.from({ length: faceCount * 3 }, (_, i) => i) };
  });
}

interface Hit {
  depth: number;
  mesh: number;
  face: number;
  u: number;
  v: number;
  /** Smallest weight of a corner: how near the ray passes to the face's rim. */
  margin: number;
}

/** Every face that a pixel's ray meets, nearest first (Moeller and Trumbore 1997). */
function castRay(meshes: Mesh[], origin: number[], ray: number[], near: number, culled: boolean): Hit[] {
  const hits: Hit[] = [];
  meshes.forEach(({ vertices: p, faces }, mesh) => {
    for (let face = 0; face < faces.length / 3; face++) {
      const [a, b, c] = [0, 1, 2].map((k) => faces[face * 3 + k] * 3);
      const e1 = [0, 1, 2].map((k) => p[b + k] - p[a + k]);
      const e2 = [0, 1, 2].map((k) => p[c + k] - p[a + k]);
      const s = [0, 1, 2].map((k) => origin[k] - p[a + k]);
      const h = cross(ray, e2);
      const determinant = dot(e1, h);
      if (determinant === 0) continue;
      if (culled && dot(ray, cross(e1, e2)) > 0) continue;
      const v = dot(s, h) / determinant;
      const q = cross(s, e1);
      const w = dot(ray, q) / determinant;
      const t = dot(e2, q) / determinant;
      const u = 1 - v - w;
      const depth = origin[2] + t * ray[2];
      const margin = Math.min(u, v, w);
      if (margin >= -1e-9 && depth >= near) hits.push({ depth, mesh, face, u, v, margin });
    }
  });
  return hits.sort((x, y) => x.depth - y.depth);
}

function cross(a: number[], b: number[]): number[] {
  return [a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]];
}

function dot(a: number[], b: number[]): number {
  return a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
}

function compareWithRays(
  buffer: GBuffer,
  meshes: Mesh[],
  rayOf: (x: number, y: number) => { origin: number[]; ray: number[] },
  near: number,
  culled: boolean,
): { seen: number; doubtful: number } {
  let seen = 0;
  let doubtful = 0;
  for (let y = 0, i = 0; y < buffer.height; y++) {
    for (let x = 0; x < buffer.width; x++, i++) {
      const { origin, ray } = rayOf(x, y);
      const hits = castRay(meshes, origin, ray, near, culled);
      const nearest = hits[0];
      // A ray through a rim, or two faces at one depth: either answer is right.
      const unsure =
        hits.some((hit) => hit.margin < 1e-6 && hit.depth <= (nearest?.depth ?? 0) + 1e-5) ||
        (hits.length > 1 && hits[1].depth - hits[0].depth < 1e-5) ||
        (nearest !== undefined && Math.abs(nearest.depth - near) < 1e-6);
      if (unsure) {
        doubtful++;
        continue;
      }
      if (!nearest) {
        expect([buffer.face[i], buffer.mesh[i], buffer.depth[i]]).toEqual([-1, -1, 0]);
        continue;
      }
      seen++;
      expect([buffer.mesh[i], buffer.face[i]]).toEqual([nearest.mesh, nearest.face]);
      expect(Math.abs(buffer.depth[i] - nearest.depth)).toBeLessThan(1e-5 * Math.max(1, nearest.depth ** 2));
      expect(Math.abs(buffer.barycentric[i * 2] - nearest.u)).toBeLessThan(1e-5);
      expect(Math.abs(buffer.barycentric[i * 2 + 1] - nearest.v)).toBeLessThan(1e-5);
    }
  }
  return { seen, doubtful };
}

const perspectiveRay = (x: number, y: number) => ({
  origin: [0, 0, 0],
  ray: [(x - camera.cx) / camera.fx, (y - camera.cy) / camera.fy, 1],
});

describe('rasterise', () => {
  it.each([0, 1, 2])('agrees with casting a ray at every face, scene %i', (seed) => {
    const meshes = randomScene(new Random(seed, 'rasterise'), 40, 0.4, 3);
    const { seen, doubtful } = compareWithRays(
      rasterise(meshes, camera),
      meshes,
      perspectiveRay,
      0.01,
      false,
    );
    expect(seen).toBeGreaterThan(1000);
    expect(doubtful).toBeLessThan(seen / 50);
  });

  it('agrees with rays where faces cross the near plane and lie behind the camera', () => {
    const meshes = randomScene(new Random(7, 'near'), 30, -0.5, 1);
    const buffer = rasterise(meshes, camera, { near: 0.1 });
    const { seen, doubtful } = compareWithRays(buffer, meshes, perspectiveRay, 0.1, false);
    expect(seen).toBeGreaterThan(1000);
    expect(doubtful).toBeLessThan(seen / 50);
    const nearest = buffer.depth.reduce((low, d) => (d > 0 && d < low ? d : low), 1);
    expect(nearest).toBeGreaterThanOrEqual(0.1 - 1e-7);
    expect(nearest).toBeLessThan(0.2);
  });

  it('leaves out faces seen from behind when asked', () => {
    const meshes = randomScene(new Random(3, 'cull'), 40, 0.4, 3);
    compareWithRays(rasterise(meshes, camera, { cull: 'back' }), meshes, perspectiveRay, 0.01, true);
    const front: Mesh = {
      vertices: Float32Array.of(-1, -1, 2, 1, -1, 2, 0, 1, 2),
      faces: Uint32Array.of(0, 2, 1),
    };
    expect(rasterise([front], camera, { cull: 'back' }).face.some((f) => f === 0)).toBe(true);
    const back: Mesh = { ...front, faces: Uint32Array.of(0, 1, 2) };
    expect(rasterise([back], camera, { cull: 'back' }).face.some((f) => f === 0)).toBe(false);
    expect(rasterise([back], camera, { cull: ['none'] }).face.some((f) => f === 0)).toBe(true);
  });

  it('agrees with parallel rays when orthographic', () => {
    const meshes = randomScene(new Random(5, 'orthographic'), 40, 0.4, 1.5);
    const flat: Camera = { ...camera, fx: 40, fy: 42 };
    const ray = (x: number, y: number) => ({
      origin: [(x - flat.cx) / flat.fx, (y - flat.cy) / flat.fy, 0],
      ray: [0, 0, 1],
    });
    const buffer = rasterise(meshes, flat, { projection: 'orthographic' });
    expect(compareWithRays(buffer, meshes, ray, Number.NEGATIVE_INFINITY, false).seen).toBeGreaterThan(1000);
    const cut = rasterise(meshes, flat, { projection: 'orthographic', near: 0.7 });
    expect(compareWithRays(cut, meshes, ray, 0.7, false).seen).toBeGreaterThan(500);
  });

  it('covers a fan of thin faces without cracks where edges and corners lie on pixel centres', () => {
    // The wheel's hub is the centre of a pixel, and spokes along rows, columns and diagonals meet others.
    const flat: Camera = { fx: 10, fy: 10, cx: 20, cy: 20, width: 41, height: 41 };
    for (let spokes = 5; spokes < 80; spokes++) {
      for (const z of [1, 0.3, 0.7]) {
        const vertices = [0, 0, z];
        const faces: number[] = [];
        for (let s = 0; s < spokes; s++) {
          const angle = (2 * Math.PI * s) / spokes;
          vertices.push(4 * z * Math.cos(angle), 4 * z * Math.sin(angle), z);
          faces.push(0, 1 + s, 1 + ((s + 1) % spokes));
        }
        const wheel: Mesh = { vertices: Float32Array.from(vertices), faces: Uint32Array.from(faces) };
        expect(rasterise([wheel], flat).face.every((f) => f >= 0)).toBe(true);
      }
    }
  });

  it('interpolates along a receding plane as perspective asks', () => {
    // A floor at y = 1 from z = 1 to z = 9: the ray through row v meets it at z = fy / (v - cy).
    const floor: Mesh = {
      vertices: Float32Array.of(-9, 1, 1, 9, 1, 1, 9, 1, 9, -9, 1, 9),
      faces: Uint32Array.of(0, 1, 2, 0, 2, 3),
    };
    const buffer = rasterise([floor], camera);
    const z = [1, 1, 9, 9];
    let rows = 0;
    for (let y = Math.ceil(camera.cy + camera.fy / 8.9); y < camera.height; y++) {
      const i = y * camera.width + 31;
      const expected = camera.fy / (y - camera.cy);
      if (expected < 1) continue;
      const [a, b, c] = floor.faces.subarray(buffer.face[i] * 3, buffer.face[i] * 3 + 3);
      const [wa, wb] = buffer.barycentric.subarray(i * 2, i * 2 + 2);
      expect(buffer.depth[i]).toBeCloseTo(expected, 4);
      expect(wa * z[a] + wb * z[b] + (1 - wa - wb) * z[c]).toBeCloseTo(expected, 4);
      rows++;
    }
    expect(rows).toBeGreaterThan(15);
  });

  it('gives the same bytes again, in a used buffer, and wherever the picture is cut', () => {
    const meshes = randomScene(new Random(11, 'again'), 60, 0.3, 3);
    const first = rasterise(meshes, camera);
    const used = new GBuffer();
    rasterise(randomScene(new Random(12, 'other'), 60, 0.3, 3), camera, { buffer: used });
    const second = rasterise(meshes, camera, { buffer: used });
    expect(second).toBe(used);
    expect(second.face).toEqual(first.face);
    expect(second.depth).toEqual(first.depth);
    const seen = Array.from(first.face, (f, i) => (f >= 0 ? i : -1)).filter((i) => i >= 0);
    for (const i of seen) expect(second.barycentric[i * 2]).toBe(first.barycentric[i * 2]);
    const finer = rasterise(meshes, supersampledCamera(camera, 3));
    for (let y = 0; y < camera.height; y++) {
      for (let x = 0; x < camera.width; x++) {
        // The middle one of nine samples is the pixel's centre.
        const fine = (y * 3 + 1) * finer.width + x * 3 + 1;
        expect(Math.abs(finer.depth[fine] - first.depth[y * camera.width + x])).toBeLessThan(1e-5);
      }
    }
  });

  it('draws nothing for degenerate, far or NaN faces', () => {
    const odd: Mesh = {
      vertices: Float32Array.of(0, 0, 1, 0, 0, 1, 1, 0, 1, Number.NaN, 0, 1, 0, 0, 0, 0, 9, -1),
      faces: Uint32Array.of(0, 1, 2, 0, 2, 3, 4, 4, 4, 4, 5, 4, 0, 0, 5),
    };
    const buffer = rasterise([odd], camera);
    expect(buffer.face.every((f) => f === -1)).toBe(true);
    expect(rasterise([], camera).face.every((f) => f === -1)).toBe(true);
  });

  it('refuses cameras and options that cannot be meant', () => {
    expect(() => rasterise([], { ...camera, fx: 0 })).toThrow(/focal lengths are 0/);
    expect(() => rasterise([], camera, { near: 0 })).toThrow(/near is 0/);
    expect(() => rasterise([], { ...camera, width: 2.5 })).toThrow(/whole numbers/);
  });
});
