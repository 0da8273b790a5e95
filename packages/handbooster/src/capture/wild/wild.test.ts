import { Random } from '@handbooster/torch/random';
import { describe, expect, it } from 'vitest';
import { projectPoints } from '../../geometry/camera.js';
import { applyRigid, invertRigid, rigid } from '../../geometry/rigid-motion.js';
import { decodeHands } from '../../hand/decode-hands.js';
import { handFrame } from '../../hand/hand-frame.js';
import { jointLimits, toAnatomical } from '../../hand/joint-limits.js';
import { loadBuiltinHand } from '../../hand/model/builtin-hand.js';
import { changeSpectrum } from './change-spectrum.js';
import { camerasBeside, composeShot } from './compose-shot.js';
import { freePose } from './free-pose.js';
import { hideBehindLeaves } from './hide-behind-leaves.js';
import { octaveNoise } from './octave-noise.js';
import { smear } from './smear.js';

const model = loadBuiltinHand('right');
const limits = jointLimits(model);
const SIZE = 64;

describe('freePose', () => {
  it('keeps to the limits of the joints and uses their range', () => {
    const curls = Array.from({ length: 400 }, (_, i) => {
      const pose = freePose(new Random('poses', i), limits);
      expect(Array.from(pose.subarray(0, 3))).toEqual([0, 0, 0]);
      const angles = toAnatomical(limits, pose.subarray(3));
      angles.forEach((angle, k) => {
        // Axes are orthonormal to float32.
        expect(angle).toBeGreaterThan(limits.anatomicalLow[k] - 1e-5);
        expect(angle).toBeLessThan(limits.anatomicalHigh[k] + 1e-5);
      });
      return angles[3]; // the index finger's middle joint
    });
    expect(Math.min(...curls)).toBeLessThan(0.1);
    expect(Math.max(...curls)).toBeGreaterThan(1.6);
  });
});

describe('composeShot', () => {
  const camera = { fx: 200, fy: 200, cx: 79.5, cy: 79.5, width: 160, height: 160 };
  const betas = new Float32Array(10);
  const subject = { model, frame: handFrame(model), betas };

  it('moves hand and object as one, before the camera, about as large as asked for', () => {
    for (let i = 0; i < 50; i++) {
      const random = new Random('shots', i);
      const pose = freePose(random, limits);
      pose.set([random.normal(), random.normal(), random.normal()]);
      const translation = Float32Array.of(0.1, -0.2, 0.3);
      const object = rigid([1, 0, 0, 0, 1, 0, 0, 0, 1], [0.05, 0.02, 0.1]);
      const before = decodeHands(model, pose, betas, translation);
      const given = { pose, translation, objectPoses: [object] };
      const { moment, tableFromCamera } = composeShot(random, subject, given, camera, {
        handSize: [0.4, 0.6],
      });
      const after = decodeHands(model, moment.pose, betas, moment.translation);
      // In the object's own frame nothing has changed.
      expect(applyRigid(invertRigid(moment.objectPoses[0]), after.vertices)).toBeAllclose(
        applyRigid(invertRigid(object), before.vertices),
        { absolute: 1e-5 },
      );
      // Neither hand nor camera is below the table.
      expect(tableFromCamera[11]).toBeGreaterThanOrEqual(0.05 - 1e-9);
      const heights = after.vertices.filter((_, k) => k % 3 === 2);
      expect(Math.min(...heights)).toBeGreaterThan(0.004 - 1e-5);
      const seen = applyRigid(invertRigid(tableFromCamera), after.joints);
      const pixels = projectPoints(camera, seen);
      const middle = [0, 1].map((k) => pixels.filter((_, j) => j % 2 === k).reduce((a, b) => a + b) / 21);
      for (const x of middle) expect(Math.abs(x - 79.5)).toBeLessThan(80);
      const wrist = Math.hypot(pixels[18] - pixels[0], pixels[19] - pixels[1]);
      expect(wrist).toBeLessThan(0.75 * 160);
      for (let k = 2; k < seen.length; k += 3) expect(seen[k]).toBeGreaterThan(0.05);
    }
  });

  it('sets further cameras as they stand in the rig', () => {
    const motion = (angle: number, x: number) =>
      rigid([Math.cos(angle), -Math.sin(angle), 0, Math.sin(angle), Math.cos(angle), 0, 0, 0, 1], [x, 0, 1]);
    const rig = [motion(0.3, 0.1), motion(1.1, -0.4)].map((tableFromCamera) => ({
      tableFromCamera,
      cameraFromTable: invertRigid(tableFromCamera),
    }));
    const [first, second] = camerasBeside(motion(-0.7, 2), rig);
    const point = Float32Array.of(0.2, 0.1, 0.4);
    expect(first.tableFromCamera).toBeAllclose(motion(-0.7, 2), { absolute: 1e-12 });
    expect(applyRigid(first.cameraFromTable, applyRigid(second.tableFromCamera, point))).toBeAllclose(
      applyRigid(rig[0].cameraFromTable, applyRigid(rig[1].tableFromCamera, point)),
      { absolute: 1e-6 },
    );
  });
});

