import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, expect, it } from 'vitest';
import {
  DEXYCB_SERIALS,
  DEXYCB_SUBJECTS,
} from '../../packages/handbooster/src/datasets/dexycb/dexycb-layout.js';
import { readDexYcb } from '../../packages/handbooster/src/datasets/dexycb/read-dexycb.js';
import { ToolkitPlaces } from '../../packages/handbooster/src/datasets/export/toolkit-places.js';
import { ShardWriter } from '../../packages/handbooster/src/datasets/shards/shard-writer.js';
import { loadBuiltinHand } from '../../packages/handbooster/src/hand/model/builtin-hand.js';
import { readObj } from '../../packages/handbooster/src/objects/files/read-obj.js';
import { writeObj } from '../../packages/handbooster/src/objects/files/write-obj.js';
import { hasPython, runPython } from '../../packages/handbooster/test/fixtures/python.js';
import {
  SHARD_OBJECTS,
  shardPixels,
  shardSample,
} from '../../packages/handbooster/test/fixtures/shards-fixture.js';
import { runCli } from '../../packages/handbooster/test/support/run-cli.js';

// The dataset class of DexYCB's toolkit stopped at our exports: it wants ten subjects of a hundred sequences,
// eight cameras, a master among each sequence's serials, and OBJ files with normals; the identity as the
// table left its point cloud empty.
const folder = mkdtempSync(join(tmpdir(), 'toolkit-'));
const output = join(folder, 'out');
const hand = loadBuiltinHand('right');
const COUNT = 4;
const samples = Array.from({ length: COUNT }, (_, i) => {
  const sample = shardSample(hand, i);
  return {
    ...sample,
    objects: sample.objects.map((object) => ({ ...object, id: 2, name: '003_cracker_box' })),
  };
});

beforeAll(async () => {
  const shards = join(folder, 'shards');
  const writer = new ShardWriter(shards, { samples: COUNT });
  for (const [i, sample] of samples.entries()) {
    const raw = { width: 64, height: 64, channels: 3 as const };
    await writer.add(sample, await sharp(shardPixels(i), { raw }).png().toBuffer());
  }
  await writer.finish({
    ...{ title: 'Four', summary: 'Made up.', licenses: ['free'], provenance: {} },
    handModel: { name: hand.name, hash: hand.hash },
  });
  const objects = join(folder, 'objects', '003_cracker_box');
  mkdirSync(objects, { recursive: true });
  await writeObj(join(objects, 'textured_simple.obj'), SHARD_OBJECTS[0]);
  const { code, errors } = await runCli(
    ...['data', 'export', shards, '--format', 'dexycb', '--toolkit'],
    ...['--objects', join(folder, 'objects'), '-o', output],
  );
  expect(code, errors).toBe(0);
});
afterAll(() => rmSync(folder, { recursive: true }));

it('has ten subjects of a hundred sequences, those with pictures where every setup trains', async () => {
  for (const subject of DEXYCB_SUBJECTS) expect(readdirSync(join(output, subject))).toHaveLength(100);
  for (const setup of ['s0', 's1', 's2', 's3', 'synthetic']) {
    const reader = await readDexYcb(output, { right: hand }, { setup, split: 'train', sides: ['right'] });
    const found: (readonly [string, number[]])[] = [];
    for await (const { joints, objects, view } of reader.samples()) {
      expect([objects[0].name, view]).toEqual(['003_cracker_box', DEXYCB_SERIALS[0]]);
      found.push([view, Array.from(joints)]);
    }
    const places = found.map(([, joints]) => joints.map((value) => value.toFixed(6)).join());
    const expected = samples.map(({ joints }) => Array.from(joints, (value) => value.toFixed(6)).join());
    expect(places.sort(), setup).toEqual(expected.sort());
  }
});

it('is taken by our own check with no flag', async () => {
  const { code, text } = await runCli('data', 'check', output);
  expect(text).toMatch(/\(DexYCB\): 1000 sequences, 32 pictures, 4 labelled hands\nnothing wrong was found/);
  expect(code).toBe(0);
});

it('links the frames of the cameras that saw nothing', () => {
  const [subject] = DEXYCB_SUBJECTS;
  const sequence = readdirSync(join(output, subject)).find((name) => !name.endsWith('-empty')) as string;
  for (const serial of DEXYCB_SERIALS.slice(1)) {
    const path = join(output, subject, sequence, serial, 'color_000000.jpg');
    expect(statSync(path).nlink).toBeGreaterThan(6);
  }
});

