import type { Random } from '@handbooster/torch/random';
import type { GraspOptions } from '../grasp-options.js';
import type { ContactCandidates } from './contact-candidates.js';

const THUMB = 4;
const PALM = 5;

/**
 * For each contact of one grasp the candidates it may be (positions in the candidate list). Uniform: all for
 * each. Opposed: the thumb's last two bones; the index or middle finger; another finger; then by chance the
 * thumb again, the palm or a third finger. So a grasp is from the start one that can close. A wrap has the
 * palm for certain, and any bone of its fingers.
 */
export function contactSlots(
  candidates: ContactCandidates,
  options: GraspOptions,
  random: Random,
  wrap: boolean,
): Int32Array<ArrayBufferLike>[] {
  const all = Int32Array.from(candidates.vertices, (_, i) => i);
  if (options.contactDraw === 'uniform') return Array.from({ length: options.contacts }, () => all);
  const outer = (digit: number): Int32Array =>
    candidates.ofPart[digit].filter((c) => (candidates.joints[c] - 1) % 3 !== 0);
  const fingers = random.shuffle([0, 1, 2, 3]);
  const first = fingers.find((digit) => digit <= 1) as number;
  const rest = fingers.filter((digit) => digit !== first);
  const slots: Int32Array<ArrayBufferLike>[] = wrap
    ? [outer(THUMB), candidates.ofPart[first], candidates.ofPart[PALM], candidates.ofPart[rest[0]]]
    : [outer(THUMB), outer(first), outer(rest[0])];
  while (slots.length < options.contacts) {
    const kind = random.uniform();
    if (kind < 0.4) slots.push(outer(THUMB));
    else if (kind < 0.75) slots.push(candidates.ofPart[PALM]);
    else slots.push(outer(rest[1]));
  }
  return slots.slice(0, options.contacts).map((slot) => (slot.length > 0 ? slot : all));
}
