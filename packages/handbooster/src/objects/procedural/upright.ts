import type { ObjectModel } from '../object-model.js';
import { Canvas, type Paint } from './canvas.js';
import { type Loft, loft } from './loft.js';
import { makeObject } from './make-object.js';
import { type ProfilePoint, profileSections } from './profile.js';
import type { UvMesh } from './uv-mesh.js';

/** Texels a millimetre. */
const SCALE = 2.5;
/** Millimetres above and below the paper: textures repeat, and the two ends must not mix. */
const MARGIN = 4;

/**
 * The paper round an upright solid: x along its widest outline, y from the end of its profile (0) to the
 * beginning.
 */
export interface Wrapper {
  canvas: Canvas;
  /** The band between two profile points, as a canvas of its own: its top is the later point. */
  band: (from: number, to: number) => Canvas;
}

/**
 * An upright solid (can, bottle, dish) from its profile, from the middle of its underside outwards, up and to
 * the middle of its top or inside.
 *
 * @param points profile, metres
 * @param edge length of the triangles' sides, metres
 * @param finish changes the solid, for example adds a handle
 */
export function upright(
  name: string,
  points: readonly ProfilePoint[],
  edge: number,
  ground: Paint,
  paint: (wrapper: Wrapper) => void,
  finish: (solid: Loft) => UvMesh = (solid) => solid,
): ObjectModel {
  const { sections, lengths } = profileSections(points, edge);
  const profile = lengths[lengths.length - 1] * 1000;
  const height = profile + 2 * MARGIN;
  for (const section of sections) section.v = (MARGIN + section.v * profile) / height;
  let width = 0;
  for (const { a, b } of points) {
    // Ramanujan's circumference of an ellipse, a little short for a superellipse.
    const h = ((a - b) / (a + b || 1)) ** 2;
    width = Math.max(width, 1000 * Math.PI * (a + b) * (1 + (3 * h) / (10 + Math.sqrt(4 - 3 * h))));
  }
  const canvas = Canvas.create(width, height, SCALE, ground);
  paint({
    canvas,
    band: (from, to) => {
      return canvas.part(
        0,
        height - MARGIN - lengths[to] * 1000,
        width,
        (lengths[to] - lengths[from]) * 1000,
      );
    },
  });
  canvas.spreadRows(MARGIN);
  return makeObject(name, finish(loft(sections, edge)), canvas);
}
