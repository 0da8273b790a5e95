import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Random } from '@handbooster/torch';
import sharp from 'sharp';

const NAMES = ['board_food_v_LUS1jeTGc68_frame000082', 'toy_0012'];

/** The entry of a picture: the hand about half a metre off after its own scale, the object beside it. */
export function mowEntry(index: number) {
  const random = new Random('mow', index);
  const [c, s] = [Math.cos(0.7), Math.sin(0.7)];
  return {
    image_id: NAMES[index],
    obj_name: ['board', 'toy'][index],
    obj_url: 'none',
    state: 'done',
    queue_id: 'queue-0',
    R: [c, s, 0, -s, c, 0, 0, 0, 1],
    t: [0.4, -0.2, 4],
    s: 0.3,
    hand_pose: Array.from(random.fillUniform(new Float32Array(48), -0.5, 0.5)),
    trans: [-0.05, 0.02, 0.01],
    hand_R: index === 0 ? [1, 0, 0, 0, 1, 0, 0, 0, 1] : [1, 0, 0, 0, c, s, 0, -s, c],
    hand_t: [0.1, -0.05, 0.7],
    hand_s: 1.5,
  };
}

/** The picture's size: one lies, one stands. */
export const MOW_SIZES = [
  { width: 96, height: 64 },
  { width: 40, height: 80 },
];

/** Writes a small MOW in the layout of its download. */
export async function writeMowFixture(root: string): Promise<void> {
  for (const folder of ['images', 'models']) mkdirSync(join(root, folder), { recursive: true });
  for (const [i, name] of NAMES.entries()) {
    const { width, height } = MOW_SIZES[i];
    const jpeg = await sharp(new Uint8Array(width * height * 3).fill(60 + i), {
      raw: { width, height, channels: 3 },
    })
      .jpeg()
      .toBuffer();
    writeFileSync(join(root, 'images', `${name}.jpg`), jpeg);
    writeFileSync(
      join(root, 'models', `${name}.obj`),
      'v 1 2 3\nv 3 2 3\nv 1 4 3\nv 1 2 6\nf 1 3 2\nf 1 2 4\nf 1 4 3\nf 2 3 4\n',
    );
  }
  writeFileSync(
    join(root, 'poses.json'),
    JSON.stringify(
      NAMES.map((_, i) => mowEntry(i)),
      null,
      4,
    ),
  );
}
