import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { FormulaTensors, goldenFolder, hasGolden } from '../../../test/support/formula-tensors.js';
import { mirrorImage } from '../images/mirror-image.js';
import { applyAffine, cropAffine, invertAffine } from './affine.js';
import { jointBox, shiftInside, squareBox } from './square-box.js';
import { warpAffine } from './warp-affine.js';

interface Case {
  joints_lo_hi: [[number, number], [number, number]];
  scale: number;
  rot_deg: number;
  flip: boolean;
  get_bbox: number[];
  process_bbox: number[];
  shifted_bbox: number[];
  img2bb: number[][];
  bb2img: number[][];
  [patch: `patch_${string}`]: number[];
}

const file = 'reconstruction/preprocess.json';

describe.skipIf(!hasGolden(file))(`boxes, affines and crops against ${file} (OpenCV)`, () => {
  const read = (name: string) => JSON.parse(readFileSync(`${goldenFolder}/${name}`, 'utf8'));
  const golden: { salt?: string; cases: Case[] } = hasGolden(file) ? read(file) : { cases: [] };

  /** Relative joints (21, 2): lo + (hi - lo) u of name `joints<case>`. */
  const relativeJoints = (values: FormulaTensors, index: number) => {
    const [low, high] = golden.cases[index].joints_lo_hi;
    return values.unit(`joints${index}`, 42).map((u, i) => low[i % 2] + (high[i % 2] - low[i % 2]) * u);
  };
  const range = (numbers: Float64Array) => Math.max(...numbers) - Math.min(...numbers);
  /** The picture's size is not in the file: it follows from a case's box, 1.5 times the joints' extent. */
  const imageSize = (values: FormulaTensors) => {
    const joints = relativeJoints(values, 0);
    const box = golden.cases[0].get_bbox;
    return [0, 1].map((axis) => box[2 + axis] / 1.5 / range(joints.filter((_, i) => i % 2 === axis)));
  };
  // This file does not carry its salt: it is that of the files beside it, or none.
  const salts = [golden.salt, ...['mobrecon', 'handoccnet', 'h2onet'].map((name) => salt(name)), ''];
  function salt(name: string): string | undefined {
    const sibling = `reconstruction/${name}.json`;
    return existsSync(`${goldenFolder}/${sibling}`) ? read(sibling).salt : undefined;
  }
  const candidates = salts
    .filter((text) => text !== undefined)
    .map((text) => new FormulaTensors(text))
    .map((values) => ({ values, size: golden.cases.length > 0 ? imageSize(values) : [0, 0] }));
  const whole = (size: number) => Math.abs(size - Math.round(size)) < 1e-3;
  const chosen = candidates.find(({ size }) => size.every(whole)) ?? candidates[0];
  const [width, height] = chosen.size.map(Math.round);
  const pixels = Uint8Array.from(chosen.values.unit('image', width * height * 3), (u) => Math.floor(256 * u));
  const image = { width, height, pixels };

  it('finds the picture of the cases', () => {
    expect(chosen.size.every(whole), `size ${chosen.size}`).toBe(true);
    expect(golden.cases.length).toBeGreaterThan(0);
  });

  for (const [index, entry] of golden.cases.entries()) {
    describe(`case ${index}: scale ${entry.scale}, rotation ${entry.rot_deg} degrees, flip ${entry.flip}`, () => {
      const joints = relativeJoints(chosen.values, index).map((value, i) => value * [width, height][i % 2]);
      const tight = jointBox(joints, 1.5);
      const square = squareBox(tight, width, height, 1);
      const shifted = shiftInside(square ?? [0, 0, 1, 1], width, height);
      const patchKey = Object.keys(entry).find((key) => key.startsWith('patch_')) as `patch_${string}`;
      const size = Number(/patch_(\d+)x/.exec(patchKey)?.[1]);
      const rotation = (entry.rot_deg * Math.PI) / 180;
      // A mirrored picture has its box mirrored with it.
      const box = entry.flip
        ? ([width - 1 - shifted[0] - shifted[2], shifted[1], shifted[2], shifted[3]] as const)
        : shifted;
      const map = cropAffine(box, size, entry.scale, rotation);

      it('has the boxes', () => {
        expect(tight).toBeAllclose(entry.get_bbox, { absolute: 2e-5 });
        expect(square).toBeAllclose(entry.process_bbox, { absolute: 2e-5 });
        expect(shifted).toBeAllclose(entry.shifted_bbox, { absolute: 2e-5 });
      });

      it('has the maps there and back', () => {
        expect(map).toBeAllclose(entry.img2bb.flat(), { relative: 1e-6, absolute: 1e-5 });
        expect(invertAffine(map)).toBeAllclose(entry.bb2img.flat(), { relative: 1e-6, absolute: 2e-5 });
        const corner = applyAffine(map, [box[0] + box[2] / 2, box[1] + box[3] / 2]);
        expect(corner).toBeAllclose([size / 2, size / 2], { absolute: 1e-5 });
      });

      it('has the pixels, mirrored while sampling or before', () => {
        // Six digits are recorded.
        const tolerance = { relative: 2e-5, absolute: 1e-3 };
        const patch = warpAffine(image, map, size, { mirror: entry.flip });
        expect(patch).toBeAllclose(entry[patchKey], tolerance);
        const mirrored = entry.flip ? mirrorImage(image) : image;
        expect(warpAffine(mirrored, map, size)).toEqual(patch);
      });
    });
  }
});
