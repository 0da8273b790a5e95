import type { ClosedHand } from './close-hand.js';
import type { Preshape } from './preshape.js';
import type { Stand } from './standing-object.js';
import { dot, unit } from './unit-vectors.js';

/** Above 0 for a grasp that holds; the larger, the better. */
export function graspScore(closed: ClosedHand, preshape: Preshape, stand: Stand): number {
  if (closed.depth > 0.003 || closed.lowest < 0.0005 || closed.center === null) return -1;
  const order = ['thumb', 'index', 'middle', 'ring', 'little'];
  const fingers = preshape.touching.filter((finger) => closed.contacts[order.indexOf(finger)].count > 0);
  const thumb = closed.contacts[0].count > 0;
  if (!thumb || fingers.length < preshape.least) return -1;
  const thumbNormal = closed.contacts[0].normal;
  const pressed = [0, 0, 0];
  for (const finger of fingers) {
    const { normal } = closed.contacts[order.indexOf(finger)];
    for (let k = 0; k < 3; k++) pressed[k] += normal[k];
  }
  const against = -dot(unit(pressed), thumbNormal);
  const byPalm = closed.palm.count > 0 ? -dot(unit(pressed), closed.palm.normal) : -1;
  const opposition = Math.max(against, 0.8 * byPalm);
  if (opposition < 0.1) return -1;
  const links = closed.contacts.reduce((sum, contact) => sum + contact.links, 0);
  const reach = Math.hypot(...closed.center.map((x, k) => x - stand.center[k]));
  return 1 + 1.5 * opposition + 0.1 * links + 0.25 * fingers.length - 12 * Math.max(0, reach - 0.025);
}

/** How nearly a grasp that does not hold would: digits that touch, less what is wrong with it. */
export function graspAttempt(closed: ClosedHand): number {
  const digits = closed.contacts.filter((contact) => contact.count > 0).length;
  return digits - 400 * closed.depth - (closed.lowest < 0 ? 3 : 0) - 100;
}
