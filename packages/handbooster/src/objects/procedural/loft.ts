import type { UvMesh } from './uv-mesh.js';

/**
 * One cross-section of a loft: a superellipse |x / a|^n + |y / b|^n = 1 in its own plane, or a point (a = b =
 * 0) at either end. Metres.
 */
export interface LoftSection {
  a: number;
  b: number;
  /** 2 is an ellipse; larger is nearer to a rectangle. */
  exponent: number;
  /** Where a point of the section's plane is in space; x cross y points along the loft. */
  place: (x: number, y: number) => readonly [number, number, number];
  /** The second texture coordinate of the whole section. */
  v: number;
}

export interface Loft extends UvMesh {
  /** Index of each section's first vertex, and how many it has. */
  sections: { first: number; count: number }[];
}

/** Points along which a section's outline is measured. */
const OUTLINE = 720;

/**
 * Skins a row of sections with triangles whose sides are about `edge` metres: each section gets as many
 * vertices as its outline is long, neighbours with different numbers are zipped together. Closed when both
 * ends are points.
 *
 * The first texture coordinate runs along the outline from the back (+y) over -x to the front (-y, 0.5) and
 * +x, by length, so that print on it is not stretched and, seen from outside with the loft upwards, reads
 * left to right.
 */
export function loft(sections: readonly LoftSection[], edge: number): Loft {
  const vertices: number[] = [];
  const rings = sections.map(({ a, b, exponent, place }) => {
    const first = vertices.length / 3;
    if (a === 0 && b === 0) {
      vertices.push(...place(0, 0));
      return { first, count: 1 };
    }
    const points = outline(a, b, exponent, edge);
    for (const [x, y] of points) vertices.push(...place(x, y));
    return { first, count: points.length };
  });
  const faces: number[] = [];
  const uvs: number[] = [];
  for (let s = 0; s + 1 < rings.length; s++) {
    const low = rings[s];
    const high = rings[s + 1];
    const corner = (ring: { first: number; count: number }, v: number, i: number, middle: number) => {
      faces.push(ring.first + (i % ring.count));
      uvs.push(ring.count === 1 ? middle : i / ring.count, v);
    };
    const v0 = sections[s].v;
    const v1 = sections[s + 1].v;
    const steps0 = low.count === 1 ? 0 : low.count;
    const steps1 = high.count === 1 ? 0 : high.count;
    for (let i = 0, j = 0; i < steps0 || j < steps1; ) {
      // Whichever outline is behind takes the next step.
      if (j >= steps1 || (i < steps0 && (i + 1) * steps1 <= (j + 1) * steps0)) {
        const middle = (i + 0.5) / steps0;
        corner(low, v0, i, middle);
        corner(low, v0, i + 1, middle);
        corner(high, v1, j, middle);
        i++;
      } else {
        const middle = (j + 0.5) / steps1;
        corner(low, v0, i, middle);
        corner(high, v1, j + 1, middle);
        corner(high, v1, j, middle);
        j++;
      }
    }
  }
  return {
    vertices: Float32Array.from(vertices),
    faces: Uint32Array.from(faces),
    uvs: Float32Array.from(uvs),
    sections: rings,
  };
}

/** Points at equal distances along a superellipse, from +y on, anticlockwise. */
function outline(a: number, b: number, exponent: number, edge: number): [number, number][] {
  const dense: [number, number][] = [];
  for (let i = 0; i <= OUTLINE; i++) {
    const angle = Math.PI / 2 + (2 * Math.PI * i) / OUTLINE;
    const x = Math.cos(angle);
    const y = Math.sin(angle);
    // Equal angles of the ellipse that the superellipse is drawn from; good enough to measure length along.
    const stretch = (Math.abs(x) ** exponent + Math.abs(y) ** exponent) ** (-1 / exponent);
    dense.push([a * x * stretch, b * y * stretch]);
  }
  const along = [0];
  for (let i = 1; i <= OUTLINE; i++) {
    along.push(along[i - 1] + Math.hypot(dense[i][0] - dense[i - 1][0], dense[i][1] - dense[i - 1][1]));
  }
  const total = along[OUTLINE];
  const count = Math.max(6, 2 * Math.round(total / edge / 2));
  const points: [number, number][] = [];
  let k = 0;
  for (let i = 0; i < count; i++) {
    const target = (total * i) / count;
    while (along[k + 1] < target) k++;
    const t = (target - along[k]) / (along[k + 1] - along[k]);
    points.push([
      dense[k][0] + t * (dense[k + 1][0] - dense[k][0]),
      dense[k][1] + t * (dense[k + 1][1] - dense[k][1]),
    ]);
  }
  return points;
}
