/**
 * Forces in the order they were added, to be added again: what does not change from one evaluation to the
 * next.
 */
export class ForceRecord {
  /** (point, x, y, z) each; joints are -1 - joint. */
  #kept = new Float64Array(4 * 256);
  #count = 0;

  clear(): void {
    this.#count = 0;
  }

  add(what: number, x: number, y: number, z: number): void {
    const at = 4 * this.#count++;
    if (at === this.#kept.length) {
      const grown = new Float64Array(2 * at);
      grown.set(this.#kept);
      this.#kept = grown;
    }
    const kept = this.#kept;
    kept[at] = what;
    kept[at + 1] = x;
    kept[at + 2] = y;
    kept[at + 3] = z;
  }

  replay(add: (what: number, x: number, y: number, z: number) => void): void {
    const kept = this.#kept;
    for (let i = 0; i < 4 * this.#count; i += 4) add(kept[i], kept[i + 1], kept[i + 2], kept[i + 3]);
  }
}
