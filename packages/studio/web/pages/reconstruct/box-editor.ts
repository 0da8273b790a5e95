import type { Box } from 'handbooster/browser';
import { boxAfterKey, limitBox } from './box-limits.js';

/** How near to a corner, in screen pixels, a press takes hold of it. */
const GRIP = 18;
const SMALLEST = 16;

/**
 * Lets the user move a square box on the picture: dragging inside moves it, a corner resizes it, elsewhere
 * draws a new one; arrow keys move it, + and - resize it. It stays in the picture.
 */
export class BoxEditor {
  box: Box = [0, 0, 1, 1];
  #drag: ((x: number, y: number) => Box) | null = null;
  #moved = false;

  /** @param canvas has as many pixels as the picture. @param changed is told of every change by the user. */
  constructor(
    readonly canvas: HTMLCanvasElement,
    changed: () => void,
  ) {
    canvas.addEventListener('pointerdown', (event) => {
      canvas.setPointerCapture(event.pointerId);
      this.#drag = this.#begin(...this.#place(event));
      this.#moved = false;
    });
    canvas.addEventListener('pointermove', (event) => {
      if (this.#drag === null) return;
      this.box = limitBox(this.#drag(...this.#place(event)), canvas);
      this.#moved = true;
      changed();
    });
    canvas.addEventListener('keydown', (event) => {
      const next = boxAfterKey(this.box, event.key, event.shiftKey);
      if (next === null) return;
      event.preventDefault();
      this.box = limitBox(next, canvas);
      changed();
    });
    const end = () => {
      this.#drag = null;
      // While the box is held, what is in it is not judged.
      if (this.#moved) changed();
      this.#moved = false;
    };
    canvas.addEventListener('pointerup', end);
    canvas.addEventListener('pointercancel', end);
  }

  /** True while the user holds the box. */
  get held(): boolean {
    return this.#drag !== null;
  }

  #begin(startX: number, startY: number): (x: number, y: number) => Box {
    const [left, top, width, height] = this.box;
    const grip = (GRIP * this.canvas.width) / this.canvas.getBoundingClientRect().width;
    const corners = [
      [left, top],
      [left + width, top],
      [left, top + height],
      [left + width, top + height],
    ];
    const held = corners.findIndex(([x, y]) => Math.hypot(x - startX, y - startY) < grip);
    if (held >= 0) {
      const [anchorX, anchorY] = corners[3 - held];
      return (x, y) => square(anchorX, anchorY, x, y);
    }
    const inside = startX > left && startY > top && startX < left + width && startY < top + height;
    if (inside) return (x, y) => [left + x - startX, top + y - startY, width, height];
    return (x, y) => square(startX, startY, x, y);
  }

  #place(event: PointerEvent): [number, number] {
    const { left, top, width, height } = this.canvas.getBoundingClientRect();
    return [
      ((event.clientX - left) / width) * this.canvas.width - 0.5,
      ((event.clientY - top) / height) * this.canvas.height - 0.5,
    ];
  }
}

/** The square from an anchored corner towards a point. */
function square(anchorX: number, anchorY: number, x: number, y: number): Box {
  const side = Math.max(SMALLEST, Math.abs(x - anchorX), Math.abs(y - anchorY));
  return [x < anchorX ? anchorX - side : anchorX, y < anchorY ? anchorY - side : anchorY, side, side];
}
