/**
 * Counter-based random numbers: Philox4x32-10 (Salmon et al., "Parallel random numbers: as easy as 1, 2, 3",
 * SC 2011).
 *
 * A generator is named by keys, for example `new Random(runSeed, 'grasps', item)`. Equal keys give equal
 * numbers wherever they are drawn, so the result of a stage does not depend on which worker drew which item.
 * It needs no engine; tensors of noise are filled here and handed over, so that they are the same on every
 * engine and device.
 */
export class Random {
  readonly #key0: number;
  readonly #key1: number;
  readonly #names: readonly (number | string)[];
  #counter = 0;
  readonly #block = new Uint32Array(4);
  #used = 4;
  #spareNormal = Number.NaN;

  constructor(...names: (number | string)[]) {
    this.#names = names;
    // Type and a separator go in, so that (1, 23), (12, 3) and ('1', 23) are three generators.
    const text = names.map((name) => `${typeof name === 'number' ? 'n' : 's'}${name}`).join('\u0000');
    this.#key0 = fnv1a(text, 0x811c9dc5);
    this.#key1 = fnv1a(text, 0x9dc5811c);
  }

  /** A generator named by this one's keys and more; drawing from it does not advance this one. */
  fork(...names: (number | string)[]): Random {
    return new Random(...this.#names, ...names);
  }

  /** Uniform on the 32-bit unsigned integers. */
  uint32(): number {
    if (this.#used === 4) {
      philox(this.#counter++, this.#key0, this.#key1, this.#block);
      this.#used = 0;
    }
    return this.#block[this.#used++];
  }

  /** Uniform on [low, high), with 53 random bits. */
  uniform(low = 0, high = 1): number {
    const unit = ((this.uint32() >>> 5) * 67108864 + (this.uint32() >>> 6)) / 9007199254740992;
    return low + (high - low) * unit;
  }

  /** Gaussian (Box-Muller). */
  normal(mean = 0, deviation = 1): number {
    if (!Number.isNaN(this.#spareNormal)) {
      const spare = this.#spareNormal;
      this.#spareNormal = Number.NaN;
      return mean + deviation * spare;
    }
    const radius = Math.sqrt(-2 * Math.log(1 - this.uniform()));
    const angle = 2 * Math.PI * this.uniform();
    this.#spareNormal = radius * Math.sin(angle);
    return mean + deviation * radius * Math.cos(angle);
  }

  /** Uniform integer on 0 ... count - 1, without modulo bias. */
  integer(count: number): number {
    if (!Number.isSafeInteger(count) || count < 1 || count > 4294967296) {
      throw new RangeError(`Random.integer: expected a count in 1 ... 2^32, found ${count}`);
    }
    const limit = 4294967296 - (4294967296 % count);
    let value = this.uint32();
    while (value >= limit) value = this.uint32();
    return value % count;
  }

  /** One item, uniformly. */
  choice<T>(items: ArrayLike<T>): T {
    return items[this.integer(items.length)];
  }

  /** An index with probability proportional to its weight (finite, not negative, not all zero). */
  weighted(weights: ArrayLike<number>): number {
    let total = 0;
    for (let i = 0; i < weights.length; i++) {
      if (!(weights[i] >= 0) || weights[i] === Number.POSITIVE_INFINITY) {
        throw new RangeError(
          `Random.weighted: weight ${i} is ${weights[i]}, expected a finite number of at least 0`,
        );
      }
      total += weights[i];
    }
    if (!(total > 0)) throw new RangeError('Random.weighted: all weights are zero');
    let rest = this.uniform(0, total);
    let last = 0;
    for (let i = 0; i < weights.length; i++) {
      if (weights[i] === 0) continue;
      last = i;
      rest -= weights[i];
      if (rest < 0) return i;
    }
    return last;
  }

  /** Shuffles in place (Fisher-Yates) and returns the same array. */
  shuffle<T extends { length: number; [index: number]: unknown }>(items: T): T {
    for (let i = items.length - 1; i > 0; i--) {
      const j = this.integer(i + 1);
      const kept = items[i];
      items[i] = items[j];
      items[j] = kept;
    }
    return items;
  }

  /** Fills with Gaussian numbers and returns the same array. */
  fillNormal<T extends Float32Array | Float64Array>(into: T, mean = 0, deviation = 1): T {
    for (let i = 0; i < into.length; i++) into[i] = this.normal(mean, deviation);
    return into;
  }

  /** Fills with numbers uniform on [low, high) and returns the same array. */
  fillUniform<T extends Float32Array | Float64Array>(into: T, low = 0, high = 1): T {
    for (let i = 0; i < into.length; i++) into[i] = this.uniform(low, high);
    return into;
  }

  /** A rotation uniform on SO(3) as a unit quaternion (w, x, y, z), w >= 0 (Shoemake 1992). */
  quaternion(): [number, number, number, number] {
    const u = this.uniform();
    const a = 2 * Math.PI * this.uniform();
    const b = 2 * Math.PI * this.uniform();
    const r = Math.sqrt(1 - u);
    const s = Math.sqrt(u);
    const w = s * Math.cos(b);
    const sign = w < 0 ? -1 : 1;
    return [sign * w, sign * r * Math.sin(a), sign * r * Math.cos(a), sign * s * Math.sin(b)];
  }
}

/** 32-bit FNV-1a of the UTF-8 bytes of a text. */
export function fnv1a(text: string, basis = 0x811c9dc5): number {
  let hash = basis;
  for (const byte of new TextEncoder().encode(text)) hash = Math.imul(hash ^ byte, 0x01000193);
  return hash >>> 0;
}

function philox(counter: number, key0: number, key1: number, out: Uint32Array): void {
  let c0 = counter >>> 0;
  let c1 = Math.floor(counter / 4294967296) >>> 0;
  let c2 = 0;
  let c3 = 0;
  let k0 = key0;
  let k1 = key1;
  for (let round = 0; round < 10; round++) {
    const high0 = multiplyHigh(0xd2511f53, c0);
    const low0 = Math.imul(0xd2511f53, c0) >>> 0;
    const high1 = multiplyHigh(0xcd9e8d57, c2);
    const low1 = Math.imul(0xcd9e8d57, c2) >>> 0;
    c0 = (high1 ^ c1 ^ k0) >>> 0;
    c1 = low1;
    c2 = (high0 ^ c3 ^ k1) >>> 0;
    c3 = low0;
    k0 = (k0 + 0x9e3779b9) >>> 0;
    k1 = (k1 + 0xbb67ae85) >>> 0;
  }
  out[0] = c0;
  out[1] = c1;
  out[2] = c2;
  out[3] = c3;
}

function multiplyHigh(a: number, b: number): number {
  const aHigh = a >>> 16;
  const aLow = a & 0xffff;
  const bHigh = b >>> 16;
  const bLow = b & 0xffff;
  const low = aLow * bLow;
  const middle = aHigh * bLow + (low >>> 16);
  const middle2 = aLow * bHigh + (middle & 0xffff);
  // `middle` can pass 2^32 by nothing: aHigh * bLow + 2^16 - 1 < 2^32.
  return (aHigh * bHigh + Math.floor(middle / 65536) + Math.floor(middle2 / 65536)) >>> 0;
}
