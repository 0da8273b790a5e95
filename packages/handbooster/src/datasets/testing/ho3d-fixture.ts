import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Random } from '@handbooster/torch';
import sharp from 'sharp';
import { decodeHands } from '../../hand/decode-hands.js';
import { encodePickle, type Pickled } from '../files/encode-pickle.js';
import { smallHand } from './small-hand.js';

const hand = smallHand('right');
export const HO3D_CAMERA = { fx: 617.3, fy: 616.9, cx: 312.4, cy: 241.4 };
export const vector = (values: ArrayLike<number>, ...shape: number[]): Pickled => ({
  shape: shape.length > 0 ? shape : [values.length],
  data: Float64Array.from(values),
});

/** What a frame's labels say: a hand in front of an OpenGL camera: at negative z. */
export function ho3dLabel(frame: number) {
  const random = new Random('ho3d', frame);
  const pose = random.fillUniform(new Float32Array(48), -0.8, 0.8);
  const betas = random.fillNormal(new Float32Array(10));
  const translation = Float32Array.of(0.05, 0.02, -0.6);
  const { vertices, joints } = decodeHands(hand, pose, betas, translation);
  // HO3D's order: MANO's sixteen, then the tips of thumb, index, middle, ring, little finger.
  const names = [0, 5, 6, 7, 9, 10, 11, 17, 18, 19, 13, 14, 15, 1, 2, 3, 4, 8, 12, 16, 20];
  const inFile = names.flatMap((i) => [joints[3 * i], joints[3 * i + 1], joints[3 * i + 2]]);
  return { pose, betas, translation, vertices, joints, inFile };
}

export function ho3dMeta(frame: number, change: Record<string, Pickled | undefined> = {}): Buffer {
  const { pose, betas, translation, inFile } = ho3dLabel(frame);
  const fields: Record<string, Pickled | undefined> = {
    handPose: vector(pose),
    handTrans: vector(translation),
    handBeta: vector(betas),
    handJoints3D: vector(inFile, 21, 3),
    camMat: vector([HO3D_CAMERA.fx, 0, HO3D_CAMERA.cx, 0, HO3D_CAMERA.fy, HO3D_CAMERA.cy, 0, 0, 1], 3, 3),
    objRot: vector([0, 0, Math.PI / 2], 3, 1),
    objTrans: vector([0.1, -0.05, -0.7]),
    objName: '003_cracker_box',
    objLabel: 2,
    camIDList: ['0', '1'],
    handVertContact: { shape: [4], bools: [true, false, true, true] },
    ...change,
  };
  const entries = Object.entries(fields).filter(
    (entry): entry is [string, Pickled] => entry[1] !== undefined,
  );
  return encodePickle({ dict: entries });
}

/** Writes a small HO3D in the official layout: two training sequences (one as version 2, one as 3), one for evaluation. */
export async function writeHo3dFixture(root: string): Promise<void> {
  const image = sharp(new Uint8Array(640 * 480 * 3).fill(90), {
    raw: { width: 640, height: 480, channels: 3 },
  });
  const [png, jpeg] = [await image.png().toBuffer(), await image.jpeg().toBuffer()];
  const write = (split: string, sequence: string, number: string, pickled: Buffer, extension: string) => {
    const folder = join(root, split, sequence);
    for (const part of ['rgb', 'meta', 'depth']) mkdirSync(join(folder, part), { recursive: true });
    writeFileSync(join(folder, 'rgb', `${number}.${extension}`), extension === 'jpg' ? jpeg : png);
    writeFileSync(join(folder, 'meta', `${number}.pkl`), pickled);
  };
  write('train', 'ABF10', '0000', ho3dMeta(0), 'png');
  write(
    'train',
    'ABF10',
    '0001',
    ho3dMeta(1, { handPose: null, handJoints3D: null, handTrans: null }),
    'png',
  );
  write('train', 'SMu42', '0123', ho3dMeta(2, { objName: 'my_mug' }), 'jpg');
  write(
    'evaluation',
    'SM1',
    '0005',
    ho3dMeta(3, {
      handPose: undefined,
      handTrans: undefined,
      handBeta: undefined,
      handJoints3D: vector([0.1, 0.2, -0.5]),
      handBoundingBox: [100, 120.5, 300, 280.5],
    }),
    'png',
  );
  writeFileSync(join(root, 'train.txt'), 'ABF10/0000\nABF10/0001\nSMu42/0123\n');
  writeFileSync(join(root, 'evaluation.txt'), 'SM1/0005\n');
  const depth = new Uint8Array(640 * 480 * 3);
  depth.set([44, 17, 0], 0);
  const raw = { width: 640, height: 480, channels: 3 as const };
  writeFileSync(join(root, 'train/ABF10/depth/0000.png'), await sharp(depth, { raw }).png().toBuffer());
}
