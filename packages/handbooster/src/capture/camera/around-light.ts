import type { RoomLight } from '../rooms/room-light.js';
import type { SceneThing, SurfacePoint } from '../surfaces/surface.js';

const AROUND_BIAS = 0.009;
/** Points are moved off the surface, so that it does not shade itself. */
const LIFT = 0.004;
/**
 * Numbers kept a point: light from around (3), how open it is, and how the light grows as the normal turns
 * (3).
 */
const KEPT = 7;

/**
 * The light that reaches a thing at one moment from all around and from the table below. It does not depend
 * on who looks and changes slowly, so it is gathered at the points of the surface when first seen, for all
 * cameras of the moment, and interpolated over the faces.
 */
export class AroundLight {
  /** At the last point asked for: light (3), and the share of the directions that are open. */
  red = 0;
  green = 0;
  blue = 0;
  open = 0;

  #light!: RoomLight;
  #tableColor: readonly number[] = [];
  #thing!: SceneThing;
  #kept = new Float32Array(0);
  /** (P) the moment for which a point's numbers hold. */
  #moment = new Int32Array(0);
  #now = 0;
  readonly #sum = new Float64Array(KEPT);
  readonly #below = new Float64Array(3);

  /** Begins a moment: what was gathered before is forgotten. */
  begin(thing: SceneThing, light: RoomLight, tableColor: readonly number[]): void {
    const count = thing.surface.lightPoints.normals.length / 3;
    if (this.#moment.length !== count) {
      this.#kept = new Float32Array(count * KEPT);
      this.#moment = new Int32Array(count);
      this.#now = 0;
    }
    this.#now++;
    this.#thing = thing;
    this.#light = light;
    this.#tableColor = tableColor;
  }

