import type { LoftSection } from './loft.js';

/** A point of an upright solid's profile: half-widths along x and y and height, metres. */
export interface ProfilePoint {
  a: number;
  b: number;
  z: number;
  exponent: number;
}

/** A round profile point. */
export function round(radius: number, z: number): ProfilePoint {
  return { a: radius, b: radius, z, exponent: 2 };
}

/**
 * A quarter turn (or other arc) of a round profile about (radius, z), angles in degrees from outwards to
 * upwards.
 */
export function arc(
  radius: number,
  z: number,
  size: number,
  from: number,
  to: number,
  steps: number,
): ProfilePoint[] {
  return Array.from({ length: steps + 1 }, (_, i) => {
    const angle = ((from + ((to - from) * i) / steps) * Math.PI) / 180;
    return round(radius + size * Math.cos(angle), z + size * Math.sin(angle));
  });
}

/**
 * Sections along a profile, at its points and about `edge` metres apart between them. `v` runs from 0 to 1 by
 * the profile's length; `lengths` of what has been passed at each profile point tells a painter where things
 * are.
 */
export function profileSections(
  points: readonly ProfilePoint[],
  edge: number,
): { sections: LoftSection[]; lengths: number[] } {
  const lengths = [0];
  for (let i = 1; i < points.length; i++) {
    const width = (points[i].a + points[i].b - points[i - 1].a - points[i - 1].b) / 2;
    lengths.push(lengths[i - 1] + Math.hypot(width, points[i].z - points[i - 1].z));
  }
  const total = lengths[lengths.length - 1];
  const sections: LoftSection[] = [];
  for (let i = 0; i < points.length; i++) {
    const steps = i === 0 ? 1 : Math.max(1, Math.round((lengths[i] - lengths[i - 1]) / edge));
    for (let k = 1; k <= steps; k++) {
      const t = i === 0 ? 1 : k / steps;
      const from = points[Math.max(0, i - 1)];
      const to = points[i];
      const mix = (x: number, y: number) => x + t * (y - x);
      const z = mix(from.z, to.z);
      const passed = i === 0 ? 0 : mix(lengths[i - 1], lengths[i]);
      sections.push({
        a: mix(from.a, to.a),
        b: mix(from.b, to.b),
        exponent: mix(from.exponent, to.exponent),
        place: (x, y) => [x, y, z],
        v: passed / total,
      });
    }
  }
  return { sections, lengths };
}
