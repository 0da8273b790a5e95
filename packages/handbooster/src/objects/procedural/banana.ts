import { Random } from '@handbooster/torch';
import type { ObjectModel } from '../object-model.js';
import { Canvas, type Paint } from './canvas.js';
import { type LoftSection, loft } from './loft.js';
import { makeObject } from './make-object.js';
import { PAINTS } from './paints.js';

/** Along the banana: share of its length, half-width in millimetres. */
const BANANA: readonly (readonly [number, number])[] = [
  [0, 5],
  [0.03, 5.5],
  [0.07, 7],
  [0.13, 10.5],
  [0.22, 14.5],
  [0.35, 17.2],
  [0.5, 18],
  [0.65, 17.2],
  [0.78, 14.2],
  [0.86, 9.6],
  [0.9, 6.6],
  [0.94, 5.6],
  [0.99, 5.8],
  [1, 5],
];

/** About 190 mm from end to end, 36 mm thick, lying on its side: it bends in the horizontal plane. */
export function banana(): ObjectModel {
  const length = 212;
  const bend = 1.5;
  const radius = length / bend;
  const sections: LoftSection[] = [];
  const steps = 42;
  const at = (share: number, half: number, v: number): LoftSection => {
    const turn = (share - 0.5) * bend;
    // A banana has flat sides: nearly round, a little square, and taller than it is thick towards the ends.
    return {
      a: half * 1e-3,
      b: half * 0.96e-3,
      exponent: 2.35,
      place: (x, y) => {
        const out = radius - x * 1e3;
        return [out * Math.sin(turn) * 1e-3, -out * Math.cos(turn) * 1e-3, y];
      },
      v,
    };
  };
  sections.push(at(0, 0, 0.01), at(0, 5, 0.012));
  for (let i = 1; i < steps; i++) sections.push(at(i / steps, halfWidth(i / steps), i / steps));
  sections.push(at(1, 5, 0.988), at(1, 0, 0.99));
  const canvas = Canvas.create(113, length, 2.5, [232, 190, 52]);
  const random = new Random('banana');
  const spot: Paint[] = [
    [150, 104, 40],
    [196, 148, 44],
    [120, 78, 34],
  ];
  for (let i = 0; i < 8; i++)
    canvas.line((i + 0.5) * 14.1, 16, (i + 0.5) * 14.1, length - 12, 2.2, [220, 172, 44]);
  for (let i = 0; i < 90; i++) {
    const size = random.uniform(0.3, 1.6);
    canvas.ellipse(
      random.uniform(0, 113),
      random.uniform(18, length - 8),
      size,
      size * random.uniform(1, 3),
      random.choice(spot),
    );
  }
  canvas.rectangle(0, 0, 113, 12, [120, 98, 42]);
  canvas.rectangle(0, 0, 113, 3, [70, 48, 30]);
  canvas.rectangle(0, length - 6, 113, 6, [58, 42, 30]);
  canvas.ellipse(56, length * 0.5, 9, 11, [40, 96, 170]);
  canvas.text('BIO', { x: 56, y: length * 0.5, height: 6, paint: PAINTS.WHITE, turn: 90 });
  canvas.grain(random, 4);
  return makeObject('011_banana', loft(sections, 0.0048), canvas);
}

function halfWidth(share: number): number {
  let k = 0;
  while (BANANA[k + 1][0] < share) k++;
  const [s0, w0] = BANANA[k];
  const [s1, w1] = BANANA[k + 1];
  const t = (share - s0) / (s1 - s0);
  return w0 + (w1 - w0) * t;
}
