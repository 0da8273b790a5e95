import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** Folder of the golden files: `HANDBOOSTER_GOLDEN`, else `../shared/golden` beside the repository. */
export const goldenFolder =
  process.env.HANDBOOSTER_GOLDEN ?? fileURLToPath(new URL('../../../../../shared/golden', import.meta.url));

/** Whether a file (or folder) of the goldens exists; tests skip with a word where it does not. */
export function hasGolden(name: string): boolean {
  return existsSync(`${goldenFolder}/${name}`);
}

/**
 * Tensors made from their names: parity with other implementations without big files. Element i of `name`
 * starts from the 32-bit FNV-1a hash of the UTF-8 bytes of salt + name, and is mixed to a u in [0, 1).
 */
export class FormulaTensors {
  constructor(readonly salt = '') {}

  /** `count` values u in [0, 1), in double precision. */
  unit(name: string, count: number): Float64Array {
    let hash = 0x811c9dc5;
    for (const byte of new TextEncoder().encode(this.salt + name)) hash = Math.imul(hash ^ byte, 0x01000193);
    const values = new Float64Array(count);
    for (let i = 0; i < count; i++) values[i] = mix(hash + Math.imul(i, 0x9e3779b9)) / 4294967296;
    return values;
  }

  /** `count` values 2u - 1 in [-1, 1), in double precision. */
  signed(name: string, count: number): Float64Array {
    return this.unit(name, count).map((u) => 2 * u - 1);
  }

  /**
   * A parameter or buffer by the convention of its name: two or more dimensions are (2u - 1) sqrt(3 / fan-in)
   * times `gamma`; biases and running means 0.1 (2u - 1); other gains and running variances 1 + 0.1 (2u - 1);
   * counts 0.
   */
  parameter(name: string, shape: readonly number[], gamma = 1): Float32Array {
    const count = shape.reduce((product, size) => product * size, 1);
    if (name.endsWith('num_batches_tracked')) return new Float32Array(count);
    const signed = this.signed(name, count);
    if (name.endsWith('bias') || name.endsWith('running_mean'))
      return Float32Array.from(signed, (v) => 0.1 * v);
    if (shape.length < 2 || name.endsWith('.g')) return Float32Array.from(signed, (v) => 1 + 0.1 * v);
    const scale = gamma * Math.sqrt((3 * shape[0]) / count);
    return Float32Array.from(signed, (v) => v * scale);
  }
}

function mix(value: number): number {
  let x = value | 0;
  x ^= x >>> 16;
  x = Math.imul(x, 0x21f0aaad);
  x ^= x >>> 15;
  x = Math.imul(x, 0x735a2d97);
  x ^= x >>> 15;
  return x >>> 0;
}
