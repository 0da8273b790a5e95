import { projectPoints } from '../../geometry/camera.js';
import { applyRigid } from '../../geometry/rigid-motion.js';
import type { RigCamera } from '../plan/camera-rig.js';
import type { Pattern } from '../surfaces/pattern.js';
import type { Room } from './rooms.js';

/** Thickness of the table top, metres. */
const EDGE = 0.03;
/** A side's outline is taken this much wider than its projected corners say, pixels. */
const SLACK = 1;

/** A side of a box that the camera may see. */
export interface RoomSide {
  axis: number;
  /** Sign of the normal along the axis. */
  positive: boolean;
  pattern: Pattern;
  glow: number;
  tableTop: boolean;
}

/**
 * The sides of a room's furniture and table that look towards a camera, and which of them may be seen at a
 * pixel: a row of the picture is cut into spans between the outlines' edges, in each of which the candidates
 * are the same few.
 *
 * Side k is at `places[k]` along axis `axes[k]`, between `lows[k]` and `highs[k]` along the axis after it and
 * between `nextLows[k]` and `nextHighs[k]` along the one after that, all from the camera's place.
 */
export class RoomSides {
  readonly list: RoomSide[] = [];
  readonly axes: Uint8Array;
  readonly places: Float64Array;
  readonly lows: Float64Array;
  readonly highs: Float64Array;
  readonly nextLows: Float64Array;
  readonly nextHighs: Float64Array;
  /** The first `count` are the sides that may be seen in the span that was begun last. */
  readonly candidates: Int32Array;
  count = 0;
  readonly #width: number;
  /** (S, 8) corners in order round the side, pixels; null for a side that reaches behind the camera. */
  readonly #outlines: (Float32Array | null)[] = [];
  /** The first `#active` sides are those of the row, with their first and last columns. */
  readonly #row: Int32Array;
  readonly #first: Int32Array;
  readonly #last: Int32Array;
  #active = 0;

  constructor(room: Room, { camera, cameraFromTable, tableFromCamera: m }: RigCamera) {
    const { halfWidth, halfDepth, pattern } = room.table;
    const table = {
      low: [-halfWidth, -halfDepth, -EDGE],
      high: [halfWidth, halfDepth, 0],
      pattern,
      glow: 0,
    } as const;
    const origin = [m[3], m[7], m[11]];
    const numbers: number[][] = [[], [], [], [], [], []];
    for (const box of [...room.boxes, table]) {
      for (let axis = 0; axis < 3; axis++) {
        const positive = origin[axis] > box.high[axis];
        if (!positive && origin[axis] >= box.low[axis]) continue;
        const at = positive ? box.high[axis] : box.low[axis];
        const next = (axis + 1) % 3;
        const after = (axis + 2) % 3;
        const corners = new Float32Array(12);
        for (let k = 0; k < 4; k++) {
          corners[k * 3 + axis] = at;
          corners[k * 3 + next] = (k === 1 || k === 2 ? box.high : box.low)[next];
          corners[k * 3 + after] = (k >= 2 ? box.high : box.low)[after];
        }
        const seen = applyRigid(cameraFromTable, corners);
        const behind = seen.some((value, i) => i % 3 === 2 && value < 0.01);
        this.#outlines.push(behind ? null : projectPoints(camera, seen));
        [
          axis,
          at - origin[axis],
          box.low[next] - origin[next],
          box.high[next] - origin[next],
          box.low[after] - origin[after],
          box.high[after] - origin[after],
        ].forEach((value, i) => {
          numbers[i].push(value);
        });
        this.list.push({
          axis,
          positive,
          pattern: box.pattern,
          glow: box.glow,
          tableTop: box === table && axis === 2 && positive,
        });
      }
    }
    const [places, lows, highs, nextLows, nextHighs] = numbers.slice(1).map((of) => Float64Array.from(of));
    this.axes = Uint8Array.from(numbers[0]);
    this.places = places;
    this.lows = lows;
    this.highs = highs;
    this.nextLows = nextLows;
    this.nextHighs = nextHighs;
    const { length } = this.list;
    this.#width = camera.width;
    this.candidates = new Int32Array(length);
    this.#row = new Int32Array(length);
    this.#first = new Int32Array(length);
    this.#last = new Int32Array(length);
  }

  /** Begins a row; its first span begins at column 0. */
  beginRow(y: number): void {
    const width = this.#width;
    this.#active = 0;
    for (let k = 0; k < this.list.length; k++) {
      const outline = this.#outlines[k];
      let low = 0;
      let high = width - 1;
      if (outline !== null) {
        low = Number.POSITIVE_INFINITY;
        high = Number.NEGATIVE_INFINITY;
        for (let corner = 0; corner < 4; corner++) {
          const a = corner * 2;
          const b = ((corner + 1) & 3) * 2;
          const down = outline[a + 1] <= outline[b + 1];
          const [ux, uy] = down ? [outline[a], outline[a + 1]] : [outline[b], outline[b + 1]];
          const [lx, ly] = down ? [outline[b], outline[b + 1]] : [outline[a], outline[a + 1]];
          if (ly < y - SLACK || uy > y + SLACK) continue;
          // Where the edge enters and leaves the row and its neighbours.
          const slope = ly > uy ? (lx - ux) / (ly - uy) : 0;
          const from = uy < y - SLACK ? ux + (y - SLACK - uy) * slope : ux;
          const to = ly > y + SLACK ? ux + (y + SLACK - uy) * slope : lx;
          low = Math.min(low, from, to);
          high = Math.max(high, from, to);
        }
        low = Math.max(0, Math.floor(low - SLACK));
        high = Math.min(width - 1, Math.ceil(high + SLACK));
        if (!(low <= high)) continue;
      }
      const n = this.#active++;
      this.#row[n] = k;
      this.#first[n] = low;
      this.#last[n] = high;
    }
  }

  /** Finds the candidates at column x of the row. @returns the first column after it that may have others */
  beginSpan(x: number): number {
    let until = this.#width;
    let count = 0;
    for (let n = 0; n < this.#active; n++) {
      const first = this.#first[n];
      const last = this.#last[n];
      if (first > x) {
        if (first < until) until = first;
      } else if (last >= x) {
        this.candidates[count++] = this.#row[n];
        if (last + 1 < until) until = last + 1;
      }
    }
    this.count = count;
    return until;
  }
}
