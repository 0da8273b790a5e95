import { Random } from '@handbooster/torch';
import type { ObjectModel } from '../../object-model.js';
import type { Paint } from '../canvas.js';
import { PAINTS } from '../paints.js';
import { printedBox } from './printed-box.js';

const { TAN } = PAINTS;

export function woodBlock(): ObjectModel {
  const random = new Random('wood block');
  const colors: Paint[] = [TAN, [186, 138, 86], [176, 126, 76], [208, 164, 112]];
  return printedBox('036_wood_block', [85, 85, 200], 8.5, TAN, (side, which) => {
    const { width, height } = side;
    if (which === 'top' || which === 'bottom') {
      for (let ring = 14; ring > 0; ring--) {
        side.ellipse(width * 0.3, height * 0.65, ring * 7, ring * 6.2, ring % 2 ? colors[1] : colors[3]);
      }
    } else {
      for (let x = 0; x < width; ) {
        const step = random.uniform(1.5, 7);
        const lean = random.uniform(-2.5, 2.5);
        side.polygon(
          [
            [x, 0],
            [x + step + 1, 0],
            [x + step + 1 + lean, height],
            [x + lean, height],
          ],
          random.choice(colors),
        );
        x += step;
      }
    }
    side.grain(random, 8);
  });
}
