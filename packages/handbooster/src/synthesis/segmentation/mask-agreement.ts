import { inferenceMode, scope, tensor } from '@handbooster/torch';
import type { Segmenter } from './segmenter.js';

/** Intersection over union of what a picture shows with what it should show, 0 ... 1. */
export interface MaskAgreement {
  hand: number;
  object: number;
}

/** Things smaller than this share of the picture are not asked for: a pixel more or less would decide. */
const LEAST_SHARE = 0.03;
/**
 * Pictures a forward pass takes; fixed, and the last group is filled up, so that no answer depends on the
 * others.
 */
const GROUP = 32;

/**
 * Where hand and objects are in pictures: (S, S) of 0 elsewhere, 1 hand, 2 object for each (S, S, 3) of
 * bytes.
 */
export function predictMasks(segmenter: Segmenter, images: readonly Uint8Array[]): Uint8Array[] {
  const masks: Uint8Array[] = [];
  for (let first = 0; first < images.length; first += GROUP) {
    const group = images.slice(first, first + GROUP);
    const length = group[0].length;
    const side = Math.sqrt(length / 3);
    const bytes = new Uint8Array(GROUP * length);
    group.forEach((image, i) => {
      bytes.set(image, i * length);
    });
    const classes = scope(() =>
      inferenceMode(() => {
        const pixels = tensor(bytes, { shape: [GROUP, side, side, 3], device: segmenter.device }).permute([
          0, 3, 1, 2,
        ]);
        const picture = pixels
          .to({ dtype: 'float32' })
          .mul(1 / 127.5)
          .sub(1);
        return segmenter.forward(picture).argmax(1).to({ dtype: 'uint8' }).toArray() as Uint8Array;
      }),
    );
    group.forEach((_, i) => {
      masks.push(classes.slice(i * side * side, (i + 1) * side * side));
    });
  }
  return masks;
}

/** Agreement of two label maps (0 elsewhere, 1 hand, 2 object); 1 for what the expected one hardly has. */
export function maskAgreement(found: Uint8Array, expected: Uint8Array): MaskAgreement {
  return { hand: overlap(found, expected, 1), object: overlap(found, expected, 2) };
}

function overlap(found: Uint8Array, expected: Uint8Array, label: number): number {
  let both = 0;
  let either = 0;
  let asked = 0;
  for (let i = 0; i < expected.length; i++) {
    const [a, b] = [found[i] === label, expected[i] === label];
    if (b) asked++;
    if (a && b) both++;
    if (a || b) either++;
  }
  return asked < LEAST_SHARE * expected.length ? 1 : both / either;
}
