import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { mergeAnnotations } from './merge-annotations.js';
import { readCoco } from './read-coco.js';

const folder = mkdtempSync(join(tmpdir(), 'merge-'));
afterAll(() => rmSync(folder, { recursive: true }));

const hand = (id: number, imageId: number, x: number, more = {}) => ({
  ...{ id, image_id: imageId, joints_coord_cam: Array.from({ length: 21 }, () => [x, 0, 0.6]) },
  cam_param: { focal: [600, 601], princpt: [320, 240] },
  mano_param: { pose: new Array(48).fill(0), shape: new Array(10).fill(0) },
  ...more,
});
const image = (id: number, name: string) => ({ id, file_name: name, width: 640, height: 480 });

/** Writes annotations and their (empty) pictures below a folder. */
function write(root: string, images: ReturnType<typeof image>[], annotations: object[]): string {
  for (const { file_name: name } of images) {
    mkdirSync(dirname(join(root, name)), { recursive: true });
    writeFileSync(join(root, name), '');
  }
  const path = join(root, 'annotations', 'DEX_YCB_s0_train_data.json');
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, JSON.stringify({ annotations, images }).replaceAll('"#"', 'NaN'));
  return path;
}

it('joins a real file and an export: ids follow each other, names lie below one root', async () => {
  const real = write(
    folder,
    [image(7, 's/q/c/1.jpg'), image(9, 's/q/c/2.jpg')],
    [hand(3, 9, 0.1, { hand_type: 'left', score: '#' }), hand(4, 7, 0.2)],
  );
  const made = write(
    join(folder, 'synthetic'),
    [image(0, 'images/a.png'), image(1, 'images/b.png')],
    [hand(0, 1, 0.3), hand(1, 0, 0.4)],
  );
  const output = join(folder, 'annotations', 'joined_train_data.json');
  expect(await mergeAnnotations([real, made], output)).toEqual({ images: 4, annotations: 4 });
  const { images, annotations } = JSON.parse(readFileSync(output, 'utf8').replace('NaN', '"was NaN"'));
  expect(images.map(({ id, file_name }: { id: number; file_name: string }) => [id, file_name])).toEqual([
    [7, 's/q/c/1.jpg'],
    [9, 's/q/c/2.jpg'],
    [10, 'synthetic/images/a.png'],
    [11, 'synthetic/images/b.png'],
  ]);
  expect(annotations.map((entry: Record<string, number>) => [entry.id, entry.image_id])).toEqual([
    [3, 9],
    [4, 7],
    [5, 11],
    [6, 10],
  ]);
  expect([annotations[0].hand_type, annotations[0].score]).toEqual(['left', 'was NaN']);
  // Our reader finds each hand with its own picture.
  const reader = await readCoco(output, {}, { imageRoot: null, dataset: 'coco' });
  const found = Array.from({ length: 4 }, (_, i) => reader.loadPicture(i));
  expect(found.map(({ image: { path } }) => path.slice(folder.length + 1))).toEqual([
    's/q/c/2.jpg',
    's/q/c/1.jpg',
    'synthetic/images/b.png',
    'synthetic/images/a.png',
  ]);
  expect(found.map(({ joints }) => Math.abs(joints[0]).toFixed(1))).toEqual(['0.1', '0.2', '0.3', '0.4']);
});

it('says what cannot be joined, and writes nothing', async () => {
  const one = write(join(folder, 'one'), [image(0, 'a.png')], [hand(0, 0, 0.1)]);
  const other = write(join(folder, 'other'), [image(0, 'a.png')], [hand(0, 5, 0.1)]);
  const inside = join(folder, 'one', 'annotations', 'all_train_data.json');
  const above = join(folder, 'annotations', 'all_train_data.json');
  await expect(mergeAnnotations([one, other], above)).rejects.toThrow(/image_id 5: no such entry in images/);
  await expect(mergeAnnotations([one, one], above)).rejects.toThrow(
    /one\/a\.png is named by an earlier file/,
  );
  await expect(mergeAnnotations([one], one)).rejects.toThrow(/expected another file to write/);
  write(join(folder, 'other'), [image(0, 'a.png')], [hand(0, 0, 0.1)]);
  await expect(mergeAnnotations([one, other], inside)).rejects.toThrow(
    /expected pictures below .*one, the folder above/,
  );
  write(join(folder, 'other'), [image(0, 'a.png')], [{ ...hand(0, 0, 0.1), id: 'x' }]);
  await expect(mergeAnnotations([one, other], above)).rejects.toThrow(
    /annotations\[0\]: id: expected a whole number, found x/,
  );
  expect(() => readFileSync(above)).toThrow(/ENOENT/);
});
