import { Random } from '@handbooster/torch/random';
import { srgbOfLinear } from '../surfaces/color.js';
import { LensBlur } from './lens-blur.js';

/** A camera's electronics and lens, one set a sequence and view. */
export interface SensorSettings {
  /** Light that comes out as white is 1 / exposure. */
  exposure: number;
  /** Gains of red, green and blue: what the white balance got wrong. */
  balance: readonly [number, number, number];
  /** Blur of the lens, pixels (standard deviation). */
  blur: number;
  /** Noise at mid grey, as a share of white. */
  noise: number;
  /** Darkening of the corners, 0 ... 1. */
  vignette: number;
  /** Contrast of the tone curve: 1 is plain sRGB. */
  contrast: number;
  saturation: number;
}

const NOISE_SIZE = 1 << 16;
const CURVE = 4096;

/**
 * Turns light into the 8-bit picture of a real camera: blur, noise of photons and electronics, tone curve.
 */
export class Sensor {
  readonly #curve = new Uint8Array(CURVE + 1);
  readonly #settings: SensorSettings;
  readonly #lens: LensBlur;

  constructor(settings: SensorSettings) {
    this.#settings = settings;
    this.#lens = new LensBlur(settings.blur);
    for (let i = 0; i <= CURVE; i++) {
      // Position i holds light (i / CURVE)^2, so that dark tones keep their steps.
      const light = ((i / CURVE) * 1.4) ** 2;
      const soft = light < 0.7 ? light : 0.7 + 0.3 * (1 - Math.exp(-(light - 0.7) / 0.3));
      const tone = srgbOfLinear(Math.min(1, soft));
      const s = tone + (settings.contrast - 1) * (tone - 0.5) * 4 * tone * (1 - tone);
      this.#curve[i] = Math.max(0, Math.min(255, Math.round(255 * s)));
    }
  }

  /** @param light (H, W, 3) @param out memory for what is returned @returns (H, W, 3) 8-bit sRGB */
  expose(
    light: Float32Array,
    width: number,
    height: number,
    random: Random,
    out: Uint8Array = new Uint8Array(light.length),
  ): Uint8Array {
    const { exposure, balance, noise, vignette, saturation } = this.#settings;
    const start0 = random.integer(NOISE_SIZE);
    const start1 = random.integer(NOISE_SIZE);
    const start2 = random.integer(NOISE_SIZE);
    // Photon noise grows with the root of the light; mid grey (0.18) has `noise`.
    const photon = (noise * noise * 0.8) / 0.18;
    const read = noise * noise * 0.2;
    const gain0 = balance[0] * exposure;
    const gain1 = balance[1] * exposure;
    const gain2 = balance[2] * exposure;
    const own = saturation;
    const shared = 1 - saturation;
    const curve = this.#curve;
    const table = noiseTable();
    const shades = Float32Array.from(
      { length: width },
      (_, x) => 2 * vignette * ((x - width / 2) / width) ** 2,
    );
    this.#lens.open(light, width, height);
    const line = this.#lens.line;
    for (let y = 0, i = 0; y < height; y++) {
      this.#lens.next();
      // Rows start at hashed places, so that the table's order does not show.
      const jump = Math.imul(y + 1, 0x9e3779b1) >>> 0;
      const first0 = (start0 + jump) & MASK;
      const first1 = (start1 + jump) & MASK;
      const first2 = (start2 + jump) & MASK;
      const rest = 1 - 2 * vignette * ((y - height / 2) / height) ** 2;
      for (let x = 0, j = 0; x < width; x++, i += 3, j += 3) {
        const shade = rest - shades[x];
        const red = line[j] * gain0 * shade;
        const green = line[j + 1] * gain1 * shade;
        const blue = line[j + 2] * gain2 * shade;
        const grey = 0.3 * red + 0.59 * green + 0.11 * blue;
        const deviation = Math.sqrt(photon * grey + read);
        const n0 = 0.7 * table[(first0 + x) & MASK];
        const n1 = table[(first1 + x * 3) & MASK];
        const n2 = table[(first2 + x * 5) & MASK];
        const pale = grey * shared;
        out[i] = curve[position(red * own + pale + deviation * (n0 + 0.5 * n1))];
        out[i + 1] = curve[position(green * own + pale + deviation * (n0 + 0.3 * n2))];
        out[i + 2] = curve[position(blue * own + pale + deviation * (n0 - 0.6 * n1))];
      }
    }
    return out;
  }
}

let known: Float32Array | null = null;

/**
 * Noise of deviation 1. Demosaicing smears it over neighbours: a moving mean over a row of white noise. All
 * cameras share it: every row of every picture begins at a place of its own.
 */
function noiseTable(): Float32Array {
  if (known === null) {
    const white = new Random('sensor-noise').fillNormal(new Float32Array(NOISE_SIZE));
    known = white.map((value, i) => (value + 0.6 * white[(i + 1) % NOISE_SIZE]) / Math.hypot(1, 0.6));
  }
  return known;
}

const MASK = NOISE_SIZE - 1;
const PER_ROOT = CURVE / 1.4;

/** Of an amount of light in the tone curve. */
function position(light: number): number {
  if (!(light > 0)) return 0;
  const at = Math.sqrt(light) * PER_ROOT + 0.5;
  return at >= CURVE ? CURVE : at | 0;
}
