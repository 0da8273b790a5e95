import { arc, type ProfilePoint, round } from '../profile.js';

/** A straight cup with a thick wall, from the middle of its underside to the middle of its inside. */
export function cup(radius: number, height: number, wall: number): ProfilePoint[] {
  return [
    round(0, 0.0015),
    round(radius - 0.008, 0.0015),
    round(radius - 0.006, 0),
    round(radius - 0.0025, 0),
    round(radius, 0.0025),
    round(radius, height - wall / 2),
    ...arc(radius - wall / 2, height - wall / 2, wall / 2, 45, 135, 2),
    round(radius - wall, height - wall / 2),
    round(radius - wall, wall + 0.004),
    round(radius - wall - 0.004, wall + 0.001),
    round(0, wall + 0.001),
  ];
}
