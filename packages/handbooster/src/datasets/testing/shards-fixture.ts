import { Random } from '@handbooster/torch';
import sharp from 'sharp';
import { projectPoints } from '../../geometry/camera.js';
import { rigid } from '../../geometry/rigid-motion.js';
import { axisAngleToMatrix } from '../../geometry/rotations.js';
import { decodeHands } from '../../hand/decode-hands.js';
import type { HandModel } from '../../hand/hand-model.js';
import type { ObjectModel } from '../../objects/object-model.js';
import type { Sample } from '../sample.js';
import { ShardWriter } from '../shards/shard-writer.js';

const BOX = Float32Array.from({ length: 24 }, (_, i) => ((Math.floor(i / 3) >> (i % 3)) & 1 ? 0.03 : -0.03));

/** Two boxes of 6 cm. */
export const SHARD_OBJECTS: ObjectModel[] = [
  { id: 2, name: '003_cracker_box' },
  { id: 30, name: 'my_jug' },
].map(({ id, name }) => ({
  id,
  name,
  vertices: BOX,
  faces: Uint32Array.of(
    ...[0, 2, 3, 0, 3, 1, 4, 5, 7, 4, 7, 6, 0, 1, 5, 0, 5, 4],
    ...[2, 6, 7, 2, 7, 3, 0, 4, 6, 0, 6, 2, 1, 3, 7, 1, 7, 5],
  ),
  uvs: null,
  texture: null,
  color: [0.8, 0.2, 0.1],
}));

/** A synthetic sample: a square crop about the hand. */
export function shardSample(hand: HandModel, index: number): Sample {
  const random = new Random('shards-fixture', index);
  const subject = index % 2;
  const pose = random.fillUniform(new Float32Array(48), -0.4, 0.4);
  const betas = new Random('shape', subject).fillNormal(new Float32Array(10), 0, 0.5);
  const translation = Float32Array.of(random.uniform(-0.1, 0.1), random.uniform(-0.1, 0.05), 0.6);
  const { joints } = decodeHands(hand, pose, betas, translation);
  // A crop of 64 pixels around the wrist of a picture with a focal length of 600.
  const [x, y] = projectPoints({ fx: 600, fy: 598, cx: 319.5, cy: 239.5, width: 640, height: 480 }, joints);
  const scale = 0.25;
  const object = SHARD_OBJECTS[index === 3 ? 1 : 0];
  return {
    id: String(index).padStart(6, '0'),
    dataset: 'synthetic',
    subject: `subject ${subject}`,
    sequence: 'novel-grasp',
    frame: index,
    view: 'crop',
    image: { path: '', mirrored: false },
    camera: {
      fx: 600 * scale,
      fy: 598 * scale,
      cx: (319.5 - x) * scale + 32,
      cy: (239.5 - y) * scale + 24,
      width: 64,
      height: 64,
    },
    hand: { side: 'right', pose, betas, translation, modelHash: hand.hash },
    joints,
    objects: [
      {
        id: object.id,
        name: object.name,
        pose: rigid(axisAngleToMatrix(random.fillUniform(new Float32Array(3), -1, 1)), [
          translation[0] + 0.03,
          translation[1] + 0.1,
          0.62,
        ]),
      },
    ],
    grasped: 0,
    segmentation: null,
  };
}

/** Pixel (x, y) of picture `index` is (4 x, 4 y, 40 index). */
export const shardPixels = (index: number) =>
  Uint8Array.from({ length: 64 * 64 * 3 }, (_, i) => {
    const pixel = Math.floor(i / 3);
    return [4 * (pixel % 64), 4 * Math.floor(pixel / 64), 40 * index][i % 3];
  });

/** Writes five samples as a dataset in shards. */
export async function writeShardsFixture(folder: string, hand: HandModel): Promise<void> {
  const writer = new ShardWriter(folder, { samplesPerShard: 2 });
  for (let index = 0; index < 5; index++) {
    const image = await sharp(shardPixels(index), { raw: { width: 64, height: 64, channels: 3 } })
      .png()
      .toBuffer();
    writer.add(shardSample(hand, index), image, { kind: 'novel-grasp' });
  }
  writer.finish({
    title: 'Five pictures',
    summary: 'Made up.',
    licenses: ['Pictures: free', 'Hand model: made up'],
    handModel: { name: hand.name, hash: hand.hash },
    provenance: { seed: 1 },
  });
}