it('has a normal at every corner of an OBJ, and reads back as it was', async () => {
  const path = join(output, 'models', '003_cracker_box', 'textured_simple.obj');
  const lines = readFileSync(path, 'utf8').split('\n');
  const faces = lines.filter((line) => line.startsWith('f '));
  expect(faces).toHaveLength(12);
  for (const face of faces) expect(face).toMatch(/^f( \d+\/\d*\/\d+){3}$/);
  for (const line of lines.filter((line) => line.startsWith('vn '))) {
    const normal = line.split(' ').slice(1).map(Number);
    expect(Math.hypot(...normal)).toBeCloseTo(1, 4);
  }
  const { vertices, faces: corners } = await readObj(path);
  expect(Array.from(vertices)).toEqual(Array.from(SHARD_OBJECTS[0].vertices));
  expect(Array.from(corners)).toEqual(Array.from(SHARD_OBJECTS[0].faces));
});

it('has room for 420 sequences and says when it is full', () => {
  const places = new ToolkitPlaces();
  expect(places.room).toBe(7 * 15 * 4);
  const taken = Array.from({ length: places.room }, (_, i) => places.take(`person ${i % 3}`, 'box'));
  expect(new Set(taken.map(({ subject, name }) => `${subject}/${name}`)).size).toBe(420);
  expect(places.empty()).toHaveLength(1000 - 420);
  expect(() => places.take('person 0', 'box')).toThrow(/--toolkit: there is no room/);
});

it('is DexYCB’s: other formats refuse it', async () => {
  const { code, errors } = await runCli(
    ...['data', 'export', join(folder, 'shards'), '--format', 'coco', '--toolkit', '-o', join(folder, 'x')],
  );
  expect([code, errors]).toEqual([42, expect.stringMatching(/--toolkit: it is DexYCB's/)]);
});

/** What the toolkit's class and loader ask of a folder, in words of our own: PyYAML and NumPy read it. */
const SCRIPT = `
import sys, os, json, yaml, numpy as np
root, serials, subjects = sys.argv[1], sys.argv[2].split(','), sys.argv[3].split(',')
read = lambda *path: yaml.load(open(os.path.join(root, *path)), Loader=yaml.FullLoader)
frames = hands = inside = points = 0
for serial in serials:
    assert set(read('calibration', 'intrinsics', serial + '_640x480.yml')['color']) >= {'fx', 'fy', 'ppx', 'ppy'}
for subject in subjects:
    names = sorted(os.listdir(os.path.join(root, subject)))
    assert len(names) == 100
    for name in names:
        meta = read(subject, name, 'meta.yml')
        assert len(read('calibration', 'mano_' + meta['mano_calib'][0], 'mano.yml')['betas']) == 10
        places = read('calibration', 'extrinsics_' + meta['extrinsics'], 'extrinsics.yml')
        assert places['master'] in meta['serials'] and meta['serials'] == serials
        tag = np.array(places['extrinsics']['apriltag']).reshape(3, 4)
        pose = np.load(os.path.join(root, subject, name, 'pose.npz'))
        assert pose['pose_y'].shape == (meta['num_frames'], len(meta['ycb_ids']), 7)
        for serial in serials:
            for frame in range(meta['num_frames']):
                label = np.load(os.path.join(root, subject, name, serial, 'labels_%06d.npz' % frame))
                assert os.path.exists(os.path.join(root, subject, name, serial, 'color_%06d.jpg' % frame))
                assert os.path.exists(os.path.join(root, subject, name, serial, 'aligned_depth_to_color_%06d.png' % frame))
                frames += 1
                if (label['joint_3d'] == -1).all():
                    continue
                hands += 1
                seen = (label['joint_3d'][0] - tag[:, 3]) @ tag[:, :3]
                low, high = np.array([0, -0.1, -0.1]), np.array([1.2, 0.7, 0.7])
                inside += int(((seen > low) & (seen < high)).all(1).sum())
                points += 21
print(json.dumps([frames, hands, inside, points]))
`;

it.runIf(hasPython('yaml', 'numpy'))(
  'is read by PyYAML and NumPy as the toolkit does (left out without them)',
  () => {
    const found = runPython(SCRIPT, output, DEXYCB_SERIALS.join(','), DEXYCB_SUBJECTS.join(','));
    expect(found).toEqual([32, 4, 84, 84]);
  },
);
