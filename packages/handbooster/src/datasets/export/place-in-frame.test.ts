import { describe, expect, it } from 'vitest';
import type { Camera } from '../../geometry/camera.js';
import { placeInFrame } from './place-in-frame.js';

/** A picture whose red grows with X / Z of the ray and whose green grows with Y / Z. */
function rays(camera: Camera) {
  const pixels = new Uint8Array(camera.width * camera.height * 3);
  for (let y = 0; y < camera.height; y++) {
    for (let x = 0; x < camera.width; x++) {
      const at = 3 * (y * camera.width + x);
      pixels[at] = Math.round(128 + (200 * (x - camera.cx)) / camera.fx);
      pixels[at + 1] = Math.round(128 + (200 * (y - camera.cy)) / camera.fy);
      pixels[at + 2] = 255;
    }
  }
  return { width: camera.width, height: camera.height, pixels };
}

const frame: Camera = { fx: 150, fy: 140, cx: 79.5, cy: 59.5, width: 160, height: 120 };

describe.each([
  ['enlarged', { fx: 90, fy: 80, cx: 31, cy: 40, width: 64, height: 64 }],
  ['as it is', { fx: 150, fy: 140, cx: 20, cy: 40.5, width: 64, height: 64 }],
  ['made smaller', { fx: 520, fy: 500, cx: 200, cy: 100, width: 256, height: 256 }],
])('a picture that is %s', (_, camera) => {
  it('shows every ray where the frame has it, and black elsewhere', () => {
    const placed = placeInFrame(rays(camera), camera, frame);
    expect([placed.width, placed.height]).toEqual([160, 120]);
    let inside = 0;
    let worst = 0;
    let lightOutside = 0;
    for (let y = 0; y < 120; y++) {
      for (let x = 0; x < 160; x++) {
        const at = 3 * (y * 160 + x);
        const [rayX, rayY] = [(x - frame.cx) / frame.fx, (y - frame.cy) / frame.fy];
        const [fromX, fromY] = [camera.fx * rayX + camera.cx, camera.fy * rayY + camera.cy];
        const reach = (value: number, size: number, margin: number) =>
          value > margin && value < size - 1 - margin;
        if (reach(fromX, camera.width, 3) && reach(fromY, camera.height, 3)) {
          inside++;
          const red = Math.abs(placed.pixels[at] - (128 + 200 * rayX));
          const green = Math.abs(placed.pixels[at + 1] - (128 + 200 * rayY));
          worst = Math.max(worst, red, green, 255 - placed.pixels[at + 2]);
        } else if (!reach(fromX, camera.width, -3) || !reach(fromY, camera.height, -3)) {
          lightOutside += placed.pixels[at + 2];
        }
      }
    }
    expect(inside).toBeGreaterThan(1000);
    expect(worst).toBeLessThan(1.3);
    expect(lightOutside).toBe(0);
  });
});
