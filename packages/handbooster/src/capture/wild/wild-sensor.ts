import type { Random } from '@handbooster/torch/random';
import { Sensor } from '../camera/sensor.js';
import type { WildOptions } from '../plan/wild-options.js';

/** A camera of any make that has metered a picture (H, W, 3), rightly or not. */
export function wildSensor(
  random: Random,
  light: Float32Array,
  { exposure, balance, blur, noise }: Pick<WildOptions, 'exposure' | 'balance' | 'blur' | 'noise'>,
): Sensor {
  let sum = 0;
  let count = 0;
  for (let i = 0; i < light.length; i += 3 * 7) {
    sum += Math.log(0.02 + 0.3 * light[i] + 0.59 * light[i + 1] + 0.11 * light[i + 2]);
    count++;
  }
  const metered = Math.max(1e-3, Math.exp(sum / count) - 0.01);
  return new Sensor({
    exposure: (0.2 / metered) * 2 ** random.uniform(...exposure),
    balance: [1 + random.uniform(-balance, balance), 1, 1 + random.uniform(-balance, balance)],
    blur: random.uniform(...blur),
    noise: noise[0] * (noise[1] / noise[0]) ** random.uniform(),
    vignette: random.uniform(0, 0.45),
    contrast: random.uniform(0.8, 1.5),
    saturation: random.uniform() < 0.06 ? 0 : random.uniform(0.5, 1.4),
  });
}
