import type { Camera } from '../../geometry/camera.js';
import type { RgbImage } from '../crop/decode-image.js';

/**
 * A picture of one camera as another camera with the same centre and axes would show it: scaled and moved so that every
 * point in space lies where the other camera has it. Bilinear, with the mean of several samples where it gets smaller;
 * black where the picture does not reach.
 */
export function placeInFrame(image: RgbImage, camera: Camera, frame: Camera): RgbImage {
  const scaleX = camera.fx / frame.fx;
  const scaleY = camera.fy / frame.fy;
  const samples = Math.max(1, Math.ceil(Math.max(scaleX, scaleY)));
  const pixels = new Uint8Array(frame.width * frame.height * 3);
  const mean = new Float64Array(3);
  for (let y = 0, at = 0; y < frame.height; y++) {
    for (let x = 0; x < frame.width; x++, at += 3) {
      mean.fill(0);
      for (let j = 0; j < samples; j++) {
        const fromY = (y + (j + 0.5) / samples - 0.5 - frame.cy) * scaleY + camera.cy;
        if (fromY < -0.5 || fromY >= image.height - 0.5) continue;
        for (let i = 0; i < samples; i++) {
          const fromX = (x + (i + 0.5) / samples - 0.5 - frame.cx) * scaleX + camera.cx;
          if (fromX < -0.5 || fromX >= image.width - 0.5) continue;
          addSample(image, fromX, fromY, mean);
        }
      }
      for (let k = 0; k < 3; k++) pixels[at + k] = Math.round(mean[k] / (samples * samples));
    }
  }
  return { width: frame.width, height: frame.height, pixels };
}

/** Adds the bilinear value at a place in the picture; within half a pixel of its rim the rim's pixel counts on. */
function addSample({ width, height, pixels }: RgbImage, x: number, y: number, sum: Float64Array): void {
  const left = Math.floor(x);
  const top = Math.floor(y);
  const fx = x - left;
  const fy = y - top;
  for (let dy = 0; dy < 2; dy++) {
    const row = Math.min(height - 1, Math.max(0, top + dy));
    for (let dx = 0; dx < 2; dx++) {
      const column = Math.min(width - 1, Math.max(0, left + dx));
      const weight = (dx === 0 ? 1 - fx : fx) * (dy === 0 ? 1 - fy : fy);
      const from = 3 * (row * width + column);
      for (let k = 0; k < 3; k++) sum[k] += weight * pixels[from + k];
    }
  }
}
