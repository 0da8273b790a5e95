import type { Mesh } from '../../geometry/mesh/mesh.js';
import type { Texture } from '../object-model.js';

/** Texels on each side of a face's tile where there is room: enough that mixing within it stays within it. */
const SIDES = [8, 4, 2];

/**
 * A texture that shows colours of vertices: each face has a square tile, of which it covers the lower left
 * half, its corners at the middles of texels; colours change evenly between them, as they do on the face.
 *
 * @param colors (V, 3) in 0 ... 1
 * @param greatest pixels that the texture's side should not pass; two texels a face's side are the least
 * @returns with the faces' texture coordinates (F, 3, 2)
 */
export function bakeVertexColors(
  { faces }: Mesh,
  colors: Float64Array,
  greatest: number,
): { texture: Texture; uvs: Float32Array } {
  const count = faces.length / 3;
  const across = Math.ceil(Math.sqrt(count));
  const side = SIDES.find((each) => across * each <= greatest) ?? SIDES[SIDES.length - 1];
  const width = across * side;
  const height = Math.ceil(count / across) * side;
  const pixels = new Uint8Array(3 * width * height);
  const uvs = new Float32Array(6 * count);
  for (let f = 0; f < count; f++) {
    const [left, top] = [(f % across) * side, Math.floor(f / across) * side];
    for (let y = 0; y < side; y++) {
      for (let x = 0; x < side; x++) {
        const [b, c] = [x / (side - 1), y / (side - 1)];
        for (let k = 0; k < 3; k++) {
          const [p, q, r] = [0, 1, 2].map((corner) => colors[3 * faces[3 * f + corner] + k]);
          const value = p + b * (q - p) + c * (r - p);
          pixels[3 * ((top + y) * width + left + x) + k] = Math.round(255 * Math.min(1, Math.max(0, value)));
        }
      }
    }
    const [near, far] = [0.5, side - 0.5];
    const place = [
      [near, near],
      [far, near],
      [near, far],
    ];
    place.forEach(([x, y], corner) => {
      uvs[6 * f + 2 * corner] = (left + x) / width;
      uvs[6 * f + 2 * corner + 1] = 1 - (top + y) / height;
    });
  }
  return { texture: { width, height, pixels }, uvs };
}
