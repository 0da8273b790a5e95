import { discMasks, SUBPIXELS } from './disc-masks.js';
import { paintDisc } from './paint-disc.js';

/** What is drawn: places in map units, y upward; a list a column. */
export interface Points {
  x: ArrayLike<number>;
  y: ArrayLike<number>;
  /** (N, 3) linear RGB, 0 ... 1. */
  colors: Float32Array;
  /** Pixels across; 0 hides a point. */
  sizes: Float32Array;
  /** Drawn above the others. */
  raised: (point: number) => boolean;
}

const MOST_ZOOM = 400;
/** Pixels around a press in which a point is found. */
const REACH = 9;
const MARGIN = 1.08;
const LARGEST_RATIO = 2;
/** Of points that are not raised, 0 ... 255. */
const OPACITY = 191;

/**
 * A plane of many points that one moves and zooms, painted without a graphics card: where a program stands in
 * for the card, discs that overlap cost it far more than they cost here.
 */
export class PointView {
  #points: Points = {
    x: [],
    y: [],
    colors: new Float32Array(0),
    sizes: new Float32Array(0),
    raised: () => false,
  };
  /** Points that are shown, raised ones last, and where those begin. */
  #order = new Uint32Array(0);
  #firstRaised = 0;
  /** (N, 3) 0 ... 255, as a screen takes them. */
  #colors = new Uint8Array(0);
  #bounds = { x: 0, y: 0, width: 1, height: 1 };
  #center: [number, number] = [0.5, 0.5];
  #zoom = 1;
  #image: ImageData | null = null;
  #frame = 0;
  readonly #end: () => void;

  /** @param moved is called whenever places on the screen have changed */
  constructor(
    readonly canvas: HTMLCanvasElement,
    readonly moved: () => void,
  ) {
    const resized = new ResizeObserver(() => this.draw());
    resized.observe(canvas);
    this.#end = () => resized.disconnect();
  }

  /** Other points; where the plane is looked at stays, unless its bounds have changed. */
  show(points: Points, bounds: { x: number; y: number; width: number; height: number }): void {
    this.#points = points;
    if (JSON.stringify(bounds) !== JSON.stringify(this.#bounds)) {
      this.#bounds = bounds;
      this.reset();
    }
    const shown = Array.from(points.sizes.keys()).filter((i) => points.sizes[i] > 0);
    const quiet = shown.filter((i) => !points.raised(i));
    this.#order = Uint32Array.from([...quiet, ...shown.filter((i) => points.raised(i))]);
    this.#firstRaised = quiet.length;
    this.#colors = Uint8Array.from(points.colors, toScreen);
    this.draw();
  }

  draw(): void {
    this.#frame ||= requestAnimationFrame(() => {
      this.#frame = 0;
      this.#paint();
    });
    this.moved();
  }

  /** All of it. */
  reset(): void {
    const { x, y, width, height } = this.#bounds;
    this.#center = [x + width / 2, y + height / 2];
    this.#zoom = 1;
    this.draw();
  }

  /** @param pixels that the content moves right and down */
  move(pixels: readonly [number, number]): void {
    const scale = this.#window().width / this.canvas.clientWidth;
    this.#center = [this.#center[0] - pixels[0] * scale, this.#center[1] + pixels[1] * scale];
    this.draw();
  }

  /** @param at what stays where it is, pixels of the canvas; the middle where left out */
  zoomBy(factor: number, at?: readonly [number, number]): void {
    const before = at && this.place(at);
    this.#zoom = Math.max(0.5, Math.min(MOST_ZOOM, this.#zoom * factor));
    if (at && before) {
      const after = this.place(at);
      this.#center = [this.#center[0] + before[0] - after[0], this.#center[1] + before[1] - after[1]];
    }
    this.draw();
  }

  /** A point comes into the window where it is outside. */
  reveal(point: number): void {
    const [x, y] = this.pixelOf(point);
    const { clientWidth, clientHeight } = this.canvas;
    if (x < 0 || y < 0 || x > clientWidth || y > clientHeight) {
      this.#center = [this.#points.x[point], this.#points.y[point]];
      this.draw();
    }
  }

  /** Pixels of the canvas to a place of the plane. */
  place([x, y]: readonly [number, number]): [number, number] {
    const { width, height } = this.#window();
    const { clientWidth, clientHeight } = this.canvas;
    return [
      this.#center[0] + (x / clientWidth - 0.5) * width,
      this.#center[1] - (y / clientHeight - 0.5) * height,
    ];
  }

  /** Where a point is on the canvas. */
  pixelOf(point: number): [number, number] {
    return this.pixel([this.#points.x[point], this.#points.y[point]]);
  }

  pixel([x, y]: readonly [number, number]): [number, number] {
    const { width, height } = this.#window();
    const { clientWidth, clientHeight } = this.canvas;
    return [
      ((x - this.#center[0]) / width + 0.5) * clientWidth,
      (0.5 - (y - this.#center[1]) / height) * clientHeight,
    ];
  }

  /** The point nearest to a pixel, within reach; null without one. */
  find(at: readonly [number, number]): number | null {
    const [x, y] = this.place(at);
    const reach = (REACH * this.#window().width) / this.canvas.clientWidth;
    let [found, least]: [number | null, number] = [null, reach * reach];
    const { x: xs, y: ys, sizes } = this.#points;
    for (let i = 0; i < xs.length; i++) {
      if (sizes[i] === 0) continue;
      const distance = (xs[i] - x) ** 2 + (ys[i] - y) ** 2;
      if (distance < least) [found, least] = [i, distance];
    }
    return found;
  }

  /** Points inside an outline of the plane. */
  inside(outline: readonly (readonly [number, number])[]): number[] {
    const { x, y, sizes } = this.#points;
    const found: number[] = [];
    for (let i = 0; i < x.length; i++) if (sizes[i] > 0 && isInside(outline, x[i], y[i])) found.push(i);
    return found;
  }

  /** The nearest point in a direction (right, up), a step for the keyboard; null where there is none. */
  beside(point: number, [right, up]: readonly [number, number]): number | null {
    const { x, y, sizes } = this.#points;
    let [found, least]: [number | null, number] = [null, Number.POSITIVE_INFINITY];
    for (let i = 0; i < x.length; i++) {
      if (i === point || sizes[i] === 0) continue;
      const [dx, dy] = [x[i] - x[point], y[i] - y[point]];
      const ahead = dx * right + dy * up;
      const aside = Math.abs(dx * up - dy * right);
      if (ahead <= 0 || aside > ahead) continue;
      const cost = ahead + 2 * aside;
      if (cost < least) [found, least] = [i, cost];
    }
    return found;
  }

  close(): void {
    cancelAnimationFrame(this.#frame);
    this.#end();
  }

  #paint(): void {
    const ratio = Math.min(LARGEST_RATIO, devicePixelRatio);
    const width = Math.round(this.canvas.clientWidth * ratio);
    const height = Math.round(this.canvas.clientHeight * ratio);
    if (width === 0 || height === 0) return;
    if (this.canvas.width !== width || this.canvas.height !== height) {
      Object.assign(this.canvas, { width, height });
    }
    if (this.#image?.width !== width || this.#image.height !== height) {
      this.#image = new ImageData(width, height);
    } else this.#image.data.fill(0);
    const window = this.#window();
    const [across, down] = [width / window.width, height / window.height];
    const [left, top] = [this.#center[0] - window.width / 2, this.#center[1] + window.height / 2];
    const { x, y, sizes } = this.#points;
    for (let k = 0; k < this.#order.length; k++) {
      const i = this.#order[k];
      const [right, below] = [(x[i] - left) * across, (top - y[i]) * down];
      const [column, row] = [Math.floor(right), Math.floor(below)];
      const part = (value: number, whole: number) => Math.floor((value - whole) * SUBPIXELS);
      const mask = discMasks(sizes[i] * ratio)[SUBPIXELS * part(below, row) + part(right, column)];
      const color = [this.#colors[3 * i], this.#colors[3 * i + 1], this.#colors[3 * i + 2]] as const;
      const raised = k >= this.#firstRaised;
      paintDisc(this.#image, mask, column, row, color, raised ? 255 : OPACITY, raised);
    }
    this.canvas.getContext('2d')?.putImageData(this.#image, 0, 0);
  }

  /** Map units that the canvas shows. */
  #window(): { width: number; height: number } {
    const { clientWidth, clientHeight } = this.canvas;
    const [across, down] = [Math.max(1, clientWidth), Math.max(1, clientHeight)];
    const unit = Math.max(this.#bounds.width / across, this.#bounds.height / down) * MARGIN;
    return { width: (across * unit) / this.#zoom, height: (down * unit) / this.#zoom };
  }
}

/** Linear light 0 ... 1 as a screen takes it, 0 ... 255. */
function toScreen(light: number): number {
  return Math.round(255 * (light <= 0.0031308 ? 12.92 * light : 1.055 * light ** (1 / 2.4) - 0.055));
}

function isInside(outline: readonly (readonly [number, number])[], x: number, y: number): boolean {
  let inside = false;
  for (let i = 0, j = outline.length - 1; i < outline.length; j = i++) {
    const [[ax, ay], [bx, by]] = [outline[i], outline[j]];
    if (ay > y !== by > y && x < ((bx - ax) * (y - ay)) / (by - ay) + ax) inside = !inside;
  }
  return inside;
}
