import type { Mesh } from './mesh.js';

/** An axis-aligned box around the origin; `size` is its full extent in metres. 12 faces, outward. */
export function boxMesh(size: readonly [number, number, number]): Mesh {
  const vertices = new Float32Array(24);
  for (let i = 0; i < 8; i++) {
    vertices[3 * i] = (i & 1 ? 0.5 : -0.5) * size[0];
    vertices[3 * i + 1] = (i & 2 ? 0.5 : -0.5) * size[1];
    vertices[3 * i + 2] = (i & 4 ? 0.5 : -0.5) * size[2];
  }
  const quads = [
    [0, 4, 6, 2],
    [1, 3, 7, 5],
    [0, 1, 5, 4],
    [2, 6, 7, 3],
    [0, 2, 3, 1],
    [4, 5, 7, 6],
  ];
  return { vertices, faces: Uint32Array.from(quads.flatMap(([a, b, c, d]) => [a, b, c, a, c, d])) };
}

/**
 * A sphere around the origin: an octahedron whose faces are split `levels` times. 8 * 4^levels faces,
 * outward.
 */
export function sphereMesh(radius: number, levels = 4): Mesh {
  let points: number[][] = [
    [1, 0, 0],
    [-1, 0, 0],
    [0, 1, 0],
    [0, -1, 0],
    [0, 0, 1],
    [0, 0, -1],
  ];
  let triangles = [
    [0, 2, 4],
    [2, 1, 4],
    [1, 3, 4],
    [3, 0, 4],
    [2, 0, 5],
    [1, 2, 5],
    [3, 1, 5],
    [0, 3, 5],
  ];
  for (let level = 0; level < levels; level++) {
    const middles = new Map<string, number>();
    points = points.slice();
    const middle = (a: number, b: number) => {
      const key = a < b ? `${a},${b}` : `${b},${a}`;
      let index = middles.get(key);
      if (index === undefined) {
        const sum = [0, 1, 2].map((k) => points[a][k] + points[b][k]);
        const length = Math.hypot(...sum);
        index = points.push(sum.map((value) => value / length)) - 1;
        middles.set(key, index);
      }
      return index;
    };
    triangles = triangles.flatMap(([a, b, c]) => {
      const [ab, bc, ca] = [middle(a, b), middle(b, c), middle(c, a)];
      return [
        [a, ab, ca],
        [ab, b, bc],
        [ca, bc, c],
        [ab, bc, ca],
      ];
    });
  }
  return {
    vertices: Float32Array.from(points.flat(), (value) => value * radius),
    faces: Uint32Array.from(triangles.flat()),
  };
}

/** A cylinder around the z axis, centred on the origin, with flat ends unless `open`; outward faces. */
export function cylinderMesh(radius: number, height: number, segments = 64, open = false): Mesh {
  const vertices: number[] = [];
  const faces: number[] = [];
  for (let i = 0; i < segments; i++) {
    const angle = (2 * Math.PI * i) / segments;
    const [x, y] = [radius * Math.cos(angle), radius * Math.sin(angle)];
    vertices.push(x, y, -height / 2, x, y, height / 2);
    const [a, b] = [2 * i, 2 * ((i + 1) % segments)];
    faces.push(a, b, b + 1, a, b + 1, a + 1);
  }
  if (!open) {
    const bottom = vertices.push(0, 0, -height / 2) / 3 - 1;
    const top = vertices.push(0, 0, height / 2) / 3 - 1;
    for (let i = 0; i < segments; i++) {
      const [a, b] = [2 * i, 2 * ((i + 1) % segments)];
      faces.push(b, a, bottom, a + 1, b + 1, top);
    }
  }
  return { vertices: Float32Array.from(vertices), faces: Uint32Array.from(faces) };
}
