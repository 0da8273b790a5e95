import { mkdtempSync, readFileSync, rmSync, truncateSync, unlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  FIXTURE_BETAS,
  FIXTURE_INTRINSICS,
  FIXTURE_SERIALS,
  type FixtureSequence,
  fixtureLabel,
  writeDexYcbFixture,
} from '../../../test/fixtures/dexycb-fixture.js';
import { smallHand } from '../../../test/fixtures/small-hand.js';
import { InputError } from '../../base/errors/input-error.js';
import { type Camera, projectPoints } from '../../geometry/camera.js';
import { applyRigid } from '../../geometry/rigid-motion.js';
import { axisAngleToMatrix } from '../../geometry/rotations.js';
import { decodeHands } from '../../hand/decode-hands.js';
import { encodeNpz } from '../files/encode-npz.js';
import { decodeImage } from '../images/decode-image.js';
import type { Sample } from '../sample/sample.js';
import { readSegmentation } from './dexycb-reader.js';
import { DEXYCB_SETUPS } from './dexycb-splits.js';
import { type DexYcbOptions, listDexYcbSplits, readDexYcb } from './read-dexycb.js';

const hands = { right: smallHand('right'), left: smallHand('left') };
const folder = mkdtempSync(join(tmpdir(), 'read-dexycb-'));
const root = join(folder, 'capture');

// Subjects 0, 2 and 6 of ten, six sequences each; the last is the only one with number % 5 = 4 besides
// itself.
const subjects = ['20200709-subject-01', '20200820-subject-03', '20200928-subject-07'];
const sequences: FixtureSequence[] = subjects.flatMap((subject) =>
  Array.from({ length: 6 }, (_, i) => ({
    subject,
    name: `20200709_14175${i}`,
    side: i === 1 ? ('left' as const) : ('right' as const),
    objects: i === 2 ? [5, 12] : [2, 4, 21],
    grasped: i === 3 ? 2 : 0,
  })),
);

const open = (options: Partial<DexYcbOptions> = {}, at = root) => readDexYcb(at, hands, options);

async function sampleOf(options: Partial<DexYcbOptions>, id: string): Promise<Sample> {
  const reader = await open(options);
  for (let i = 0; i < reader.length; i++) {
    if (reader.id(i) !== id) continue;
    const sample = await reader.load(i);
    if (sample !== null) return sample;
  }
  throw new Error(`no sample ${id}`);
}

beforeAll(async () => {
  await writeDexYcbFixture(root, sequences);
  writeFileSync(
    join(root, 'hand_model.json'),
    JSON.stringify({
      right: { name: 'small-right', hash: hands.right.hash },
      left: { name: 'small-left', hash: hands.left.hash },
    }),
  );
  writeFileSync(
    join(root, 'splits.json'),
    JSON.stringify({
      own: {
        first: [{ subjects: [subjects[1]], views: [FIXTURE_SERIALS[3]] }],
        two: [
          { sequences: [`${subjects[0]}/20200709_141750`], views: [FIXTURE_SERIALS[0]] },
          { sequences: [`${subjects[2]}/20200709_141755`], views: [FIXTURE_SERIALS[7]] },
        ],
      },
    }),
  );
});
afterAll(() => rmSync(folder, { recursive: true }));

