/**
 * Keeps what was loaded until a budget of bytes is spent; past it, later things are loaded anew each time.
 */
export class BoundedCache<T, Key = number> {
  readonly #kept = new Map<Key, T>();
  #left: number;

  constructor(
    bytes: number,
    readonly bytesOf: (value: T) => number,
  ) {
    this.#left = bytes;
  }

  async get(key: Key, load: () => Promise<T>): Promise<T> {
    const kept = this.#kept.get(key);
    if (kept !== undefined) return kept;
    const value = await load();
    const bytes = this.bytesOf(value);
    if (bytes <= this.#left && !this.#kept.has(key)) {
      this.#left -= bytes;
      this.#kept.set(key, value);
    }
    return value;
  }
}
