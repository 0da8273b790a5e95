import type { Camera } from '../../geometry/camera.js';
import type { RgbImage } from '../images/rgb-image.js';

/**
 * A picture of one camera as another camera with the same centre and axes would show it: scaled and moved so
 * that every point in space lies where the other camera has it. Bilinear, with the mean of several samples
 * where it gets smaller; black where the picture does not reach.
 */
export function placeInFrame(image: RgbImage, camera: Camera, frame: Camera): RgbImage {
  const across = axisWeights(image.width, camera.fx, camera.cx, frame.width, frame.fx, frame.cx);
  const down = axisWeights(image.height, camera.fy, camera.cy, frame.height, frame.fy, frame.cy);
  const pixels = new Uint8Array(frame.width * frame.height * 3);
  const rows = image.width * 3;
  // Both axes by themselves: each row of the frame is first mixed from rows of the picture, then across.
  const mixed = new Float64Array(rows);
  for (let y = 0; y < frame.height; y++) {
    const vertical = down[y];
    if (vertical.length === 0) continue;
    mixed.fill(0);
    for (const { index, weight } of vertical) {
      for (let i = 0, from = index * rows; i < rows; i++) mixed[i] += weight * image.pixels[from + i];
    }
    for (let x = 0; x < frame.width; x++) {
      let [r, g, b] = [0, 0, 0];
      for (const { index, weight } of across[x]) {
        r += weight * mixed[3 * index];
        g += weight * mixed[3 * index + 1];
        b += weight * mixed[3 * index + 2];
      }
      const at = 3 * (y * frame.width + x);
      pixels[at] = Math.round(r);
      pixels[at + 1] = Math.round(g);
      pixels[at + 2] = Math.round(b);
    }
  }
  return { width: frame.width, height: frame.height, pixels };
}

/** A share of a pixel of the picture in one of the frame. */
interface Share {
  index: number;
  weight: number;
}

/**
 * For each pixel along one axis of the frame, the pixels of the picture it is mixed from; none where those
 * end.
 */
function axisWeights(
  size: number,
  focal: number,
  centre: number,
  frameSize: number,
  frameFocal: number,
  frameCentre: number,
): Share[][] {
  const scale = focal / frameFocal;
  const samples = Math.max(1, Math.ceil(scale));
  return Array.from({ length: frameSize }, (_, pixel) => {
    const shares = new Map<number, number>();
    for (let i = 0; i < samples; i++) {
      const from = (pixel + (i + 0.5) / samples - 0.5 - frameCentre) * scale + centre;
      if (from < -0.5 || from >= size - 0.5) continue;
      // Within half a pixel of the picture's rim, the rim's pixel counts on.
      const low = Math.floor(from);
      const share = from - low;
      for (const [index, weight] of [
        [Math.max(0, low), 1 - share],
        [Math.min(size - 1, low + 1), share],
      ]) {
        if (weight > 0) shares.set(index, (shares.get(index) ?? 0) + weight / samples);
      }
    }
    return [...shares].map(([index, weight]) => ({ index, weight }));
  });
}
