import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { z } from 'zod';
import { parseJson } from '../../packages/handbooster/src/base/files/parse-json.js';
import { readJson } from '../../packages/handbooster/src/base/files/read-yaml.js';
import { readCoco } from '../../packages/handbooster/src/datasets/coco/read-coco.js';
import { readMow } from '../../packages/handbooster/src/datasets/mow/read-mow.js';
import { sampleFromJson } from '../../packages/handbooster/src/datasets/sample/sample-json.js';
import { readNumberLists } from '../../packages/handbooster/src/evaluation/ho3d/read-number-lists.js';

// Python's `json.dump` writes NaN, Infinity and -Infinity, which JSON.parse refuses; files with them in
// columns that nobody reads were refused whole.
const folder = mkdtempSync(join(tmpdir(), 'python-json-'));
afterAll(() => rmSync(folder, { recursive: true }));
const file = (name: string, text: string) => {
  mkdirSync(join(folder, 'annotations'), { recursive: true });
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
};

it('reads Python’s numbers, and only as numbers', () => {
  expect(parseJson('[NaN, Infinity, -Infinity, -0.5, 1e-7]')).toEqual([
    Number.NaN,
    Number.POSITIVE_INFINITY,
    Number.NEGATIVE_INFINITY,
    -0.5,
    1e-7,
  ]);
  // Words within texts and keys stay as they are, however they are quoted.
  const text = String.raw`{"NaN": "Infinity", "a \" NaN": NaN, "b\\": ["NaN-", "\\\"NaN"], "c": -Infinity}`;
  expect(parseJson(text)).toEqual({
    NaN: 'Infinity',
    'a " NaN': Number.NaN,
    'b\\': ['NaN-', '\\"NaN'],
    c: Number.NEGATIVE_INFINITY,
  });
  expect(parseJson('\ufeff{"a": 1}')).toEqual({ a: 1 });
  for (const bad of ['[NaNa]', '[nan]', '{NaN: 1}', '[-NaN]', '[NaN', '[1 NaN]', '[--Infinity]']) {
    expect(() => parseJson(bad), bad).toThrow(SyntaxError);
  }
});

const hand = {
  id: 3,
  image_id: 7,
  joints_coord_cam: Array.from({ length: 21 }, (_, i) => [0.01 * i, 0.02, 0.6]),
  cam_param: { focal: [600, 601], princpt: [320, 240] },
  mano_param: { pose: new Array(48).fill(0), shape: new Array(10).fill(0) },
};
const image = { id: 7, file_name: 'someone/take/camera/color_000001.jpg', width: 640, height: 480 };
const annotations = (change: (text: string) => string) =>
  file(
    'annotations/own_train_data.json',
    change(
      JSON.stringify({
        info: { mean: '#', ids: ['#'] },
        annotations: [{ ...hand, visible: '#' }],
        images: [image],
      }),
    ).replaceAll('"#"', 'NaN'),
  );
const open = (path: string) => readCoco(path, {}, { imageRoot: folder, dataset: 'coco' });

it('takes annotations with NaN where nobody looks, and names the field where somebody does', async () => {
  const reader = await open(annotations((text) => text));
  expect(reader.length).toBe(1);
  expect(reader.loadPicture(0).joints[3]).toBeCloseTo(0.01, 7);
  for (const word of ['NaN', 'Infinity', '-Infinity']) {
    const path = annotations((text) => text.replace('"focal":[600', `"focal":[${word}`));
    await expect(open(path)).rejects.toThrow(
      new RegExp(`annotations\\[0\\]: cam_param\\.focal\\.0: .*found ${word}$`),
    );
  }
});

it('does so in every other JSON file', async () => {
  const path = file('small.json', '{"read": NaN, "unread": -Infinity}');
  expect(await readJson(path, z.object({ unread: z.unknown() }))).toEqual({
    unread: Number.NEGATIVE_INFINITY,
  });
  await expect(readJson(path, z.object({ read: z.number() }))).rejects.toThrow(
    /small\.json: read: .*found NaN$/,
  );
  const entry = {
    image_id: 'a',
    obj_name: 'cup',
    R: [1, 0, 0, 0, 1, 0, 0, 0, 1],
    t: [0, 0, 1],
    s: 1,
    hand_pose: new Array(48).fill(0),
    trans: [0, 0, 0],
    hand_R: [1, 0, 0, 0, 1, 0, 0, 0, 1],
    hand_t: [0, 0, 1],
    hand_s: 1,
    score: '#',
  };
  const mow = (value: object) =>
    file('poses.json', JSON.stringify([value]).replaceAll('"#"', 'NaN')) && readMow(folder, null);
  expect((await mow(entry)).length).toBe(1);
  await expect(mow({ ...entry, t: [0, '#', 1] })).rejects.toThrow(/0\.t\.1: .*found NaN/);
  expect(() =>
    sampleFromJson({ id: 'a', frame: Number.NaN }, { path: '', mirrored: false }, 'label'),
  ).toThrow(/label: /);
  const lists = file('pred.json', '[[[NaN, Infinity, -Infinity]]]');
  expect(Array.from(readNumberLists(lists)[0].data)).toEqual([
    Number.NaN,
    Number.POSITIVE_INFINITY,
    Number.NEGATIVE_INFINITY,
  ]);
});