describe('splits', () => {
  // Two of three frames have a hand; eight views.
  it.each([
    ['s0', 'train', 3 * 5 * 8 * 2],
    ['s0', 'val', 1 * 1 * 8 * 2],
    ['s0', 'test', 2 * 1 * 8 * 2],
    ['s1', 'train', 2 * 6 * 8 * 2],
    ['s1', 'val', 1 * 6 * 8 * 2],
    ['s2', 'train', 18 * 6 * 2],
    ['s2', 'val', 18 * 2],
    ['s2', 'test', 18 * 2],
    // Object 2 grasped is place 1: train. 21 (foam brick) is place 19: val. 12 is not grasped anywhere, 5 is
    // place 4.
    ['s3', 'train', 3 * 5 * 8 * 2],
    ['s3', 'val', 3 * 8 * 2],
    ['own', 'first', 6 * 2],
    ['own', 'two', 2 * 2],
  ])('%s/%s has %i pictures', async (setup, split, count) => {
    expect((await open({ setup, split })).length).toBe(count);
  });

  it('counts the sequences of the full capture as its authors', () => {
    const count = (setup: string, split: string) => {
      let views = 0;
      for (let subject = 0; subject < 10; subject++) {
        for (let sequence = 0; sequence < 100; sequence++) {
          for (let view = 0; view < 8; view++) {
            const place = { subject, sequence, object: Math.floor(sequence / 5), view };
            if (DEXYCB_SETUPS[setup][split](place)) views++;
          }
        }
      }
      return views;
    };
    const counts = ['s0', 's1', 's2', 's3'].map((setup) =>
      ['train', 'val', 'test'].map((s) => count(setup, s)),
    );
    expect(counts).toEqual([
      [6400, 320, 1280],
      [5600, 800, 1600],
      [6000, 1000, 1000],
      [6000, 800, 1200],
    ]);
  });

  it('goes subject, sequence, camera, frame', async () => {
    const reader = await open({ setup: 's0', split: 'test' });
    const ids = Array.from({ length: 4 }, (_, i) => reader.id(i));
    expect(ids).toEqual([
      `${subjects[1]}/20200709_141754/${FIXTURE_SERIALS[0]}/000001`,
      `${subjects[1]}/20200709_141754/${FIXTURE_SERIALS[0]}/000002`,
      `${subjects[1]}/20200709_141754/${FIXTURE_SERIALS[1]}/000001`,
      `${subjects[1]}/20200709_141754/${FIXTURE_SERIALS[1]}/000002`,
    ]);
    expect(reader.id(16)).toBe(`${subjects[2]}/20200709_141754/${FIXTURE_SERIALS[0]}/000001`);
  });

  it('lists what there is, and says so when asked for something else', async () => {
    expect((await listDexYcbSplits(root)).own).toEqual(['first', 'two']);
    await expect(open({ setup: 's9' })).rejects.toThrow(/no setup s9; there are s0, s1, s2, s3, own/);
    await expect(open({ setup: 's1', split: 'dev' })).rejects.toThrow(
      /no split dev; there are train, val, test/,
    );
    await expect(open({ setup: 's1', split: 'test' })).rejects.toThrow(
      /split s1\/test has no pictures: the capture has 3 subjects and 18 sequences/,
    );
    expect((await open({ setup: 's0', split: 'train', sides: ['left'] })).length).toBe(3 * 8 * 2);
  });
});

