import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Random } from '@handbooster/torch';
import sharp from 'sharp';
import { encodeNpz } from '../files/encode-npz.js';

/** What a fixture sequence shows. */
export interface FixtureSequence {
  subject: string;
  name: string;
  side: 'right' | 'left';
  objects: number[];
  grasped: number;
}

export const FIXTURE_SERIALS = [
  '836212060125',
  '839512060362',
  '840412060917',
  '841412060263',
  '932122060857',
  '932122060861',
  '932122061900',
  '932122062010',
];
export const FIXTURE_WIDTH = 64;
export const FIXTURE_HEIGHT = 48;
export const FIXTURE_FRAMES = 3;
export const FIXTURE_BETAS = [0.5, -0.25, 1.0e-5, 0, 0, 0, 0, 0, 0, -1];
export const FIXTURE_INTRINSICS = { fx: 61.308, fy: 61.2, ppx: 31.303, ppy: 24.501 };

/** What the label file of a picture holds; frame 0 has no hand, and the last object is missing in frame 1. */
export function fixtureLabel(sequence: FixtureSequence, view: string, frame: number) {
  const random = new Random(sequence.subject, sequence.name, view, frame);
  const valid = frame > 0;
  const hand = random.fillUniform(new Float32Array(51), -0.6, 0.6);
  hand.set([random.uniform(-0.1, 0.1), random.uniform(-0.1, 0.1), 0.7], 48);
  const joints = random.fillUniform(new Float32Array(63), -0.08, 0.08);
  const joints2d = new Float32Array(42);
  for (let i = 0; i < 21; i++) {
    joints[3 * i + 2] += 0.7;
    const { fx, fy, ppx, ppy } = FIXTURE_INTRINSICS;
    joints2d[2 * i] = (fx * joints[3 * i]) / joints[3 * i + 2] + ppx;
    joints2d[2 * i + 1] = (fy * joints[3 * i + 1]) / joints[3 * i + 2] + ppy;
  }
  const poses = new Float32Array(sequence.objects.length * 12);
  for (let i = 0; i < sequence.objects.length; i++) {
    if (frame === 1 && i === sequence.objects.length - 1) continue;
    const angle = random.uniform(-1, 1);
    const [c, s] = [Math.cos(angle), Math.sin(angle)];
    poses.set([c, -s, 0, random.uniform(-0.2, 0.2), s, c, 0, 0.05, 0, 0, 1, 0.8], 12 * i);
  }
  return {
    segmentation: Uint8Array.from({ length: FIXTURE_WIDTH * FIXTURE_HEIGHT }, (_, i) => [0, 2, 255][i % 3]),
    hand: valid ? hand : new Float32Array(51),
    joints: valid ? joints : new Float32Array(63).fill(-1),
    joints2d: valid ? joints2d : new Float32Array(42).fill(-1),
    poses,
  };
}

/** What `pose.npz` holds: the first object is lifted by 5 cm a frame, the last is missing in frame 1. */
export function fixtureTrack(sequence: FixtureSequence) {
  const count = sequence.objects.length;
  const objects = new Float32Array(FIXTURE_FRAMES * count * 7);
  const hands = new Float32Array(FIXTURE_FRAMES * 51);
  for (let frame = 0; frame < FIXTURE_FRAMES; frame++) {
    for (let i = 0; i < count; i++) {
      const missing = frame === 1 && i === count - 1;
      // x, y, z, w: a quarter turn about z; then the place.
      const present = [0, 0, Math.SQRT1_2, Math.SQRT1_2, 0.1 * i, 0.05 * frame, 0.9];
      objects.set(missing ? [0, 0, 0, 1, 0, 0, 0] : present, (frame * count + i) * 7);
    }
    if (frame > 0) hands.fill(0.1 * frame, frame * 51, frame * 51 + 51);
  }
  return { objects, hands };
}

function write(path: string, content: string | Uint8Array): void {
  mkdirSync(join(path, '..'), { recursive: true });
  writeFileSync(path, content);
}

