import type { Random } from '@handbooster/torch/random';
import { Sensor } from '../camera/sensor.js';
import type { RoomLight } from '../rooms/room-light.js';

/** A camera that has set itself by its first picture. */
export function meteredSensor(
  random: Random,
  picture: Float32Array,
  light: RoomLight,
  width: number,
): Sensor {
  let sum = 0;
  let count = 0;
  for (let i = 0; i < picture.length; i += 3 * 7) {
    sum += Math.log(0.02 + 0.3 * picture[i] + 0.59 * picture[i + 1] + 0.11 * picture[i + 2]);
    count++;
  }
  const metered = Math.exp(sum / count) - 0.01;
  const open = 0.3 * light.table.open[0] + 0.59 * light.table.open[1] + 0.11 * light.table.open[2];
  // Half by what it sees, half by the light: black tables stay dark and white ones bright.
  const exposure = Math.sqrt((0.2 / metered) * (0.78 / open)) * Math.exp(random.normal(0, 0.12));
  return new Sensor({
    exposure,
    balance: [1 + random.normal(0, 0.03), 1, 1 + random.normal(0, 0.04)],
    blur: random.uniform(0.5, 0.85) * Math.max(0.6, width / 640),
    noise: random.uniform(0.004, 0.014),
    vignette: random.uniform(0, 0.25),
    contrast: random.uniform(1, 1.25),
    saturation: random.uniform(0.85, 1.12),
  });
}