describe('samples', () => {
  const view = FIXTURE_SERIALS[2];

  it('has the labels of a right hand', async () => {
    const sequence = sequences[0];
    const sample = await sampleOf({}, `${sequence.subject}/${sequence.name}/${view}/000001`);
    const label = fixtureLabel(sequence, view, 1);
    const { fx, fy, ppx, ppy } = FIXTURE_INTRINSICS;
    expect(sample.camera).toEqual({ fx, fy, cx: ppx, cy: ppy, width: 64, height: 48 });
    expect(sample.joints).toEqual(label.joints);
    expect(projectPoints(sample.camera, sample.joints)).toBeAllclose(label.joints2d, { absolute: 1e-3 });
    expect(sample.hand.side).toBe('right');
    expect(sample.hand.modelHash).toBe(hands.right.hash);
    expect(sample.hand.betas).toEqual(Float32Array.from(FIXTURE_BETAS));
    expect(sample.hand.translation).toEqual(label.hand.slice(48));
    const angles = Array.from(label.hand.subarray(0, 3));
    for (let column = 0; column < 45; column++) {
      let angle = hands.right.poseMean[column];
      for (let row = 0; row < 45; row++) {
        angle += label.hand[3 + row] * hands.right.poseComponents[row * 45 + column];
      }
      angles.push(angle);
    }
    expect(sample.hand.pose).toBeAllclose(angles, { absolute: 1e-6 });
    expect(sample.image).toEqual({
      path: join(root, sequence.subject, sequence.name, view, 'color_000001.jpg'),
      mirrored: false,
    });
    expect([sample.subject, sample.sequence, sample.view, sample.frame, sample.dataset]).toEqual([
      sequence.subject,
      sequence.name,
      view,
      1,
      'dexycb',
    ]);
    // The last object is missing in frame 1.
    expect(sample.objects.map(({ id, name }) => [id, name])).toEqual([
      [2, '003_cracker_box'],
      [4, '005_tomato_soup_can'],
    ]);
    expect(sample.objects[1].pose).toEqual(Float64Array.from(label.poses.subarray(12, 24)));
    expect(sample.grasped).toBe(0);
    expect(await readSegmentation(sample)).toEqual(label.segmentation);
  });

  it('has no grasped object where that one is missing', async () => {
    const id = `${subjects[0]}/20200709_141753/${view}`;
    const first = await sampleOf({ setup: 's3', split: 'val' }, `${id}/000001`);
    expect([first.objects.length, first.grasped]).toEqual([2, -1]);
    const second = await sampleOf({ setup: 's3', split: 'val' }, `${id}/000002`);
    expect([second.objects.length, second.grasped]).toEqual([3, 2]);
  });

  it('mirrors a left hand: pixels, camera, joints, pose, objects, segmentation', async () => {
    const sequence = sequences[1];
    const sample = await sampleOf({}, `${sequence.subject}/${sequence.name}/${view}/000002`);
    const label = fixtureLabel(sequence, view, 2);
    expect([sample.hand.side, sample.image.mirrored]).toEqual(['left', true]);
    // The picture in a mirror: x goes to width - 1 - x, for joints as for pixels.
    const projected = projectPoints(sample.camera, sample.joints);
    expect(projected).toBeAllclose(
      label.joints2d.map((value, i) => (i % 2 === 0 ? 63 - value : value)),
      { absolute: 1e-3 },
    );
    const pixels = await decodeImage(sample.image);
    expect(pixels.pixels[0]).toBeGreaterThan(pixels.pixels[63 * 3] + 40); // the fixture brightens to the right
    const row = (await readSegmentation(sample)).slice(0, 64);
    expect(Array.from(row)).toEqual(Array.from(label.segmentation.slice(0, 64)).reverse());
    // The left hand's own vertices, mirrored, are the right hand's in the sample's pose.
    const numbers = Float32Array.from(label.hand.subarray(0, 48));
    for (let column = 0; column < 45; column++) {
      numbers[3 + column] = hands.left.poseMean[column];
      for (let i = 0; i < 45; i++) {
        numbers[3 + column] += label.hand[3 + i] * hands.left.poseComponents[i * 45 + column];
      }
    }
    const left = decodeHands(hands.left, numbers, FIXTURE_BETAS, label.hand.subarray(48)).vertices;
    const right = decodeHands(
      hands.right,
      sample.hand.pose,
      sample.hand.betas,
      sample.hand.translation,
    ).vertices;
    expect(right).toBeAllclose(
      left.map((value, i) => (i % 3 === 0 ? -value : value)),
      { absolute: 1e-5 },
    );
    // The mirrored object, placed by the mirrored pose, projects to the mirrored pixels.
    const points = Float32Array.of(0.03, 0.02, 0.01, -0.04, 0.05, -0.02);
    const own: Camera = { ...sample.camera, cx: FIXTURE_INTRINSICS.ppx };
    const seen = projectPoints(own, applyRigid(label.poses.subarray(0, 12), points));
    const mirrored = applyRigid(
      sample.objects[0].pose,
      points.map((value, i) => (i % 3 === 0 ? -value : value)),
    );
    expect(projectPoints(sample.camera, mirrored)).toBeAllclose(
      seen.map((value, i) => (i % 2 === 0 ? 63 - value : value)),
      { absolute: 1e-3 },
    );
    const turn = axisAngleToMatrix(label.hand);
    expect(axisAngleToMatrix(sample.hand.pose)).toBeAllclose(
      turn.map((value, i) => (i === 1 || i === 2 || i === 3 || i === 6 ? -value : value)),
      { absolute: 1e-6 },
    );
  });

  it('gives the path of each object through the sequence, for Eq. 3', async () => {
    const { sequences: entries } = await open();
    const [entry] = entries;
    const lifted = entry.track.object(0);
    expect(lifted.map((pose) => pose?.[7])).toBeAllclose([0, 0.05, 0.1], { absolute: 1e-7 });
    expect(lifted[0]).toBeAllclose([0, -1, 0, 0, 1, 0, 0, 0, 0, 0, 1, 0.9], { absolute: 1e-6 });
    expect(entry.track.object(2)[1]).toBeNull();
    expect(Array.from(entry.track.handPresent)).toEqual([0, 1, 1]);
    expect(entry.placement.master).toBe(FIXTURE_SERIALS[0]);
    expect(entry.placement.worldFromCamera.get(FIXTURE_SERIALS[3])?.[3]).toBe(0.035);
    expect(entry.placement.worldFromTable?.[11]).toBe(1.25);
    expect(entry.placement.worldFromCamera.has('apriltag')).toBe(false);
  });

  it('reads in parallel what it reads one by one', async () => {
    const reader = await open({ setup: 's0', split: 'test' });
    const together = await Promise.all(Array.from({ length: reader.length }, (_, i) => reader.load(i)));
    const singly: Sample[] = [];
    for await (const sample of reader.samples()) singly.push(sample);
    expect(together).toEqual(singly);
  });
});

