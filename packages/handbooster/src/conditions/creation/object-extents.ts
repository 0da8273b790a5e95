import type { RigidMotion } from '../../geometry/rigid-motion.js';

/** The box around each object by its id: (8, 3) corners in metres, in the object's own frame. */
export type ObjectExtents = ReadonlyMap<number, Float32Array>;

/** The boxes of objects in their own frames, by id. */
export function objectExtents(
  objects: readonly { id: number; vertices: ArrayLike<number> }[],
): ObjectExtents {
  return new Map(
    objects.map(({ id, vertices }) => {
      const low = [0, 1, 2].map((axis) => extreme(vertices, axis, Math.min));
      const high = [0, 1, 2].map((axis) => extreme(vertices, axis, Math.max));
      const corners = Array.from({ length: 8 }, (_, corner) =>
        low.map((value, axis) => ((corner >> axis) & 1 ? high[axis] : value)),
      );
      return [id, Float32Array.from(corners.flat())];
    }),
  );
}

/**
 * Depth (z) of the corner of an object's box that is nearest to the camera's plane, metres: no part of the
 * object is nearer. Of an object whose box is not known, the depth of its origin.
 */
export function nearestDepth(object: { id: number; pose: RigidMotion }, extents: ObjectExtents): number {
  const corners = extents.get(object.id);
  const { pose } = object;
  if (corners === undefined) return pose[11];
  let nearest = Number.POSITIVE_INFINITY;
  for (let i = 0; i < corners.length; i += 3) {
    const depth = pose[8] * corners[i] + pose[9] * corners[i + 1] + pose[10] * corners[i + 2] + pose[11];
    nearest = Math.min(nearest, depth);
  }
  return nearest;
}

function extreme(
  vertices: ArrayLike<number>,
  axis: number,
  choose: (a: number, b: number) => number,
): number {
  let value = vertices[axis];
  for (let i = axis; i < vertices.length; i += 3) value = choose(value, vertices[i]);
  return value;
}
