import type { Camera } from '../../geometry/camera.js';
import { RowFragments } from '../raster/row-fragments.js';
import { samplePacked } from '../textures/packed-texture.js';
import type { ConditionWorkspace } from './condition-workspace.js';
import { shadedOffset, shadeSteps } from './frontal-shading.js';
import {
  COLOR,
  GAIN,
  GLOSS,
  kindOf,
  LIT,
  NEARNESS,
  NORMAL,
  PRINTED,
  type SeenFaces,
  SMOOTH,
  SURFACE,
  TEXELS,
  U,
  V,
} from './seen-faces.js';
import type { Surface } from './surface.js';

/**
 * Colours a picture drawn into `workspace.fine` with `supersampledCamera(camera, factor)`: both colour maps
 * in one pass over the pixels, each face of a pixel once. Nothing is remembered from pixel to pixel but what
 * is the same all over a face (`SeenFaces`), so equal scenes give equal bytes.
 *
 * @param normal (H, W, 3), black, or null when not wanted: gets 0.5 n + 0.5 in OpenGL camera axes
 * @param texture the same: gets the surfaces' colours
 */
export function shadePixels(
  surfaces: readonly Surface[],
  camera: Camera,
  factor: number,
  workspace: ConditionWorkspace,
  { normal, texture }: { normal: Uint8Array | null; texture: Uint8Array | null },
): void {
  const { fine, faces } = workspace;
  faces.open(fine, surfaces, camera);
  const { width } = camera;
  const [left, right, top, bottom] = fine.bounds.map((sample) => Math.floor(sample / factor));
  const fragments = new RowFragments(factor, width);
  const shader = new RowShader(surfaces, faces, fragments, width);
  for (let row = top; row <= bottom; row++) {
    const count = fragments.gather(fine.id, row, left, right);
    if (count === 0) continue;
    // Columns before the first fragment and after the last stay black.
    const from = fragments.column[0] * 3;
    const to = fragments.column[count - 1] * 3 + 3;
    shader.shade(count, from, to);
    if (normal) round(shader.normals, normal, row * width * 3, from, to);
    if (texture) round(shader.colors, texture, row * width * 3, from, to);
  }
}

function round(sums: Float64Array, out: Uint8Array, offset: number, from: number, to: number): void {
  for (let i = from; i < to; i++) out[offset + i] = (sums[i] + 0.5) | 0;
}

class RowShader {
  /** (W, 3) of the last row, 0 ... 255, where it has fragments. */
  readonly normals: Float64Array;
  readonly colors: Float64Array;
  readonly #surfaces: readonly Surface[];
  readonly #kinds: Uint8Array;
  readonly #faces: SeenFaces;
  readonly #fragments: RowFragments;
  readonly #steps = new Int32Array(3);
  readonly #color = new Float64Array(3);

  constructor(surfaces: readonly Surface[], faces: SeenFaces, fragments: RowFragments, width: number) {
    this.#surfaces = surfaces;
    this.#kinds = Uint8Array.from(surfaces, kindOf);
    this.#faces = faces;
    this.#fragments = fragments;
    this.normals = new Float64Array(width * 3);
    this.colors = new Float64Array(width * 3);
  }

  /** Colours the first `count` of the row's fragments, which lie in `from` ... `to` of the row's numbers. */
  shade(count: number, from: number, to: number): void {
    const faces = this.#faces;
    const { start } = faces;
    const { column, id, coverage, x, y } = this.#fragments;
    const surfaces = this.#surfaces;
    const kinds = this.#kinds;
    const steps = this.#steps;
    const color = this.#color;
    const normals = this.normals.fill(0, from, to);
    const colors = this.colors.fill(0, from, to);
    for (let i = 0; i < count; i++) {
      const share = coverage[i];
      const px = x[i];
      const py = y[i];
      const p = column[i] * 3;
      let at = start[id[i]];
      if (at < 0) at = faces.add(id[i]);
      const values = faces.values;
      const m = values[at + SURFACE];
      const kind = kinds[m];
      if (kind & SMOOTH) {
        const n = at + NORMAL;
        const a = values[n] * px + values[n + 1] * py + values[n + 2];
        const b = values[n + 3] * px + values[n + 4] * py + values[n + 5];
        const c = values[n + 6] * px + values[n + 7] * py + values[n + 8];
        const length = Math.sqrt(a * a + b * b + c * c);
        const scale = length > 0 ? 1 / length : 0;
        normals[p] += share * (127.5 + 127.5 * a * scale);
        normals[p + 1] += share * (127.5 - 127.5 * b * scale);
        normals[p + 2] += share * (127.5 - 127.5 * c * scale);
        if (kind & LIT) {
          const { shaded } = surfaces[m];
          const lit = shadedOffset(Math.abs(c * scale));
          colors[p] += share * shaded[lit];
          colors[p + 1] += share * shaded[lit + 1];
          colors[p + 2] += share * shaded[lit + 2];
          continue;
        }
      } else {
        normals[p] += share * values[at + NORMAL];
        normals[p + 1] += share * values[at + NORMAL + 1];
        normals[p + 2] += share * values[at + NORMAL + 2];
      }
      if (kind & PRINTED) {
        const z =
          1 / (values[at + NEARNESS] * px + values[at + NEARNESS + 1] * py + values[at + NEARNESS + 2]);
        // Texels in the pixel: 1 at level 0, 4 at level 1, ... and the nearest level is wanted.
        let texels = values[at + TEXELS] * z * z;
        let level = 0;
        while (texels > 2) {
          texels /= 4;
          level++;
        }
        const { levels } = surfaces[m];
        samplePacked(
          levels[level < levels.length ? level : levels.length - 1],
          (values[at + U] * px + values[at + U + 1] * py + values[at + U + 2]) * z,
          (values[at + V] * px + values[at + V + 1] * py + values[at + V + 2]) * z,
          steps,
        );
        shadeSteps(steps, values[at + GAIN], values[at + GLOSS], color);
        colors[p] += share * color[0];
        colors[p + 1] += share * color[1];
        colors[p + 2] += share * color[2];
      } else {
        colors[p] += share * values[at + COLOR];
        colors[p + 1] += share * values[at + COLOR + 1];
        colors[p + 2] += share * values[at + COLOR + 2];
      }
    }
  }
}
