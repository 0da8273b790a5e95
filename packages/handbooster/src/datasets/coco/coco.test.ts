import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Random } from '@handbooster/torch';
import { afterAll, describe, expect, it } from 'vitest';
import { smallHand } from '../../../test/fixtures/small-hand.js';
import { InputError } from '../../base/errors/input-error.js';
import { projectPoints } from '../../geometry/camera.js';
import { decodeHands } from '../../hand/decode-hands.js';
import { mirrorPoints, mirrorPose } from '../../hand/model/mirror-hand.js';
import { streamJsonArrays } from '../files/stream-json-arrays.js';
import type { Sample } from '../sample/sample.js';
import { readCoco } from './read-coco.js';
import { writeCoco, writeCocoBoxes } from './write-coco.js';

const folder = mkdtempSync(join(tmpdir(), 'coco-'));
afterAll(() => rmSync(folder, { recursive: true }));
const hands = { right: smallHand('right'), left: smallHand('left') };
const options = { imageRoot: '/data/dexycb', dataset: 'dexycb' };
const names = ['s1/q1/836212060125/color_000053.jpg', 's1/q2/836212060125/color_000007.jpg'];

/**
 * An annotation as the published files have it: pose without the mean, no translation, a left hand as it is.
 */
function fixture(index: number, side: 'right' | 'left') {
  const random = new Random('coco', index);
  const model = hands[side];
  const pose = random.fillUniform(new Float32Array(48), -0.7, 0.7);
  const betas = random.fillNormal(new Float32Array(10));
  const absolute = pose.map((value, i) => (i < 3 ? value : value + model.poseMean[i - 3]));
  const { joints, vertices } = decodeHands(model, absolute, betas, [0.1, -0.1, 0.8]);
  const annotation = {
    id: 10 + index,
    image_id: 100 + index,
    joints_coord_cam: Array.from({ length: 21 }, (_, i) => Array.from(joints.subarray(3 * i, 3 * i + 3))),
    joints_img: Array.from({ length: 21 }, () => [1, 2, 3]),
    cam_param: { focal: [613, 612], princpt: [313, 245] },
    mano_param: { pose: Array.from(pose), shape: Array.from(betas) },
    hand_type: side,
  };
  return { annotation, absolute, betas, joints, vertices };
}

function writeFixture(path: string, change: (json: Record<string, unknown[]>) => void = () => {}): void {
  const json: Record<string, unknown[]> = {
    images: names.map((file_name, i) => ({
      id: 101 - i,
      file_name: names[1 - i],
      width: 640,
      height: 480,
      x: file_name,
    })),
    annotations: [fixture(0, 'right').annotation, fixture(1, 'left').annotation],
  };
  change(json);
  writeFileSync(path, JSON.stringify(json));
}

