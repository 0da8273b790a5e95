import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Random } from '@handbooster/torch';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { smallHand } from '../../../test/fixtures/small-hand.js';
import { DexYcbWriter } from './dexycb-writer.js';

const PYTHON = '/usr/bin/python3';
const hasNumpy = (() => {
  try {
    execFileSync(PYTHON, ['-c', 'import numpy, yaml'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
})();

const model = smallHand('right');
const random = new Random(1, 'writer-test');
const pose = random.fillUniform(new Float32Array(48), -0.8, 0.8);
const translation = Float32Array.of(0.1, -0.05, 0.7);
const joints = random.fillUniform(new Float32Array(63), -0.1, 0.1);
const joints2d = random.fillUniform(new Float32Array(42), 0, 64);
const motion = Float64Array.of(0, -1, 0, 0.25, 1, 0, 0, -0.5, 0, 0, 1, 0.75);
const width = 64;
const height = 48;
const color = new Uint8Array(width * height * 3).map((_, i) => (i * 7) % 251);
const depth = new Uint16Array(width * height).map((_, i) => (i * 31) % 65536);
const segmentation = new Uint8Array(width * height).map((_, i) => [0, 2, 255][i % 3]);

async function writeCapture(root: string): Promise<void> {
  const writer = new DexYcbWriter(root, { right: model });
  await writer.writeHandModels();
  await writer.writeIntrinsics('836212060125', { fx: 61.3, fy: 61.2, cx: 31.3, cy: 24.5, width, height });
  await writer.writeExtrinsics('studio', '836212060125', new Map([['836212060125', motion]]), motion);
  await writer.writeHandCalibration('subject_right', Float32Array.of(1e-7, -2, 0.5, 0, 0, 0, 0, 0, 0, 3));
  const sequence = {
    subject: '20200709-subject-01',
    name: '20200709_141754',
    side: 'right' as const,
    handCalibration: 'subject_right',
    extrinsics: 'studio',
    serials: ['836212060125'],
    objects: [2, 11],
    grasped: 1,
    hand: [null, { pose, translation }],
    objectPoses: [
      [motion, null],
      [motion, motion],
    ],
  };
  await writer.writeSequence(sequence);
  for (const [frame, hand] of [null, { pose, translation, joints, joints2d }].entries()) {
    const objectPoses = sequence.objectPoses[frame];
    await writer.writeFrame(
      sequence,
      '836212060125',
      frame,
      { width, height },
      {
        color,
        depth,
        segmentation,
        hand,
        objectPoses,
      },
    );
  }
}

describe('DexYcbWriter', () => {
  const folder = mkdtempSync(join(tmpdir(), 'dexycb-writer-'));
  const root = join(folder, 'first');
  const sequenceFolder = join(root, '20200709-subject-01', '20200709_141754');
  const cameraFolder = join(sequenceFolder, '836212060125');
  beforeAll(() => writeCapture(root));
  afterAll(() => rmSync(folder, { recursive: true }));

  it('writes the files of the official layout and nothing else', () => {
    const files = readdirSync(root, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name).slice(root.length + 1))
      .sort();
    expect(files).toEqual([
      '20200709-subject-01/20200709_141754/836212060125/aligned_depth_to_color_000000.png',
      '20200709-subject-01/20200709_141754/836212060125/aligned_depth_to_color_000001.png',
      '20200709-subject-01/20200709_141754/836212060125/color_000000.jpg',
      '20200709-subject-01/20200709_141754/836212060125/color_000001.jpg',
      '20200709-subject-01/20200709_141754/836212060125/labels_000000.npz',
      '20200709-subject-01/20200709_141754/836212060125/labels_000001.npz',
      '20200709-subject-01/20200709_141754/meta.yml',
      '20200709-subject-01/20200709_141754/pose.npz',
      'calibration/extrinsics_studio/extrinsics.yml',
      'calibration/intrinsics/836212060125_64x48.yml',
      'calibration/mano_subject_right/mano.yml',
      'hand_model.json',
    ]);
  });

  it('writes equal bytes for equal input', async () => {
    const again = join(folder, 'second');
    await writeCapture(again);
    for (const entry of readdirSync(root, { recursive: true, withFileTypes: true })) {
      if (!entry.isFile()) continue;
      const path = join(entry.parentPath, entry.name);
      expect(readFileSync(path.replace(root, again)).equals(readFileSync(path)), path).toBe(true);
    }
  });

  it('keeps depth to the millimetre in a 16-bit PNG', async () => {
    const path = join(cameraFolder, 'aligned_depth_to_color_000001.png');
    expect((await sharp(path).metadata()).depth).toBe('ushort');
    const raw = await sharp(path).toColourspace('grey16').raw({ depth: 'ushort' }).toBuffer();
    expect(Array.from(new Uint16Array(raw.buffer, raw.byteOffset, raw.length / 2))).toEqual(
      Array.from(depth),
    );
  });

  it.runIf(hasNumpy)('writes what NumPy and PyYAML read (left out where they are not installed)', () => {
    const script = `
import json, sys, numpy as np, yaml
root, sequence, camera = sys.argv[1:4]
out = {}
for frame in (0, 1):
    with np.load(f'{camera}/labels_{frame:06d}.npz') as z:
        out[f'labels{frame}'] = {k: [str(z[k].dtype), list(z[k].shape), z[k].ravel().tolist()] for k in z.files}
with np.load(f'{sequence}/pose.npz') as z:
    out['track'] = {k: [str(z[k].dtype), list(z[k].shape), z[k].ravel().tolist()] for k in z.files}
read = lambda path: yaml.load(open(path), Loader=yaml.FullLoader)
out['meta'] = read(f'{sequence}/meta.yml')
out['intrinsics'] = read(f'{root}/calibration/intrinsics/836212060125_64x48.yml')
extrinsics = read(f'{root}/calibration/extrinsics_studio/extrinsics.yml')
out['tuple'] = all(isinstance(v, tuple) for v in extrinsics['extrinsics'].values())
out['extrinsics'] = extrinsics
out['betas'] = read(f'{root}/calibration/mano_subject_right/mano.yml')['betas']
print(json.dumps(out))
`;
    const out = JSON.parse(
      execFileSync(PYTHON, ['-c', script, root, sequenceFolder, cameraFolder], { encoding: 'utf8' }),
    );
    expect(out.labels1.seg).toEqual(['uint8', [48, 64], Array.from(segmentation)]);
    expect(out.labels1.pose_y).toEqual(['float32', [2, 3, 4], [...motion, ...motion]]);
    expect(out.labels0.pose_y[2]).toEqual([...motion, ...new Array(12).fill(0)]);
    expect(out.labels1.pose_m.slice(0, 2)).toEqual(['float32', [1, 51]]);
    expect(out.labels1.joint_3d).toEqual(['float32', [1, 21, 3], Array.from(joints)]);
    expect(out.labels1.joint_2d).toEqual(['float32', [1, 21, 2], Array.from(joints2d)]);
    expect(out.labels0.joint_3d[2]).toEqual(new Array(63).fill(-1));
    expect(out.labels0.joint_2d[2]).toEqual(new Array(42).fill(-1));
    expect(out.labels0.pose_m[2]).toEqual(new Array(51).fill(0));
    // Coefficients times components, plus the mean, are the angles again.
    const coefficients: number[] = out.labels1.pose_m[2];
    for (let column = 0; column < 45; column++) {
      let angle = model.poseMean[column];
      for (let row = 0; row < 45; row++) {
        angle += coefficients[3 + row] * model.poseComponents[row * 45 + column];
      }
      expect(angle).toBeCloseTo(pose[3 + column], 5);
    }
    expect(coefficients.slice(0, 3)).toEqual(Array.from(pose.slice(0, 3)));
    expect(coefficients.slice(48)).toEqual(Array.from(translation));
    expect(out.track.pose_m[1]).toEqual([2, 1, 51]);
    expect(out.track.pose_m[2].slice(51)).toEqual(coefficients);
    // A quarter turn about z as x, y, z, w; the missing object is the identity.
    const half = Math.SQRT1_2;
    expect(out.track.pose_y[2].slice(0, 7)).toBeAllclose([0, 0, half, half, 0.25, -0.5, 0.75], {
      relative: 1e-6,
    });
    expect(out.track.pose_y[2].slice(7, 14)).toEqual([0, 0, 0, 1, 0, 0, 0]);
    expect(out.meta).toEqual({
      extrinsics: 'studio',
      mano_calib: ['subject_right'],
      mano_sides: ['right'],
      num_frames: 2,
      serials: ['836212060125'],
      ycb_grasp_ind: 1,
      ycb_ids: [2, 11],
    });
    expect(out.intrinsics.color).toEqual({ fx: 61.3, fy: 61.2, ppx: 31.3, ppy: 24.5 });
    expect(out.tuple).toBe(true);
    expect(out.extrinsics.extrinsics).toEqual({ '836212060125': [...motion], apriltag: [...motion] });
    expect(out.extrinsics.master).toBe('836212060125');
    expect(out.betas).toBeAllclose([1e-7, -2, 0.5, 0, 0, 0, 0, 0, 0, 3], { relative: 1e-6 });
  });
});