describe('hand models', () => {
  it('refuses another model than the labels name', async () => {
    const other = { ...hands, right: { ...hands.right, name: 'mano-right', hash: 'f'.repeat(64) } };
    await expect(readDexYcb(root, other)).rejects.toThrow(
      /hand_model\.json: right: the labels belong to hand model small-right \(a{12}\), found mano-right \(f{12}\)/,
    );
    await expect(readDexYcb(root, { right: hands.right })).rejects.toThrow(/no left hand model was given/);
  });

  it('tells another model by its joints where no hash is given', async () => {
    const official = join(folder, 'official');
    const [sequence] = sequences;
    await writeDexYcbFixture(official, [sequence]);
    const options = { setup: 's1', split: 'train' };
    await expect(readDexYcb(official, hands, options)).rejects.toThrow(
      /joint_3d: expected the joints of hand model small-right, found them up to \d+ mm away.*MANO_DIR/,
    );
    // With the joints of the model in the labels it is accepted.
    const view = FIXTURE_SERIALS[0];
    const label = fixtureLabel(sequence, view, 1);
    const { right } = hands;
    const pose = new Float32Array(48);
    pose.set(label.hand.subarray(0, 3));
    for (let column = 0; column < 45; column++) {
      pose[3 + column] = right.poseMean[column];
      for (let i = 0; i < 45; i++) {
        pose[3 + column] += label.hand[3 + i] * right.poseComponents[i * 45 + column];
      }
    }
    const { joints } = decodeHands(right, pose, FIXTURE_BETAS, label.hand.subarray(48));
    writeLabel(join(official, sequence.subject, sequence.name, view, 'labels_000001.npz'), {
      joint_3d: joints,
    });
    const reader = await readDexYcb(official, hands, options);
    expect((await reader.load(0))?.hand.modelHash).toBeNull();
  });
});

/** Writes a good label file of the first sequence, but for the arrays given. */
function writeLabel(
  path: string,
  change: Record<string, Float32Array>,
  shapes: Record<string, number[]> = {},
) {
  const label = fixtureLabel(sequences[0], FIXTURE_SERIALS[0], 1);
  const arrays = {
    pose_y: label.poses,
    pose_m: label.hand,
    joint_3d: label.joints,
    joint_2d: label.joints2d,
  };
  const usual: Record<string, number[]> = {
    pose_y: [3, 3, 4],
    pose_m: [1, 51],
    joint_3d: [1, 21, 3],
    joint_2d: [1, 21, 2],
  };
  const entries = Object.entries({ ...arrays, ...change }).map(([name, data]) => ({
    name,
    shape: shapes[name] ?? usual[name],
    data,
  }));
  writeFileSync(path, encodeNpz([{ name: 'seg', shape: [48, 64], data: label.segmentation }, ...entries]));
}