describe('readCoco', () => {
  const path = join(folder, 'DEX_YCB_s0_test_data.json');

  it('reads a right hand and mirrors a left one', async () => {
    writeFixture(path);
    const reader = await readCoco(path, hands, options);
    expect(reader.length).toBe(2);
    const [right, left] = [...reader.samples()];
    const first = fixture(0, 'right');
    expect(right.image).toEqual({ path: `/data/dexycb/${names[0]}`, mirrored: false });
    expect([right.subject, right.sequence, right.view, right.frame]).toEqual([
      's1',
      'q1',
      '836212060125',
      53,
    ]);
    expect(right.joints).toEqual(first.joints);
    const decoded = decodeHands(hands.right, right.hand.pose, right.hand.betas, right.hand.translation);
    expect(decoded.vertices).toBeAllclose(first.vertices, { absolute: 2e-6 });
    const second = fixture(1, 'left');
    expect(left.image).toEqual({ path: `/data/dexycb/${names[1]}`, mirrored: true });
    expect(left.camera.cx).toBe(639 - 313);
    expect(left.hand.pose).toBeAllclose(mirrorPose(second.absolute), { absolute: 1e-6 });
    const mirrored = decodeHands(hands.right, left.hand.pose, left.hand.betas, left.hand.translation);
    expect(mirrored.vertices).toBeAllclose(mirrorPoints(second.vertices), { absolute: 2e-6 });
    expect(left.joints).toEqual(mirrorPoints(second.joints));
  });

  it('reads root and box of the HO3D evaluation split', async () => {
    writeFixture(path, (json) => {
      json.annotations = [
        {
          id: 0,
          image_id: 100,
          root_joint_cam: [0.1, 0.2, 0.5],
          bbox: [10, 20, 30, 40],
          cam_param: { focal: [600, 601], princpt: [320, 240] },
        },
      ];
    });
    const reader = await readCoco(path, hands, { imageRoot: '/data/ho3d/evaluation', dataset: 'ho3d' });
    expect(reader.length).toBe(0);
    expect(reader.boxes).toEqual([
      {
        id: `ho3d/${names[0]}`,
        image: { path: `/data/ho3d/evaluation/${names[0]}`, mirrored: false },
        camera: { fx: 600, fy: 601, cx: 320, cy: 240, width: 640, height: 480 },
        root: Float32Array.of(0.1, 0.2, 0.5),
        box: [10, 20, 30, 40],
      },
    ]);
  });

  it('gives back roots and boxes that were written', async () => {
    const box = {
      id: 'ho3d/SM1/rgb/0005.png',
      image: { path: '/data/ho3d/evaluation/SM1/rgb/0005.png', mirrored: false },
      camera: { fx: 617, fy: 616, cx: 312, cy: 241, width: 640, height: 480 },
      root: Float32Array.of(0.1, -0.2, 0.5),
      box: [100, 120.5, 200, 160] as const,
    };
    const written = join(folder, 'boxes.json');
    expect(await writeCocoBoxes(written, [box], { imageRoot: '/data/ho3d/evaluation' })).toBe(1);
    const reader = await readCoco(written, hands, { imageRoot: '/data/ho3d/evaluation', dataset: 'ho3d' });
    expect(reader.boxes).toEqual([box]);
    expect(JSON.parse(readFileSync(written, 'utf8')).annotations[0]).toMatchObject({
      image_id: 0,
      bbox: box.box,
    });
  });

  it.each([
    [
      'a pose of 45',
      (json: Record<string, unknown[]>) =>
        Object.assign(json.annotations[1] as object, {
          mano_param: { pose: new Array(45).fill(0), shape: [] },
        }),
      /annotations\[1\]: mano_param\.pose: /,
    ],
    [
      'no camera',
      (json: Record<string, unknown[]>) => Object.assign(json.annotations[0] as object, { cam_param: null }),
      /annotations\[0\]: cam_param: .*found null/,
    ],
    [
      'a stray image',
      (json: Record<string, unknown[]>) => Object.assign(json.annotations[0] as object, { image_id: 7 }),
      /image_id 7: no such entry in images/,
    ],
    [
      'a name that leaves',
      (json: Record<string, unknown[]>) => Object.assign(json.images[0] as object, { file_name: '../x.jpg' }),
      /images\[0\]: file_name leaves the folder/,
    ],
    [
      'nothing',
      (json: Record<string, unknown[]>) => {
        json.annotations = [];
      },
      /expected a list of hands, found none/,
    ],
  ])('names what is wrong: %s', async (_, change, message) => {
    writeFixture(path, change);
    const error = await readCoco(path, hands, options).catch((caught) => caught);
    expect(error).toBeInstanceOf(InputError);
    expect(error.message).toMatch(message);
  });

  it('refuses another hand model and cut files', async () => {
    writeFixture(path);
    for (const side of ['right', 'left'] as const) {
      const other = { ...hands[side], template: hands[side].template.map((value) => value * 1.4) };
      const words = new RegExp(`joints_coord_cam of .*expected the joints of hand model small-${side}`);
      await expect(readCoco(path, { ...hands, [side]: other }, options)).rejects.toThrow(words);
    }
    writeFileSync(path, readFileSync(path).subarray(0, 3000));
    await expect(readCoco(path, hands, options)).rejects.toThrow(/the file is cut/);
    await expect(readCoco(join(folder, 'no.json'), hands, options)).rejects.toThrow(/file is missing/);
    writeFileSync(path, '[1, 2]');
    await expect(readCoco(path, hands, options)).rejects.toThrow(/byte 0: expected an object/);
  });
});