/** Amplitude and phase of the wave of so many periods in a row of the green channel. */
function wave(
  picture: ArrayLike<number>,
  periods: number,
  row = SIZE / 2,
): [amplitude: number, phase: number] {
  let real = 0;
  let imaginary = 0;
  for (let x = 0; x < SIZE; x++) {
    const value = picture[(row * SIZE + x) * 3 + 1];
    real += value * Math.cos((2 * Math.PI * periods * x) / SIZE);
    imaginary += value * Math.sin((2 * Math.PI * periods * x) / SIZE);
  }
  return [(2 * Math.hypot(real, imaginary)) / SIZE, Math.atan2(imaginary, real)];
}

describe('changeSpectrum', () => {
  const picture = Uint8Array.from({ length: SIZE * SIZE * 3 }, (_, i) => {
    const x = Math.floor(i / 3) % SIZE;
    return 128 + 40 * Math.sin((2 * Math.PI * 8 * x) / SIZE + 0.7);
  });

  it('leaves a picture as it is at strength 0', () => {
    expect(changeSpectrum(new Random('none'), picture, SIZE, 0)).toEqual(picture);
  });

  it('changes how strong a wave is and not where it lies', () => {
    const [amplitude, phase] = wave(picture, 8);
    const gains = Array.from({ length: 12 }, (_, i) => {
      const [changed, moved] = wave(changeSpectrum(new Random('gain', i), picture, SIZE, 0.3), 8);
      // What the added wave (12 x 0.3 x a normal number, at any period) leaks into this one.
      expect(Math.abs(moved - phase)).toBeLessThan(0.4);
      return changed / amplitude;
    });
    expect(Math.max(...gains) / Math.min(...gains)).toBeGreaterThan(1.2);
  });
});

describe('octaveNoise', () => {
  it('has deviation 1 and power that falls with frequency as photographs have it', () => {
    const powers = [4, 16].map(() => 0);
    let square = 0;
    for (let i = 0; i < 24; i++) {
      const noise = octaveNoise(new Random('octaves', i), SIZE, SIZE);
      for (const value of noise) square += value * value;
      const picture = new Float32Array(SIZE * SIZE * 3);
      noise.forEach((value, k) => {
        picture[3 * k + 1] = value;
      });
      [4, 16].forEach((periods, k) => {
        for (let row = 0; row < SIZE; row += 8) powers[k] += wave(picture, periods, row)[0] ** 2;
      });
    }
    // 24 pictures hold some 24 independent values of the coarsest octave, which has three quarters of the
    // power: a deviation of the mean square of 0.75 x sqrt(2 / 24) = 0.22, taken four times.
    expect(square / (24 * SIZE * SIZE)).toBeGreaterThan(0.15);
    expect(square / (24 * SIZE * SIZE)).toBeLessThan(1.9);
    // Along a row of a picture with power 1/f^2 over areas power falls about with f to 1 ... 3.
    expect(powers[0] / powers[1]).toBeGreaterThan(4);
    expect(powers[0] / powers[1]).toBeLessThan(64);
  });
});

describe('what spoils the light', () => {
  it('hides no more of the hand than is allowed, and says where', () => {
    let hidden = 0;
    for (let i = 0; i < 20; i++) {
      const light = new Float32Array(SIZE * SIZE * 3).fill(0.5);
      const segmentation = new Uint8Array(SIZE * SIZE);
      for (let y = 16; y < 48; y++) segmentation.fill(255, y * SIZE + 16, y * SIZE + 48);
      hideBehindLeaves(new Random('leaves', i), light, segmentation, SIZE, 1, 0.35);
      const left = segmentation.filter((label) => label === 255).length;
      expect(left).toBeGreaterThanOrEqual(0.65 * 1024);
      hidden += 1024 - left;
      // The hand is untouched where it is still labelled.
      segmentation.forEach((label, pixel) => {
        if (label === 255) expect(light[pixel * 3]).toBe(0.5);
      });
    }
    expect(hidden).toBeGreaterThan(1000);
  });

  it('smears a point into a line of the same light', () => {
    const light = new Float32Array(SIZE * SIZE * 3);
    light[(32 * SIZE + 32) * 3] = 1;
    const smeared = smear(light, SIZE, 6, 0);
    const row = Array.from({ length: SIZE }, (_, x) => smeared[(32 * SIZE + x) * 3]);
    expect(row.reduce((a, b) => a + b)).toBeCloseTo(1, 5);
    expect(row.filter((value) => value > 0)).toHaveLength(7);
    expect(row.indexOf(Math.max(...row))).toBeGreaterThanOrEqual(29);
  });
});
