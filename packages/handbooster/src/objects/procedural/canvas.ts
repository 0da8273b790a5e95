import type { Random } from '@handbooster/torch';
import type { Texture } from '../object-model.js';
import { textStrokes } from './stroke-font.js';

export type Paint = readonly [number, number, number];

export interface TextOptions {
  /** Middle of the text, in the canvas's units. */
  x: number;
  y: number;
  /** Height of a capital letter. */
  height: number;
  paint: Paint;
  /** The text is made smaller until it is no wider. */
  greatestWidth?: number;
  /** Thickness of the strokes, in letter heights. */
  weight?: number;
  /** Degrees, clockwise. */
  turn?: number;
}

/**
 * A small painter of labels with smooth edges. It works in millimetres from the top left, x right, y down. It
 * is all arithmetic, so the bytes are the same on every machine, which an SVG renderer and a system's fonts
 * would not give, and it needs no waiting.
 */
export class Canvas {
  /** Origin and size of this canvas on the texture, pixels. */
  readonly #left: number;
  readonly #top: number;
  readonly #right: number;
  readonly #bottom: number;

  private constructor(
    readonly texture: Texture,
    readonly scaleX: number,
    readonly scaleY: number,
    left: number,
    top: number,
    readonly width: number,
    readonly height: number,
  ) {
    this.#left = left;
    this.#top = top;
    this.#right = left + width * scaleX;
    this.#bottom = top + height * scaleY;
  }

  /** A canvas of width x height millimetres, `scale` pixels to a millimetre, in one colour. */
  static create(width: number, height: number, scale: number, paint: Paint): Canvas {
    const texture = {
      width: Math.ceil(width * scale),
      height: Math.ceil(height * scale),
      pixels: new Uint8Array(Math.ceil(width * scale) * Math.ceil(height * scale) * 3),
    };
    for (let i = 0; i < texture.pixels.length; i++) texture.pixels[i] = paint[i % 3];
    return new Canvas(texture, texture.width / width, texture.height / height, 0, 0, width, height);
  }

  /** A part of this canvas, with its own origin, that paints nothing beyond its rim. */
  part(x: number, y: number, width: number, height: number): Canvas {
    return new Canvas(
      this.texture,
      this.scaleX,
      this.scaleY,
      this.#left + x * this.scaleX,
      this.#top + y * this.scaleY,
      width,
      height,
    );
  }

