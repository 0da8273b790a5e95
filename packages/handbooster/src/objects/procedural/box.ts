import type { UvMesh } from './uv-mesh.js';

/** Where each side of a box lies on its texture, in millimetres from the top left, y down. */
export interface BoxNet {
  width: number;
  height: number;
  front: NetRectangle;
  right: NetRectangle;
  back: NetRectangle;
  left: NetRectangle;
  top: NetRectangle;
  bottom: NetRectangle;
}

export interface NetRectangle {
  x: number;
  y: number;
  width: number;
  height: number;
}

/** Millimetres between the sides on the texture, so that filtering does not mix them. */
const GAP = 4;

/**
 * The net of a box of width (x), depth (y) and height (z) millimetres: the four upright sides in a row, the
 * ends below.
 */
export function boxNet(width: number, depth: number, height: number): BoxNet {
  let x = GAP;
  const place = (w: number, h: number, y: number) => {
    const rectangle = { x, y, width: w, height: h };
    x += w + 2 * GAP;
    return rectangle;
  };
  const front = place(width, height, GAP);
  const right = place(depth, height, GAP);
  const back = place(width, height, GAP);
  const left = place(depth, height, GAP);
  const total = x - GAP;
  x = GAP;
  const top = place(width, depth, height + 3 * GAP);
  const bottom = place(width, depth, height + 3 * GAP);
  return { width: total, height: height + depth + 4 * GAP, front, right, back, left, top, bottom };
}

/**
 * A closed box around the origin, its sides cut into triangles of about `edge` millimetres; front is -y,
 * right +x, up +z. Neighbouring sides share their vertices. Vertices in metres.
 */
export function boxSolid(width: number, depth: number, height: number, edge: number): UvMesh {
  const net = boxNet(width, depth, height);
  const size = [width, depth, height];
  const cuts = size.map((length) => Math.max(1, Math.round(length / edge)));
  const vertices: number[] = [];
  const index = new Map<string, number>();
  const faces: number[] = [];
  const uvs: number[] = [];
  const vertex = (grid: number[]) => {
    const key = grid.join();
    let found = index.get(key);
    if (found === undefined) {
      found = vertices.length / 3;
      index.set(key, found);
      for (let k = 0; k < 3; k++) vertices.push((grid[k] / cuts[k] - 0.5) * size[k] * 1e-3);
    }
    return found;
  };
  // Of each side: the axis to its right as it is looked at, the axis up, and the axis and end it lies at.
  const sides: [NetRectangle, number, number, number, number, number][] = [
    [net.front, 0, 1, 2, 1, 0],
    [net.right, 1, 1, 2, 0, 1],
    [net.back, 0, -1, 2, 1, 1],
    [net.left, 1, -1, 2, 0, 0],
    [net.top, 0, 1, 1, 2, 1],
    [net.bottom, 0, 1, -1, 2, 0],
  ];
  for (const [rectangle, across, direction, up, fixed, end] of sides) {
    const upAxis = Math.abs(up);
    const corner = (i: number, j: number) => {
      const grid = [0, 0, 0];
      grid[fixed] = end * cuts[fixed];
      grid[across] = direction > 0 ? i : cuts[across] - i;
      grid[upAxis] = up > 0 ? j : cuts[upAxis] - j;
      faces.push(vertex(grid));
      uvs.push((rectangle.x + (i / cuts[across]) * rectangle.width) / net.width);
      uvs.push(1 - (rectangle.y + (1 - j / cuts[upAxis]) * rectangle.height) / net.height);
    };
    for (let j = 0; j < cuts[upAxis]; j++) {
      for (let i = 0; i < cuts[across]; i++) {
        // Diagonals alternate, so that no direction is favoured.
        const corners =
          (i + j) % 2 === 0 ? [0, 0, 1, 0, 1, 1, 0, 0, 1, 1, 0, 1] : [0, 0, 1, 0, 0, 1, 1, 0, 1, 1, 0, 1];
        for (let c = 0; c < 12; c += 2) corner(i + corners[c], j + corners[c + 1]);
      }
    }
  }
  return {
    vertices: Float32Array.from(vertices),
    faces: Uint32Array.from(faces),
    uvs: Float32Array.from(uvs),
  };
}
