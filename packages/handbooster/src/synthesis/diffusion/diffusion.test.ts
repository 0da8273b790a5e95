import { scope, tensor } from '@handbooster/torch';
import { expect, test } from 'vitest';
import { Diffusion } from './diffusion.js';

test('the loss of Eq. 2, by hand', () => {
  scope(() => {
    for (const loss of ['l2', 'l1'] as const) {
      for (const [snrFloor, snrClip] of [
        [0, null],
        [0, 5],
        [1, 5],
      ] as const) {
        const diffusion = new Diffusion({ loss, snrClip, snrFloor });
        // Two images of 2 channels and 1 x 2 pixels; the first pixel of the first image is foreground.
        const prediction = tensor([1, 2, 3, 4, 5, 6, 7, 8], { shape: [2, 2, 1, 2] });
        const clean = tensor([0, 0, 1, 2, 5, 5, 5, 5], { shape: [2, 2, 1, 2] });
        const mask = tensor([1, 0, 0, 0], { shape: [2, 1, 1, 2] });
        const times = [10, 700];
        const distance = (d: number) => (loss === 'l2' ? d * d : Math.abs(d));
        const weight = times.map((t) => {
          const abar = diffusion.schedule.alphasCumprod[t];
          return Math.min(Math.max(abar / (1 - abar), snrFloor), snrClip ?? Number.POSITIVE_INFINITY);
        });
        const first = weight[0] * (1 * (distance(1) + distance(2)) + 0.1 * (distance(2) + distance(2)));
        const second = weight[1] * 0.1 * (distance(0) + distance(1) + distance(2) + distance(3));
        const found = diffusion.loss(prediction, clean, times, diffusion.pixelWeight(mask)).item();
        expect([found]).toBeAllclose([(first + second) / 8], { relative: 1e-4 });
      }
    }
  });
});

test('noise is added with the right share of variance', () => {
  scope(() => {
    const diffusion = new Diffusion();
    const clean = tensor([2, 2], { shape: [2, 1, 1, 1] });
    const noise = tensor([3, 3], { shape: [2, 1, 1, 1] });
    const abar = [0, 999].map((t) => diffusion.schedule.alphasCumprod[t]);
    expect(diffusion.noisy(clean, [0, 999], noise).toFloat32()).toBeAllclose(
      abar.map((a) => 2 * Math.sqrt(a) + 3 * Math.sqrt(1 - a)),
      { relative: 1e-5 },
    );
  });
});

test('impossible settings are refused', () => {
  expect(() => new Diffusion({ orientationDropout: 2 })).toThrow('expected a probability');
  expect(() => new Diffusion({ snrClip: 0 })).toThrow('positive number or null');
  expect(() => new Diffusion({ snrClip: 1, snrFloor: 2 })).toThrow('0 ... snrClip');
  expect(() => new Diffusion({ backgroundWeight: -1 })).toThrow('not be negative');
});
