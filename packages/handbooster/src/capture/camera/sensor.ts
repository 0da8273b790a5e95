import type { Random } from '@handbooster/torch/random';
import { srgbOfLinear } from '../surfaces/color.js';

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

/** Turns light into the 8-bit picture of a real camera: blur, noise of photons and electronics, tone curve. */
export class Sensor {
  readonly #noise: Float32Array;
  readonly #curve = new Uint8Array(CURVE + 1);
  readonly #settings: SensorSettings;
  #scratch = new Float32Array(0);

  constructor(settings: SensorSettings, random: Random) {
    this.#settings = settings;
    // Demosaicing smears noise over neighbours: a moving mean over a row of white noise, brought back to deviation 1.
    const white = random.fillNormal(new Float32Array(NOISE_SIZE));
    this.#noise = new Float32Array(NOISE_SIZE);
    for (let i = 0; i < NOISE_SIZE; i++) {
      this.#noise[i] = (white[i] + 0.6 * white[(i + 1) % NOISE_SIZE]) / Math.hypot(1, 0.6);
    }
    for (let i = 0; i <= CURVE; i++) {
      // Position i holds light (i / CURVE)^2, so that dark tones keep their steps.
      const light = ((i / CURVE) * 1.4) ** 2;
      const soft = light < 0.7 ? light : 0.7 + 0.3 * (1 - Math.exp(-(light - 0.7) / 0.3));
      const tone = srgbOfLinear(Math.min(1, soft));
      const s = tone + (settings.contrast - 1) * (tone - 0.5) * 4 * tone * (1 - tone);
      this.#curve[i] = Math.max(0, Math.min(255, Math.round(255 * s)));
    }
  }

  /** @param light (H, W, 3); is used as working memory. @returns (H, W, 3) 8-bit sRGB */
  expose(light: Float32Array, width: number, height: number, random: Random): Uint8Array {
    const { exposure, balance, noise, vignette, blur, saturation } = this.#settings;
    if (this.#scratch.length !== light.length) this.#scratch = new Float32Array(light.length);
    gaussianBlur(light, this.#scratch, width, height, blur);
    const out = new Uint8Array(light.length);
    const starts = [random.integer(NOISE_SIZE), random.integer(NOISE_SIZE), random.integer(NOISE_SIZE)];
    // Photon noise grows with the root of the light; mid grey (0.18) has `noise`.
    const photon = (noise * noise * 0.8) / 0.18;
    const read = noise * noise * 0.2;
    const rx = 1 / (width * width);
    const ry = 1 / (height * height);
    const gain = [balance[0] * exposure, balance[1] * exposure, balance[2] * exposure];
    const curve = this.#curve;
    const table = this.#noise;
    for (let y = 0, i = 0; y < height; y++) {
      // Rows start at hashed places, so that the table's order does not show.
      const jump = Math.imul(y + 1, 0x9e3779b1) >>> 0;
      const dy = y - height / 2;
      for (let x = 0; x < width; x++, i += 3) {
        const dx = x - width / 2;
        const shade = 1 - vignette * (dx * dx * rx + dy * dy * ry) * 2;
        let r = light[i] * gain[0] * shade;
        let g = light[i + 1] * gain[1] * shade;
        let b = light[i + 2] * gain[2] * shade;
        const grey = 0.3 * r + 0.59 * g + 0.11 * b;
        r = grey + (r - grey) * saturation;
        g = grey + (g - grey) * saturation;
        b = grey + (b - grey) * saturation;
        const deviation = Math.sqrt(photon * Math.max(0, grey) + read);
        const n0 = table[(starts[0] + jump + x) & (NOISE_SIZE - 1)];
        const n1 = table[(starts[1] + jump + x * 3) & (NOISE_SIZE - 1)];
        const n2 = table[(starts[2] + jump + x * 5) & (NOISE_SIZE - 1)];
        r += deviation * (0.7 * n0 + 0.5 * n1);
        g += deviation * (0.7 * n0 + 0.3 * n2);
        b += deviation * (0.7 * n0 - 0.6 * n1);
        out[i] = curve[position(r)];
        out[i + 1] = curve[position(g)];
        out[i + 2] = curve[position(b)];
      }
    }
    return out;
  }
}

function position(light: number): number {
  if (!(light > 0)) return 0;
  const at = (Math.sqrt(light) / 1.4) * CURVE;
  return at >= CURVE ? CURVE : Math.round(at);
}

/** Blurs (H, W, 3) in place with a Gaussian of `sigma` pixels; edges repeat. */
function gaussianBlur(
  image: Float32Array,
  scratch: Float32Array,
  width: number,
  height: number,
  sigma: number,
): void {
  if (sigma < 0.2) return;
  const reach = Math.max(1, Math.ceil(sigma * 2.5));
  const kernel = new Float64Array(reach + 1);
  let sum = 0;
  for (let k = 0; k <= reach; k++) {
    kernel[k] = Math.exp(-(k * k) / (2 * sigma * sigma));
    sum += k === 0 ? kernel[k] : 2 * kernel[k];
  }
  for (let k = 0; k <= reach; k++) kernel[k] /= sum;
  const row = width * 3;
  const inner = reach * 3;
  for (let y = 0; y < height; y++) {
    const base = y * row;
    for (let x = 0; x < row; x++) {
      const i = base + x;
      let value = kernel[0] * image[i];
      if (x >= inner && x < row - inner) {
        for (let k = 1; k <= reach; k++) value += kernel[k] * (image[i - 3 * k] + image[i + 3 * k]);
      } else {
        const channel = x % 3;
        for (let k = 1; k <= reach; k++) {
          const left = x - 3 * k < 0 ? channel : x - 3 * k;
          const right = x + 3 * k >= row ? row - 3 + channel : x + 3 * k;
          value += kernel[k] * (image[base + left] + image[base + right]);
        }
      }
      scratch[i] = value;
    }
  }
  for (let y = 0; y < height; y++) {
    const base = y * row;
    for (let k = 0; k <= reach; k++) {
      const up = Math.max(0, y - k) * row;
      const down = Math.min(height - 1, y + k) * row;
      if (k === 0) {
        for (let x = 0; x < row; x++) image[base + x] = kernel[0] * scratch[base + x];
      } else {
        const w = kernel[k];
        for (let x = 0; x < row; x++) image[base + x] += w * (scratch[up + x] + scratch[down + x]);
      }
    }
  }
}
