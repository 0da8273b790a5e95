import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Random } from '@handbooster/torch';
import sharp from 'sharp';
import { decodeHands } from '../../hand/decode-hands.js';
import { encodePickle, type Pickled } from '../files/encode-pickle.js';
import { manoSizedHand } from './mano-sized-hand.js';

const hand = manoSizedHand();
const array = (values: ArrayLike<number>, ...shape: number[]): Pickled => ({
  shape: shape.length > 0 ? shape : [values.length],
  data: Float32Array.from(values),
});

/** A hand in front of ObMan's camera: OpenGL axes, at negative z. */
export function obmanLabel(number: number) {
  const random = new Random('obman', number);
  const pose = random.fillUniform(new Float32Array(48), -0.4, 0.4);
  const betas = random.fillNormal(new Float32Array(10), 0, 0.5);
  const translation = Float32Array.of(0.03, -0.05, -0.55);
  return { pose, betas, translation, ...decodeHands(hand, pose, betas, translation) };
}

/** Pixels of OpenGL points in ObMan's camera. */
function projected(joints: ArrayLike<number>): number[] {
  return Array.from({ length: 21 }, (_, i) => {
    const [x, y, z] = [joints[3 * i], -joints[3 * i + 1], -joints[3 * i + 2]];
    return [(480 * x) / z + 128, (480 * y) / z + 128];
  }).flat();
}

/** A quarter turn about z with a scale, and a place. */
export function obmanAffine(scale: number): number[] {
  return [0, -scale, 0, 0.02, scale, 0, 0, -0.01, 0, 0, scale, -0.6, 0, 0, 0, 1];
}

export function obmanMeta(number: number, change: Record<string, Pickled | undefined> = {}): Buffer {
  const { vertices, joints } = obmanLabel(number);
  const fields: Record<string, Pickled | undefined> = {
    side: 'right',
    coords_2d: array(projected(joints), 21, 2),
    coords_3d: array(joints, 21, 3),
    verts_3d: array(vertices, 778, 3),
    hand_pose: array(new Float32Array(45)),
    pca_pose: array(new Float32Array(45)),
    class_id: '02876657',
    sample_id: '1071fa4cddb2da2fc8724d5673a063a6',
    affine_transform: array(obmanAffine(1), 4, 4),
    obj_scale: 0.2,
    depth_min: 0.4,
    depth_max: 0.8,
    hand_depth_min: 0.4,
    hand_depth_max: 0.7,
    obj_depth_min: 0.5,
    obj_depth_max: 0.8,
    grasp_quality: 0.6,
    ...change,
  };
  const entries = Object.entries(fields).filter(
    (entry): entry is [string, Pickled] => entry[1] !== undefined,
  );
  return encodePickle({ dict: entries }, { protocol: 3 });
}

/** Writes a small ObMan in the official layout: two pictures for training, one (a left hand) for testing. */
export async function writeObmanFixture(root: string): Promise<void> {
  const raw = { width: 256, height: 256, channels: 3 as const };
  const jpeg = await sharp(
    new Uint8Array(256 * 256 * 3).map((_, i) => (i / 3) % 256),
    { raw },
  )
    .jpeg()
    .toBuffer();
  // Blue is the scene, green the hand alone, red the object alone.
  const planes = (blue: number) =>
    sharp(
      new Uint8Array(256 * 256 * 3).map((_, i) => (i === 2 ? blue : i === 5 ? 100 : i < 2 ? 7 : 0)),
      { raw },
    )
      .png()
      .toBuffer();
  const place = (split: string, folder: string, name: string, content: Buffer) => {
    mkdirSync(join(root, split, folder), { recursive: true });
    writeFileSync(join(root, split, folder, name), content);
  };
  const write = async (split: string, number: number, meta: Buffer) => {
    const name = String(number).padStart(8, '0');
    for (const folder of ['rgb', 'rgb_hand', 'rgb_obj']) place(split, folder, `${name}.jpg`, jpeg);
    place(split, 'segm', `${name}.png`, await planes(24));
    place(split, 'depth', `${name}.png`, await planes(255));
    place(split, 'meta', `${name}.pkl`, meta);
  };
  await write('train', 2, obmanMeta(2));
  await write('train', 10, obmanMeta(10, { affine_transform: array(obmanAffine(0.25), 4, 4) }));
  const mirror = (values: ArrayLike<number>) =>
    Array.from(values, (value, i) => (i % 3 === 0 ? -value : value));
  const { vertices, joints } = obmanLabel(3);
  const left = {
    side: 'left',
    verts_3d: array(mirror(vertices), 778, 3),
    coords_3d: array(mirror(joints), 21, 3),
    coords_2d: array(projected(mirror(joints)), 21, 2),
  };
  await write('test', 3, obmanMeta(3, left));
}
