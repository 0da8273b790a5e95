import { Random } from '@handbooster/torch/random';
import type { WildOptions } from '../plan/wild-options.js';
import { captureRooms, type Room } from '../rooms/rooms.js';
import { type Color, hsvColor, lightColor, mixColors, scaleColor } from '../surfaces/color.js';

/** Share of environments without a lamp of their own (an overcast day), and with light of a strong colour. */
const DULL = 0.15;
const COLOURED = 0.12;

/** Rooms in any light: a lamp anywhere above, hard or soft, warm or cold, and much or little light beside. */
export function wildRooms(
  seed: number,
  { environments, lamp, ambient }: Pick<WildOptions, 'environments' | 'lamp' | 'ambient'>,
): Room[] {
  return captureRooms(seed, environments).map((room, index) => {
    const random = new Random(seed, 'wild-light', index);
    const azimuth = random.uniform(0, 2 * Math.PI);
    const elevation = random.uniform(0.12, 1.5);
    const tint = (): Color =>
      random.uniform() < COLOURED
        ? mixColors(hsvColor(random.uniform(), 0.6, 1), [1, 1, 1], 0.4)
        : lightColor(random.uniform(-1, 1));
    const strength = random.uniform() < DULL ? 0 : random.uniform(...lamp);
    const top = scaleColor(tint(), random.uniform(...ambient));
    const bright = random.uniform(0, 2 * Math.PI);
    return {
      ...room,
      key: {
        direction: [
          Math.cos(azimuth) * Math.cos(elevation),
          Math.sin(azimuth) * Math.cos(elevation),
          Math.sin(elevation),
        ],
        softness: 0.02 * 25 ** random.uniform(),
        color: scaleColor(tint(), strength),
      },
      ambient: {
        top,
        side: scaleColor(mixColors(top, tint(), 0.4), random.uniform(0.3, 1.1)),
        bright: [Math.cos(bright), Math.sin(bright)],
        brightness: random.uniform(0.2, 3),
      },
      level: random.uniform(0.3, 1.4),
    };
  });
}