/** Writes a small capture in DexYCB's official layout, from the facts of the format and not with our writer. */
export async function writeDexYcbFixture(root: string, sequences: readonly FixtureSequence[]): Promise<void> {
  const { fx, fy, ppx, ppy } = FIXTURE_INTRINSICS;
  const jpeg = await sharp(
    Uint8Array.from({ length: FIXTURE_WIDTH * FIXTURE_HEIGHT * 3 }, (_, i) => (i % (3 * FIXTURE_WIDTH)) / 3),
    { raw: { width: FIXTURE_WIDTH, height: FIXTURE_HEIGHT, channels: 3 } },
  )
    .jpeg()
    .toBuffer();
  const depth = await sharp(new Uint16Array(FIXTURE_WIDTH * FIXTURE_HEIGHT).fill(800), {
    raw: { width: FIXTURE_WIDTH, height: FIXTURE_HEIGHT, channels: 1 },
  })
    .toColourspace('grey16')
    .png()
    .toBuffer();
  for (const serial of FIXTURE_SERIALS) {
    write(
      join(root, 'calibration', 'intrinsics', `${serial}_${FIXTURE_WIDTH}x${FIXTURE_HEIGHT}.yml`),
      `color:\n  fx: ${fx}\n  fy: ${fy}\n  ppx: ${ppx}\n  ppy: ${ppy}\ndepth:\n  fx: 1.0\n  fy: 1.0\n  ppx: 0.0\n  ppy: 0.0\n`,
    );
  }
  const identity = ['1.0', '0.0', '0.0', '0.0', '0.0', '1.0', '0.0', '0.0', '0.0', '0.0', '1.0', '0.0'];
  const tuple = (numbers: string[]) => `!!python/tuple\n${numbers.map((value) => `  - ${value}\n`).join('')}`;
  write(
    join(root, 'calibration', 'extrinsics_20200702_151821', 'extrinsics.yml'),
    `extrinsics:\n${FIXTURE_SERIALS.map((serial, i) => `  '${serial}': ${tuple(identity.with(3, `${i}.5e-02`))}`).join('')}` +
      `  apriltag: ${tuple(identity.with(11, '1.25'))}master: '${FIXTURE_SERIALS[0]}'\n`,
  );
  for (const sequence of sequences) {
    const folder = join(root, sequence.subject, sequence.name);
    const calibration = `${sequence.subject}_${sequence.side}`;
    write(
      join(root, 'calibration', `mano_${calibration}`, 'mano.yml'),
      `betas:\n${FIXTURE_BETAS.map((value) => `- ${value === 1e-5 ? '1.0e-05' : value}\n`).join('')}`,
    );
    write(
      join(folder, 'meta.yml'),
      `extrinsics: '20200702_151821'\nmano_calib:\n- ${calibration}\nmano_sides:\n- ${sequence.side}\n` +
        `num_frames: ${FIXTURE_FRAMES}\nserials:\n${FIXTURE_SERIALS.map((serial) => `- '${serial}'\n`).join('')}` +
        `ycb_grasp_ind: ${sequence.grasped}\nycb_ids:\n${sequence.objects.map((id) => `- ${id}\n`).join('')}`,
    );
    const track = fixtureTrack(sequence);
    const count = sequence.objects.length;
    write(
      join(folder, 'pose.npz'),
      encodeNpz([
        { name: 'pose_y', shape: [FIXTURE_FRAMES, count, 7], data: track.objects },
        { name: 'pose_m', shape: [FIXTURE_FRAMES, 1, 51], data: track.hands },
      ]),
    );
    for (const view of FIXTURE_SERIALS) {
      for (let frame = 0; frame < FIXTURE_FRAMES; frame++) {
        const label = fixtureLabel(sequence, view, frame);
        const number = `00000${frame}`;
        write(join(folder, view, `color_${number}.jpg`), jpeg);
        write(join(folder, view, `aligned_depth_to_color_${number}.png`), depth);
        write(
          join(folder, view, `labels_${number}.npz`),
          encodeNpz([
            { name: 'seg', shape: [FIXTURE_HEIGHT, FIXTURE_WIDTH], data: label.segmentation },
            { name: 'pose_y', shape: [count, 3, 4], data: label.poses },
            { name: 'pose_m', shape: [1, 51], data: label.hand },
            { name: 'joint_3d', shape: [1, 21, 3], data: label.joints },
            { name: 'joint_2d', shape: [1, 21, 2], data: label.joints2d },
          ]),
        );
      }
    }
  }
}
