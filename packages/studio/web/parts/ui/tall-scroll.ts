/**
 * A browser lays out no more pixels than some ten millions; longer lists are shown through a shorter scroll
 * bar.
 */
const TALLEST = 8_000_000;
const SETTLE_MS = 140;

/**
 * The place in a list that may be taller than a page can be. Small movements are kept to the pixel; a drag of
 * the bar goes to its share of the list. When the movement has settled, the bar is put where it belongs.
 */
export class TallScroll {
  /** Pixels of the list above the window. */
  offset = 0;
  #last = 0;
  #timer = 0;

  constructor(
    readonly element: HTMLElement,
    /** Pixels of the whole list. */
    public total: number,
    readonly moved: () => void,
  ) {
    element.addEventListener('scroll', this.#scrolled, { passive: true });
  }

  /** Pixels that the scrolled content is given. */
  get height(): number {
    return Math.min(this.total, TALLEST);
  }

  /** Where in the scrolled content the list's pixel `y` is drawn. */
  draw(y: number): number {
    return this.element.scrollTop + y - this.offset;
  }

  go(offset: number): void {
    this.offset = Math.max(0, Math.min(offset, this.total - this.element.clientHeight));
    this.#settle();
    this.moved();
  }

  /** The list has another length, or the window another size. */
  resize(total: number): void {
    this.total = total;
    this.offset = Math.max(0, Math.min(this.offset, total - this.element.clientHeight));
    this.#settle();
  }

  close(): void {
    clearTimeout(this.#timer);
    this.element.removeEventListener('scroll', this.#scrolled);
  }

  readonly #scrolled = () => {
    const { scrollTop, clientHeight } = this.element;
    const delta = scrollTop - this.#last;
    this.#last = scrollTop;
    if (this.total <= TALLEST) this.offset = scrollTop;
    else {
      const [reach, most] = [this.height - clientHeight, this.total - clientHeight];
      const near = Math.abs(delta) <= 2 * clientHeight && scrollTop > 0 && scrollTop < reach - 1;
      this.offset = Math.max(0, Math.min(most, near ? this.offset + delta : (scrollTop / reach) * most));
      clearTimeout(this.#timer);
      this.#timer = window.setTimeout(() => {
        this.#settle();
        this.moved();
      }, SETTLE_MS);
    }
    this.moved();
  };

  #settle(): void {
    const { clientHeight } = this.element;
    const most = Math.max(1, this.total - clientHeight);
    const wanted = this.total <= TALLEST ? this.offset : (this.offset / most) * (this.height - clientHeight);
    this.#last = Math.round(wanted);
    if (Math.abs(this.element.scrollTop - wanted) > 0.5) this.element.scrollTop = this.#last;
    this.#last = this.element.scrollTop;
  }
}
