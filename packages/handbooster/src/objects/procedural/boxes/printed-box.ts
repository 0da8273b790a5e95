import { Random } from '@handbooster/torch';
import type { ObjectModel } from '../../object-model.js';
import { boxNet, boxSolid, type NetRectangle } from '../box.js';
import { Canvas, type Paint } from '../canvas.js';
import { makeObject } from '../make-object.js';
import { PAINTS } from '../paints.js';

const { BLACK, WHITE } = PAINTS;

/** Texels a millimetre. */
const SCALE = 2.5;

/** A side of a box as it stands. */
export type Side = 'front' | 'right' | 'back' | 'left' | 'top' | 'bottom';
const SIDES: readonly Side[] = ['front', 'right', 'back', 'left', 'top', 'bottom'];

/** A box of width (x), depth (y), height (z) millimetres with a painter for each side. */
export function printedBox(
  name: string,
  size: readonly [number, number, number],
  edge: number,
  ground: Paint,
  paint: (side: Canvas, which: Side) => void,
): ObjectModel {
  const net = boxNet(...size);
  const canvas = Canvas.create(net.width, net.height, SCALE, ground);
  for (const which of SIDES) {
    const { x, y, width, height }: NetRectangle = net[which];
    paint(canvas.part(x, y, width, height), which);
  }
  return makeObject(name, boxSolid(...size, edge), canvas);
}

/** A table of lines as on the back of a packet. */
export function smallPrint(
  side: Canvas,
  x: number,
  y: number,
  width: number,
  height: number,
  ink: Paint,
): void {
  side.rectangle(x, y, width, height, WHITE);
  const step = 4;
  for (let line = 0; (line + 1) * step < height; line++) {
    const length = width * (line % 4 === 3 ? 0.5 : 0.84);
    side.line(
      x + width * 0.06,
      y + (line + 0.7) * step,
      x + width * 0.06 + length,
      y + (line + 0.7) * step,
      1.1,
      ink,
    );
  }
}

/** A bar code on white. */
export function barCode(side: Canvas, x: number, y: number, width: number, height: number): void {
  side.rectangle(x, y, width, height, WHITE);
  const random = new Random('bar code');
  for (let at = x + 2; at < x + width - 2; ) {
    const bar = random.uniform(0.5, 1.4);
    side.rectangle(at, y + 1.5, bar, height - 3, BLACK);
    at += bar + random.uniform(0.6, 1.6);
  }
}
