import { describe, expect, it } from 'vitest';
import { unit, type Vector } from '../../geometry/vector.js';
import { type Contact, forceClosureTest } from './force-closure-test.js';

const at = (point: Vector, normal: Vector): Contact => ({ point, normal: unit(normal), joint: 0 });
const closed = (contacts: Contact[], friction = 0.5) =>
  forceClosureTest(contacts, [0, 0, 0], 0.05, friction).closed;

describe('forceClosureTest', () => {
  const round = (angle: number): Vector => [0.04 * Math.cos(angle), 0.04 * Math.sin(angle), 0];

  it('two opposite points cannot stop a turn about their line; a patch on one side can', () => {
    const one = at([0.04, 0, 0], [1, 0, 0]);
    const other = at([-0.04, 0, 0], [-1, 0, 0]);
    expect(closed([one, other])).toBe(false);
    const patch = [at([-0.04, 0.005, 0], [-1, 0, 0]), at([-0.04, -0.005, 0.005], [-1, 0, 0])];
    expect(closed([one, other, ...patch])).toBe(true);
  });

  it('three contacts round a ball hold it with friction and not without', () => {
    const contacts = [0, 2.1, 4.2].map((angle) => at(round(angle), round(angle)));
    expect(closed(contacts)).toBe(true);
    expect(closed(contacts, 0)).toBe(false);
  });

  it('contacts on one side only do not', () => {
    const contacts = [-0.5, 0, 0.5, 0.9].map((angle) => at(round(angle), round(angle)));
    const test = forceClosureTest(contacts, [0, 0, 0], 0.05, 0.5);
    expect(test.closed).toBe(false);
    // Nothing can pull towards the hand: that wrench is missed by its whole length, less what slanting
    // friction gives.
    expect(test.residual).toBeGreaterThan(0.4);
  });

  it('seven frictionless contacts in general position on a box hold it', () => {
    const contacts = [
      at([0.02, 0.01, 0], [1, 0, 0]),
      at([-0.02, 0.01, 0.005], [-1, 0, 0]),
      at([-0.02, -0.01, -0.005], [-1, 0, 0]),
      at([0.01, 0.02, 0.01], [0, 1, 0]),
      at([-0.01, -0.02, 0], [0, -1, 0]),
      at([0.01, -0.02, 0.01], [0, -1, 0]),
      at([0, 0.01, 0.02], [0, 0, 1]),
      at([0.01, -0.01, -0.02], [0, 0, -1]),
      at([-0.01, 0, -0.02], [0, 0, -1]),
      at([0.02, -0.015, 0.004], [1, 0, 0]),
      at([-0.008, 0.02, -0.01], [0, 1, 0]),
      at([0.012, 0.004, 0.02], [0, 0, 1]),
    ];
    expect(closed(contacts, 0)).toBe(true);
    expect(closed(contacts.slice(0, 6), 0)).toBe(false);
  });

  it('nothing holds nothing', () => {
    expect(closed([])).toBe(false);
  });
});
