/** Places of a disc's middle within a pixel that are told apart, each way. */
export const SUBPIXELS = 4;

/** A disc as pixels of a square: how much of each it covers, and how much of that is its edge. */
export interface DiscMask {
  /** Pixels each way. */
  side: number;
  /** Pixels from the square's corner to the pixel that the middle lies in. */
  reach: number;
  /** (side, side) 0 ... 255 */
  cover: Uint8Array;
  edge: Uint8Array;
}

const EDGE_FROM = 2.2;
const EDGE_TO = 1.2;
const made = new Map<number, DiscMask[]>();

/**
 * A disc's masks, made once: the one whose middle lies `right` and `down` in its pixel, in `SUBPIXELS`ths,
 * has the index `SUBPIXELS * down + right`.
 *
 * @param size pixels across.
 */
export function discMasks(size: number): readonly DiscMask[] {
  let masks = made.get(size);
  if (masks === undefined) {
    const middle = (part: number) => (part + 0.5) / SUBPIXELS - 0.5;
    masks = Array.from({ length: SUBPIXELS ** 2 }, (_, i) =>
      drawMask(size / 2, middle(i % SUBPIXELS), middle(Math.floor(i / SUBPIXELS))),
    );
    made.set(size, masks);
  }
  return masks;
}

function drawMask(radius: number, right: number, down: number): DiscMask {
  const reach = Math.ceil(radius + 1);
  const side = 2 * reach + 1;
  const [cover, edge] = [new Uint8Array(side * side), new Uint8Array(side * side)];
  for (let y = 0; y < side; y++) {
    for (let x = 0; x < side; x++) {
      const distance = Math.hypot(x - reach - right, y - reach - down);
      const at = y * side + x;
      cover[at] = Math.round(255 * clamp(radius + 0.5 - distance));
      edge[at] = Math.round(255 * clamp((distance - radius + EDGE_FROM) / (EDGE_FROM - EDGE_TO)));
    }
  }
  return { side, reach, cover, edge };
}

const clamp = (value: number) => Math.min(1, Math.max(0, value));
