import { Random } from '@handbooster/torch';
import type { ObjectModel } from '../../object-model.js';
import type { Paint } from '../canvas.js';
import { printedBox } from './printed-box.js';

export function foamBrick(): ObjectModel {
  const random = new Random('foam brick');
  const ground: Paint = [172, 52, 44];
  return printedBox('061_foam_brick', [75, 50, 50], 4.2, ground, (side, which) => {
    const { width, height } = side;
    for (let pore = 0; pore < (width * height) / 14; pore++) {
      const shade = random.uniform(0.78, 1.12);
      const [r, g, b] = ground.map((value) => Math.min(255, value * shade));
      const size = random.uniform(0.3, 1.1);
      side.ellipse(random.uniform(0, width), random.uniform(0, height), size, size, [r, g, b]);
    }
    if (which === 'top') {
      // The three holes of a brick, as shallow dark discs.
      for (let hole = 0; hole < 3; hole++)
        side.ellipse(width * (0.22 + 0.28 * hole), height / 2, 7, 7, [88, 26, 24]);
    }
  });
}