describe('writeCoco', () => {
  const path = join(folder, 'written.json');
  const sample = (index: number, side: 'right' | 'left'): Sample => {
    const { absolute, betas, joints } = fixture(index, side);
    const mirrored = side === 'left';
    return {
      id: `${index}`,
      dataset: 'dexycb',
      subject: 's1',
      sequence: 'q1',
      frame: 0,
      view: 'v',
      image: { path: `/data/dexycb/${names[index]}`, mirrored },
      camera: { fx: 613, fy: 612, cx: mirrored ? 639 - 313 : 313, cy: 245, width: 640, height: 480 },
      hand: {
        side,
        pose: mirrored ? mirrorPose(absolute) : absolute,
        betas,
        translation: new Float32Array(3),
        modelHash: null,
      },
      joints: mirrored ? mirrorPoints(joints) : joints,
      objects: [],
      grasped: -1,
      segmentation: null,
    };
  };

  it('writes what the published files say, left hands as left hands', async () => {
    const count = await writeCoco(path, [sample(0, 'right'), sample(1, 'left')], hands, {
      imageRoot: '/data/dexycb',
    });
    expect(count).toBe(2);
    const json = JSON.parse(readFileSync(path, 'utf8'));
    expect(json.images).toEqual(names.map((file_name, id) => ({ id, file_name, width: 640, height: 480 })));
    for (const [i, side] of (['right', 'left'] as const).entries()) {
      const expected = fixture(i, side).annotation;
      const found = json.annotations[i];
      expect(found.hand_type).toBe(side);
      expect(found.image_id).toBe(i);
      expect(found.cam_param).toEqual(expected.cam_param);
      expect(found.mano_param.pose).toBeAllclose(expected.mano_param.pose, { absolute: 1e-6 });
      expect(Float32Array.from(found.mano_param.shape)).toEqual(Float32Array.from(expected.mano_param.shape));
      expect(Float32Array.from(found.joints_coord_cam.flat())).toEqual(
        Float32Array.from(expected.joints_coord_cam.flat()),
      );
      const camera = { fx: 613, fy: 612, cx: 313, cy: 245, width: 640, height: 480 };
      expect(found.joints_img.flat()).toBeAllclose(projectPoints(camera, expected.joints_coord_cam.flat()), {
        absolute: 1e-3,
      });
    }
  });

  it('comes back through the reader, and again to the same bytes', async () => {
    await writeCoco(path, [sample(0, 'right'), sample(1, 'left')], hands, { imageRoot: '/data/dexycb' });
    const reader = await readCoco(path, hands, options);
    expect(reader.load(1).hand.pose).toBeAllclose(sample(1, 'left').hand.pose, { absolute: 1e-6 });
    expect(reader.load(1).joints).toEqual(sample(1, 'left').joints);
    const again = join(folder, 'again.json');
    await writeCoco(again, [sample(0, 'right'), sample(1, 'left')], hands, { imageRoot: '/data/dexycb' });
    expect(readFileSync(again).equals(readFileSync(path))).toBe(true);
    await expect(writeCoco(again, [sample(0, 'right')], hands, { imageRoot: '/elsewhere' })).rejects.toThrow(
      /expected an image below/,
    );
  });

  it('is JSON to Python as well (left out where it is not installed)', async (context) => {
    await writeCoco(path, [sample(0, 'right')], hands);
    let out: string;
    try {
      out = execFileSync(
        '/usr/bin/python3',
        ['-c', `import json; print(len(json.load(open('${path}'))['annotations'][0]['mano_param']['pose']))`],
        { encoding: 'utf8' },
      );
    } catch {
      return context.skip('no Python here');
    }
    expect(out.trim()).toBe('48');
  });
});

describe('streamJsonArrays', () => {
  it('splits lists across pieces, with brackets and quotes in texts', async () => {
    const path = join(folder, 'stream.json');
    const filler = 'x"]}\\{['.repeat(1000);
    const elements = Array.from({ length: 400 }, (_, i) => ({
      i,
      text: filler.slice(i),
      deep: [[{ a: [i] }]],
    }));
    writeFileSync(
      path,
      JSON.stringify(
        { info: { version: [1, { b: 2 }] }, 'odd "key"': elements, rest: [{ last: true }] },
        null,
        1,
      ),
    );
    const found: Record<string, unknown[]> = {};
    await streamJsonArrays(path, (key, value) => {
      found[key] ??= [];
      found[key].push(value);
    });
    expect(found['odd \\"key\\"']).toEqual(elements);
    expect(found.rest).toEqual([{ last: true }]);
  });
});