  /**
   * Looks up the light at a point of a face; `point` says where it lies and which way it looks, in the
   * surface's frame.
   */
  at(face: number, point: SurfacePoint): void {
    const { corners, wide } = this.#thing.surface.lightPoints;
    const { a, b } = point;
    const c = 1 - a - b;
    const kept = this.#kept;
    const moment = this.#moment;
    const i = corners[face * 3];
    const j = corners[face * 3 + 1];
    const k = corners[face * 3 + 2];
    if (wide !== null && wide[face] !== 0) {
      this.#gatherWithin(face, point);
      return;
    }
    if (moment[i] !== this.#now) this.#gatherAt(i);
    if (moment[j] !== this.#now) this.#gatherAt(j);
    if (moment[k] !== this.#now) this.#gatherAt(k);
    const p = i * KEPT;
    const q = j * KEPT;
    const r = k * KEPT;
    let gain = 1;
    const { tx, ty, tz } = point;
    if (tx !== 0 || ty !== 0 || tz !== 0) {
      gain +=
        tx * (kept[p + 4] * a + kept[q + 4] * b + kept[r + 4] * c) +
        ty * (kept[p + 5] * a + kept[q + 5] * b + kept[r + 5] * c) +
        tz * (kept[p + 6] * a + kept[q + 6] * b + kept[r + 6] * c);
      if (gain < 0) gain = 0;
    }
    this.red = gain * (kept[p] * a + kept[q] * b + kept[r] * c);
    this.green = gain * (kept[p + 1] * a + kept[q + 1] * b + kept[r + 1] * c);
    this.blue = gain * (kept[p + 2] * a + kept[q + 2] * b + kept[r + 2] * c);
    this.open = kept[p + 3] * a + kept[q + 3] * b + kept[r + 3] * c;
  }

  #gatherAt(point: number): void {
    const { mesh, surface } = this.#thing;
    const { vertices, normals, creep } = surface.lightPoints;
    const v = (vertices === null ? point : vertices[point]) * 3;
    const n = point * 3;
    this.#gather(
      mesh.vertices[v],
      mesh.vertices[v + 1],
      mesh.vertices[v + 2],
      normals[n],
      normals[n + 1],
      normals[n + 2],
      creep,
    );
    this.#kept.set(this.#sum, point * KEPT);
    this.#moment[point] = this.#now;
  }

  /** For faces whose corners are far apart: at the point itself. */
  #gatherWithin(face: number, { a, b, nx, ny, nz }: SurfacePoint): void {
    const { mesh, surface } = this.#thing;
    const { faces, vertices: p } = mesh;
    const [i, j, k] = [faces[face * 3] * 3, faces[face * 3 + 1] * 3, faces[face * 3 + 2] * 3];
    const c = 1 - a - b;
    this.#gather(
      p[i] * a + p[j] * b + p[k] * c,
      p[i + 1] * a + p[j + 1] * b + p[k + 1] * c,
      p[i + 2] * a + p[j + 2] * b + p[k + 2] * c,
      nx,
      ny,
      nz,
      surface.lightPoints.creep,
    );
    [this.red, this.green, this.blue, this.open] = this.#sum;
  }

  /** @param p metres in the table's frame; @param n unit normal in the surface's */
  #gather(px: number, py: number, pz: number, n0: number, n1: number, n2: number, creep: number): void {
    const light = this.#light;
    const { directions: D, radiance: L } = light;
    const r = this.#thing.tableFromSurface;
    const nx = r[0] * n0 + r[1] * n1 + r[2] * n2;
    const ny = r[4] * n0 + r[5] * n1 + r[6] * n2;
    const nz = r[8] * n0 + r[9] * n1 + r[10] * n2;
    const x = px + nx * LIFT;
    const y = py + ny * LIFT;
    const z = pz + nz * LIFT;
    // Cosine law with light creeping round the edge, keeping the total.
    const wrap = 0.25 * creep;
    const scale = 1 / ((1 + wrap) * (1 + wrap));
    let red = 0;
    let green = 0;
    let blue = 0;
    let open = 0;
    let total = 0;
    let gx = 0;
    let gy = 0;
    let gz = 0;
    for (let k = 0; k < D.length; k += 3) {
      const cosine = (nx * D[k] + ny * D[k + 1] + nz * D[k + 2] + wrap) * scale;
      if (cosine <= 0) continue;
      total += cosine;
      const seen = light.aroundVisibility(k / 3, x, y, z, AROUND_BIAS);
      if (seen === 0) continue;
      const share = cosine * seen;
      open += share;
      red += L[k] * share;
      green += L[k + 1] * share;
      blue += L[k + 2] * share;
      const grey = (0.3 * L[k] + 0.59 * L[k + 1] + 0.11 * L[k + 2]) * seen * scale;
      gx += grey * D[k];
      gy += grey * D[k + 1];
      gz += grey * D[k + 2];
    }
    const clear = total > 0 ? open / total : 1;
    // From below: what the table throws back.
    const below = this.#below;
    light.table.at(px, py, below);
    const reflected = (0.35 + 0.65 * clear) / (1 + 0.5 * Math.max(0, pz));
    const [tr, tg, tb] = this.#tableColor;
    const under = (0.5 - 0.5 * nz) * reflected;
    red += below[0] * tr * under;
    green += below[1] * tg * under;
    blue += below[2] * tb * under;
    gz -= 0.5 * reflected * (0.3 * below[0] * tr + 0.59 * below[1] * tg + 0.11 * below[2] * tb);
    const grey = 0.3 * red + 0.59 * green + 0.11 * blue;
    const per = grey > 1e-6 ? 1 / grey : 0;
    const out = this.#sum;
    out[0] = red;
    out[1] = green;
    out[2] = blue;
    out[3] = clear;
    // Surface normals turn in the surface's frame.
    out[4] = (r[0] * gx + r[4] * gy + r[8] * gz) * per;
    out[5] = (r[1] * gx + r[5] * gy + r[9] * gz) * per;
    out[6] = (r[2] * gx + r[6] * gy + r[10] * gz) * per;
  }
}
