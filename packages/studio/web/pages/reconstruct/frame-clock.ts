const KEPT = 30;

/** Times of the last frames. */
export class FrameClock {
  #network: number[] = [];
  #whole: number[] = [];
  #drawn: number[] = [];
  #film = false;

  reset(): void {
    this.#network = [];
    this.#whole = [];
    this.#drawn = [];
  }

  /**
   * @param network milliseconds in the network.
   * @param whole with crop and drawing.
   * @param film whether frames follow each other.
   */
  tick(network: number, whole: number, film: boolean): void {
    this.#film = film;
    push(this.#network, network);
    push(this.#whole, whole);
    push(this.#drawn, performance.now());
  }

  /** Frames a second as drawn in a film; of a still picture, what its answers would allow. */
  get text(): string {
    const network = `network ${median(this.#network).toFixed(1)} ms`;
    const span = this.#drawn[this.#drawn.length - 1] - this.#drawn[0];
    const rate =
      this.#film && span > 0 ? (1000 * (this.#drawn.length - 1)) / span : 1000 / median(this.#whole);
    return `${rate.toFixed(1)} frames a second${this.#film ? '' : ' possible'}, ${network}`;
  }
}

function push(list: number[], value: number): void {
  list.push(value);
  if (list.length > KEPT) list.shift();
}

function median(list: readonly number[]): number {
  return [...list].sort((a, b) => a - b)[list.length >> 1];
}