  rectangle(x: number, y: number, width: number, height: number, paint: Paint): void {
    this.#paint(x, y, x + width, y + height, paint, (px, py) =>
      Math.min(px - x, x + width - px, py - y, y + height - py),
    );
  }

  ellipse(x: number, y: number, radiusX: number, radiusY: number, paint: Paint): void {
    const least = Math.min(radiusX, radiusY);
    this.#paint(x - radiusX, y - radiusY, x + radiusX, y + radiusY, paint, (px, py) => {
      return (1 - Math.hypot((px - x) / radiusX, (py - y) / radiusY)) * least;
    });
  }

  /** A polygon without holes, even-odd. */
  polygon(points: readonly (readonly [number, number])[], paint: Paint): void {
    const xs = points.map(([x]) => x);
    const ys = points.map(([, y]) => y);
    const bounds = [Math.min(...xs), Math.min(...ys), Math.max(...xs), Math.max(...ys)] as const;
    this.#paint(...bounds, paint, (px, py) => {
      let inside = false;
      let nearest = Number.POSITIVE_INFINITY;
      for (let i = 0; i < points.length; i++) {
        const [ax, ay] = points[i];
        const [bx, by] = points[(i + 1) % points.length];
        if (ay > py !== by > py && px < ((bx - ax) * (py - ay)) / (by - ay) + ax) inside = !inside;
        nearest = Math.min(nearest, distanceToSegment(px, py, ax, ay, bx, by));
      }
      return inside ? nearest : -nearest;
    });
  }

  line(x0: number, y0: number, x1: number, y1: number, thickness: number, paint: Paint): void {
    const half = thickness / 2;
    this.#paint(
      Math.min(x0, x1) - half,
      Math.min(y0, y1) - half,
      Math.max(x0, x1) + half,
      Math.max(y0, y1) + half,
      paint,
      (px, py) => half - distanceToSegment(px, py, x0, y0, x1, y1),
    );
  }

  /** Capital letters and digits around a point. */
  text(text: string, options: TextOptions): void {
    const { x, y, paint, weight = 0.16, turn = 0 } = options;
    const { strokes, width } = textStrokes(text);
    const height = Math.min(options.height, (options.greatestWidth ?? Number.POSITIVE_INFINITY) / width);
    const cosine = Math.round(Math.cos((turn * Math.PI) / 180) * 1e9) / 1e9;
    const sine = Math.round(Math.sin((turn * Math.PI) / 180) * 1e9) / 1e9;
    const place = ([sx, sy]: readonly [number, number]) => {
      const dx = (sx - width / 2) * height;
      const dy = (0.5 - sy) * height;
      return [x + cosine * dx - sine * dy, y + sine * dx + cosine * dy];
    };
    for (const stroke of strokes) {
      for (let i = 0; i + 1 < stroke.length; i++) {
        const [x0, y0] = place(stroke[i]);
        const [x1, y1] = place(stroke[i + 1]);
        this.line(x0, y0, x1, y1, height * weight, paint);
      }
    }
  }

  /** Changes the brightness of every pixel by up to `amount` of 255 either way. */
  grain(random: Random, amount: number): void {
    const { pixels, width } = this.texture;
    const [x0, y0] = [Math.round(this.#left), Math.round(this.#top)];
    const [x1, y1] = [Math.round(this.#right), Math.round(this.#bottom)];
    for (let y = y0; y < y1; y++) {
      for (let x = x0; x < x1; x++) {
        const change = random.uniform(-amount, amount);
        const i = (y * width + x) * 3;
        for (let k = 0; k < 3; k++)
          pixels[i + k] = Math.min(255, Math.max(0, Math.round(pixels[i + k] + change)));
      }
    }
  }

  /**
   * Repeats the first row below a margin of so many millimetres upwards into it, and the last row downwards.
   */
  spreadRows(margin: number): void {
    const { pixels, width, height } = this.texture;
    const rows = Math.round(margin * this.scaleY);
    for (let y = 0; y < rows; y++) {
      pixels.copyWithin(y * width * 3, rows * width * 3, (rows + 1) * width * 3);
      const last = height - 1 - rows;
      pixels.copyWithin((height - 1 - y) * width * 3, last * width * 3, (last + 1) * width * 3);
    }
  }

  /** Blends a colour where `inside` (millimetres from the rim, positive inside) says so. */
  #paint(
    lowX: number,
    lowY: number,
    highX: number,
    highY: number,
    paint: Paint,
    inside: (x: number, y: number) => number,
  ): void {
    const { pixels, width, height } = this.texture;
    const x0 = Math.max(0, Math.round(this.#left), Math.floor(this.#left + lowX * this.scaleX) - 1);
    const y0 = Math.max(0, Math.round(this.#top), Math.floor(this.#top + lowY * this.scaleY) - 1);
    const x1 = Math.min(width, Math.round(this.#right), Math.ceil(this.#left + highX * this.scaleX) + 1);
    const y1 = Math.min(height, Math.round(this.#bottom), Math.ceil(this.#top + highY * this.scaleY) + 1);
    for (let y = y0; y < y1; y++) {
      const py = (y + 0.5 - this.#top) / this.scaleY;
      for (let x = x0; x < x1; x++) {
        const px = (x + 0.5 - this.#left) / this.scaleX;
        const share = Math.min(1, inside(px, py) * this.scaleX + 0.5);
        if (share <= 0) continue;
        const i = (y * width + x) * 3;
        for (let k = 0; k < 3; k++) {
          pixels[i + k] = Math.round(pixels[i + k] + share * (paint[k] - pixels[i + k]));
        }
      }
    }
  }
}

function distanceToSegment(px: number, py: number, x0: number, y0: number, x1: number, y1: number): number {
  const dx = x1 - x0;
  const dy = y1 - y0;
  const squared = dx * dx + dy * dy;
  const t = squared > 0 ? Math.min(1, Math.max(0, ((px - x0) * dx + (py - y0) * dy) / squared)) : 0;
  return Math.sqrt((px - x0 - t * dx) ** 2 + (py - y0 - t * dy) ** 2);
}