describe('damage', () => {
  const first = join(subjects[0], '20200709_141750');
  const label = join(first, FIXTURE_SERIALS[0], 'labels_000001.npz');
  const edit = (from: string, to: string) => (path: string) =>
    writeFileSync(path, readFileSync(path, 'utf8').replace(from, to));
  const cases: [string, string, (path: string) => void, RegExp][] = [
    ['no meta.yml', join(first, 'meta.yml'), unlinkSync, /meta\.yml: file is missing/],
    [
      'no grasp index',
      join(first, 'meta.yml'),
      edit('ycb_grasp_ind', 'grasp'),
      /meta\.yml: ycb_grasp_ind: .*number/,
    ],
    ['a third hand', join(first, 'meta.yml'), edit('- right', '- middle'), /mano_sides\.0: .*found "middle"/],
    [
      'an index past the objects',
      join(first, 'meta.yml'),
      edit('ind: 0', 'ind: 3'),
      /index below 3, found 3/,
    ],
    [
      'not YAML',
      join(first, 'meta.yml'),
      (p) => writeFileSync(p, 'a: [1, 2'),
      /meta\.yml: not the expected YAML/,
    ],
    [
      'a foreign tag',
      join(first, 'meta.yml'),
      edit('num_frames: 3', 'num_frames: !!python/object:os.system 3'),
      /tag/,
    ],
    ['no track', join(first, 'pose.npz'), unlinkSync, /pose\.npz: file is missing/],
    ['a cut track', join(first, 'pose.npz'), (p) => truncateSync(p, 200), /pose\.npz: .*(truncated|cut)/],
    [
      'more frames than the track',
      join(first, 'meta.yml'),
      edit('frames: 3', 'frames: 4'),
      /pose_y: expected shape \(4, 3, 7\), found \(3, 3, 7\)/,
    ],
    [
      'no shape',
      join('calibration', `mano_${subjects[0]}_right`, 'mano.yml'),
      unlinkSync,
      /mano\.yml: file is missing/,
    ],
    [
      'nine shape numbers',
      join('calibration', `mano_${subjects[0]}_right`, 'mano.yml'),
      edit('- 0.5\n', ''),
      /betas: .*10/,
    ],
    [
      'no intrinsics',
      join('calibration', 'intrinsics', `${FIXTURE_SERIALS[1]}_64x48.yml`),
      unlinkSync,
      /no intrinsics of camera 839512060362/,
    ],
    [
      'a focal length of 0',
      join('calibration', 'intrinsics', `${FIXTURE_SERIALS[1]}_64x48.yml`),
      edit('fx: 61.308', 'fx: 0'),
      /color\.fx: .*found 0/,
    ],
    [
      'no extrinsics',
      join('calibration', 'extrinsics_20200702_151821', 'extrinsics.yml'),
      unlinkSync,
      /extrinsics\.yml: file is missing/,
    ],
    [
      'a wrong split file',
      'splits.json',
      (p) => writeFileSync(p, '{"own": {"a": [{"subject": []}]}}'),
      /splits\.json: own\.a\[0\]\.subject: expected one of subjects/,
    ],
    ['no label', label, unlinkSync, /labels_000001\.npz: file is missing/],
    ['a cut label', label, (p) => truncateSync(p, 500), /labels_000001\.npz: .*(truncated|cut)/],
    [
      'joints of 20',
      label,
      (p) => writeLabel(p, { joint_3d: new Float32Array(60) }, { joint_3d: [1, 20, 3] }),
      /joint_3d: expected shape \(1, 21, 3\), found \(1, 20, 3\)/,
    ],
    [
      'NaN joints',
      label,
      (p) => writeLabel(p, { joint_3d: new Float32Array(63).fill(Number.NaN) }),
      /joint_3d: expected finite numbers, found NaN at 0/,
    ],
    [
      'another number of objects',
      label,
      (p) => writeLabel(p, { pose_y: new Float32Array(24) }, { pose_y: [2, 3, 4] }),
      /pose_y: expected shape \(3, 3, 4\), found \(2, 3, 4\)/,
    ],
  ];

  it.each(cases)('%s: names file, field, expected and found', async (_, file, damage, message) => {
    const path = join(root, file);
    const whole = readFileSync(path);
    damage(path);
    const error = await open({ setup: 's0', split: 'train' })
      .then((reader) => reader.load(0))
      .then(
        () => null,
        (caught) => caught,
      )
      .finally(() => writeFileSync(path, whole));
    expect(error).toBeInstanceOf(InputError);
    expect(error.message).toMatch(message);
    expect(error.message).toContain(root);
    expect(error.message).not.toContain('\n');
  });

  it('says what it expected of a wrong folder', async () => {
    await expect(open({}, join(folder, 'nowhere'))).rejects.toThrow(
      /nowhere: expected the folder of a DexYCB capture, found nothing/,
    );
    const empty = mkdtempSync(join(folder, 'empty-'));
    await expect(open({}, empty)).rejects.toThrow(/no subject folders; expected DexYCB's layout/);
  });

  it('skips a picture whose own label has no hand', async () => {
    const whole = readFileSync(join(root, label));
    writeLabel(join(root, label), { joint_3d: new Float32Array(63).fill(-1), pose_m: new Float32Array(51) });
    const reader = await open();
    expect(await reader.load(0)).toBeNull();
    writeFileSync(join(root, label), whole);
  });
});
