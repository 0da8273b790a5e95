/** A change of a crop's pixels beyond colour gains; plain data, so that it can be sent to a worker thread. */
export interface Paint {
  /** Times the distance from middle grey, and what is added after it. */
  contrast: number;
  brightness: number;
  /** How far colours are taken towards grey: 0 not at all, 1 wholly. */
  grey: number;
  /** A rectangle of one colour, in shares of the crop's side. */
  rectangle: {
    x: number;
    y: number;
    width: number;
    height: number;
    color: readonly [number, number, number];
  } | null;
}

/** Changes (3, size, size) in 0 ... 1 in place. */
export function paintPatch(
  image: Float32Array,
  size: number,
  { contrast, brightness, grey, rectangle }: Paint,
): void {
  const count = size * size;
  for (let i = 0; i < count; i++) {
    const mean = (image[i] + image[count + i] + image[2 * count + i]) / 3;
    for (let k = 0; k < 3; k++) {
      const value = image[k * count + i] + grey * (mean - image[k * count + i]);
      image[k * count + i] = Math.min(1, Math.max(0, 0.5 + (value - 0.5) * contrast + brightness));
    }
  }
  if (rectangle === null) return;
  const [x0, x1] = [rectangle.x, rectangle.x + rectangle.width].map((value) => Math.round(value * size));
  const [y0, y1] = [rectangle.y, rectangle.y + rectangle.height].map((value) => Math.round(value * size));
  for (let k = 0; k < 3; k++) {
    for (let row = y0; row < y1; row++) {
      image.fill(rectangle.color[k], k * count + row * size + x0, k * count + row * size + x1);
    }
  }
}
