/**
 * A Gaussian blur of pictures (H, W, 3), edges repeated, that hands out one finished row after the other:
 * only the rows that it still needs are held, so that all it touches stays in the processor's cache.
 */
export class LensBlur {
  /** (W, 3) the row last asked for. */
  line = new Float32Array(0);
  /** (reach + 1) weights from the middle out. */
  readonly #kernel: Float64Array;
  readonly #reach: number;
  /** The last 2 reach + 1 rows, blurred along themselves; row y is at y modulo their number. */
  #rows: Float32Array[] = [];
  #padded = new Float32Array(0);
  #light: Float32Array = new Float32Array(0);
  #height = 0;
  #done = 0;
  #y = 0;

  /** @param sigma pixels; below 0.2 nothing is blurred */
  constructor(sigma: number) {
    this.#reach = sigma < 0.2 ? 0 : Math.max(1, Math.ceil(sigma * 2.5));
    const weights = Float64Array.from({ length: this.#reach + 1 }, (_, k) =>
      Math.exp(-(k * k) / (2 * Math.max(sigma, 0.2) ** 2)),
    );
    const sum = 2 * weights.reduce((total, weight) => total + weight, 0) - weights[0];
    this.#kernel = weights.map((weight) => weight / sum);
  }

  /** Begins a picture; `next` then gives its rows from the top. */
  open(light: Float32Array, width: number, height: number): void {
    const length = width * 3;
    if (this.line.length !== length) {
      this.line = new Float32Array(length);
      this.#padded = new Float32Array(length + 6 * this.#reach);
      this.#rows = Array.from({ length: 2 * this.#reach + 1 }, () => new Float32Array(length));
    }
    this.#light = light;
    this.#height = height;
    this.#done = 0;
    this.#y = 0;
  }

  /** Puts the next row into `line`. */
  next(): void {
    const reach = this.#reach;
    const { line } = this;
    const { length } = line;
    const y = this.#y++;
    if (reach === 0) {
      line.set(this.#light.subarray(y * length, (y + 1) * length));
      return;
    }
    while (this.#done <= Math.min(y + reach, this.#height - 1)) this.#along(this.#done++);
    const rows = this.#rows;
    const count = rows.length;
    const middle = rows[y % count];
    const w0 = this.#kernel[0];
    const w1 = this.#kernel[1];
    const up = rows[Math.max(0, y - 1) % count];
    const down = rows[Math.min(this.#height - 1, y + 1) % count];
    for (let i = 0; i < length; i++) line[i] = w0 * middle[i] + w1 * (up[i] + down[i]);
    for (let k = 2; k <= reach; k++) {
      const weight = this.#kernel[k];
      const above = rows[Math.max(0, y - k) % count];
      const below = rows[Math.min(this.#height - 1, y + k) % count];
      for (let i = 0; i < length; i++) line[i] += weight * (above[i] + below[i]);
    }
  }

  /** Blurs row `y` along itself. */
  #along(y: number): void {
    const reach = this.#reach;
    const padded = this.#padded;
    const out = this.#rows[y % this.#rows.length];
    const { length } = out;
    const first = reach * 3;
    padded.set(this.#light.subarray(y * length, (y + 1) * length), first);
    for (let k = 0; k < first; k++) {
      padded[k] = padded[first + (k % 3)];
      padded[first + length + k] = padded[first + length - 3 + (k % 3)];
    }
    const w0 = this.#kernel[0];
    const w1 = this.#kernel[1];
    for (let i = 0, j = first; i < length; i++, j++) {
      out[i] = w0 * padded[j] + w1 * (padded[j - 3] + padded[j + 3]);
    }
    for (let k = 2; k <= reach; k++) {
      const weight = this.#kernel[k];
      for (let i = 0, j = first; i < length; i++, j++) {
        out[i] += weight * (padded[j - 3 * k] + padded[j + 3 * k]);
      }
    }
  }
}
