import { createHash } from 'node:crypto';
import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { readArrays } from '../base/files/read-arrays.js';
import { workerUrl } from '../base/threads/worker-url.js';
import { DexYcbCalibration } from '../datasets/dexycb/calibration.js';
import { readMeta, readTrack } from '../datasets/dexycb/dexycb-sequence.js';
import { DexYcbWriter } from '../datasets/dexycb/dexycb-writer.js';
import { readDexYcb } from '../datasets/dexycb/read-dexycb.js';
import { decodeImage } from '../datasets/images/decode-image.js';
import { contactSheet } from '../drawing/contact-sheet.js';
import { projectPoints, unprojectPixel } from '../geometry/camera.js';
import { MeshDistance } from '../geometry/distance/mesh-distance.js';
import { applyRigid, identityRigid, invertRigid } from '../geometry/rigid-motion.js';
import { decodeHands } from '../hand/decode-hands.js';
import { loadBuiltinHand } from '../hand/model/builtin-hand.js';
import { proceduralObjects } from '../objects/procedural/procedural-objects.js';
import { RIG_SERIALS } from './plan/camera-rig.js';
import { simulateCapture } from './simulate-capture.js';

const hands = { right: loadBuiltinHand('right'), left: loadBuiltinHand('left') };
const objects = proceduralObjects().filter(({ name }) => /tuna|gelatin/.test(name));
const SMALL = {
  objects,
  seed: 11,
  width: 160,
  height: 120,
  subjects: 3,
  unseenSubjects: 1,
  trainingGrasps: 1,
  unseenGrasps: 1,
  trainingSequences: 2,
  validationSequences: 0,
  testSequences: 0,
  framesPerSequence: 3,
  trainingViews: 2,
  leftShare: 0.5,
};

const folders: string[] = [];
function newFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'simulated-capture-'));
  folders.push(folder);
  return folder;
}
afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

/** Hash of each file below a folder. */
function contentOf(root: string): Map<string, string> {
  const out = new Map<string, string>();
  for (const entry of readdirSync(root, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const path = join(entry.parentPath, entry.name);
    out.set(relative(root, path), createHash('sha256').update(readFileSync(path)).digest('hex'));
  }
  return new Map([...out].sort());
}

describe('simulateCapture', () => {
  let root: string;

  beforeAll(async () => {
    root = newFolder();
    const report = await simulateCapture(root, { ...SMALL, workers: 0 });
    expect(report).toMatchObject({ complete: true, recorded: 2, skipped: 0, pictures: 12 });
    expect(new Set(report.plan!.sequences.map(({ side }) => side))).toEqual(new Set(['right', 'left']));
  });

  it('is read by the DexYCB reader, with labels, depth and segmentation that agree', async () => {
    const reader = await readDexYcb(root, hands, { setup: 'simulated', split: 'train' });
    expect(reader.length).toBe(12);
    const surfaces = new Map(objects.map((object) => [object.id, new MeshDistance(object)]));
    let handPixels = 0;
    let objectPixels = 0;
    for (let position = 0; position < reader.length; position++) {
      const sample = await reader.load(position);
      if (sample === null) throw new Error('every picture of the capture has a hand');
      const { camera, hand } = sample;
      // The parameters give the labelled joints.
      const decoded = decodeHands(hands.right, hand.pose, hand.betas, hand.translation);
      expect(decoded.joints).toBeAllclose(sample.joints, { absolute: 1e-5 });
      const { arrays, depth } = await readPixels(reader.depthPath(position), sample.segmentation!, sample);
      const joints2d = sample.image.mirrored
        ? arrays.joint2d.map((x, i) => (i % 2 === 0 ? camera.width - 1 - x : x))
        : arrays.joint2d;
      expect(projectPoints(camera, sample.joints)).toBeAllclose(joints2d, { absolute: 2e-3 });
      // What a pixel shows lies on the surface that its label names.
      const handSurface = new MeshDistance({ vertices: decoded.vertices, faces: hands.right.faces });
      const allowed = new Set([0, 255, ...sample.objects.map(({ id }) => id)]);
      for (let y = 0; y < camera.height; y += 2) {
        for (let x = 0; x < camera.width; x += 2) {
          const at = y * camera.width + (sample.image.mirrored ? camera.width - 1 - x : x);
          const label = arrays.segmentation[at];
          expect(allowed.has(label)).toBe(true);
          if (label === 0) continue;
          const point = Float32Array.from(unprojectPixel(camera, x, y, depth[at] / 1000));
          if (label === 255) {
            handPixels++;
            expect(Math.abs(distance(handSurface, point))).toBeLessThan(0.0012);
          } else {
            const object = sample.objects.find(({ id }) => id === label)!;
            // A mirrored picture shows the mirrored object: its pose and vertices are both turned round.
            const local = applyRigid(invertRigid(object.pose), point);
            if (sample.image.mirrored) local[0] = -local[0];
            objectPixels++;
            expect(Math.abs(distance(surfaces.get(label)!, local))).toBeLessThan(0.0012);
          }
        }
      }
      // Nothing of the hand is in front of what the picture shows. The slack is for the slope between pixel
      // centres; at silhouettes one of the four neighbours covers the vertex.
      const pixels = projectPoints(camera, decoded.vertices);
      for (let v = 0; v < decoded.vertices.length / 3; v++) {
        const x = Math.round(pixels[v * 2]);
        const y = Math.round(pixels[v * 2 + 1]);
        if (x < 1 || y < 1 || x >= camera.width - 1 || y >= camera.height - 1) continue;
        const nearest = decoded.vertices[v * 3 + 2];
        let least = 99;
        for (const [dx, dy] of [
          [0, 0],
          [1, 0],
          [-1, 0],
          [0, 1],
          [0, -1],
        ]) {
          const column = sample.image.mirrored ? camera.width - 1 - x - dx : x + dx;
          least = Math.min(least, depth[(y + dy) * camera.width + column]);
        }
        expect(least / 1000).toBeLessThan(nearest + 0.006);
      }
    }
    expect(handPixels).toBeGreaterThan(500);
    expect(objectPixels).toBeGreaterThan(200);
  });

  it('has the world of each sequence in the frame of one of its own cameras', async () => {
    const reader = await readDexYcb(root, hands, { setup: 'simulated', split: 'train' });
    const calibration = new DexYcbCalibration(root);
    const masters = new Set<string>();
    for (let position = 0; position < reader.length; position++) {
      const sample = await reader.load(position);
      if (sample === null) throw new Error('every picture of the capture has a hand');
      const meta = await readMeta(root, sample.subject, sample.sequence);
      const { master, worldFromCamera, worldFromTable } = await calibration.extrinsics(meta.extrinsics);
      expect(meta.serials).toContain(master);
      masters.add(master);
      expect(Array.from(worldFromCamera.get(master)!)).toBeAllclose(Array.from(identityRigid()), {
        absolute: 1e-12,
      });
      const track = await readTrack(root, meta);
      for (const [i, { pose }] of sample.objects.entries()) {
        const place = [pose[3] * (sample.image.mirrored ? -1 : 1), pose[7], pose[11]];
        const seen = applyRigid(worldFromCamera.get(sample.view)!, Float32Array.from(place));
        const world = track.object(i)[sample.frame]!;
        // Labels and tracks are float32, metres.
        expect(seen).toBeAllclose([world[3], world[7], world[11]], { absolute: 1e-6 });
        // The objects stand on the table, or are held above it.
        expect(applyRigid(invertRigid(worldFromTable!), seen)[2]).toBeGreaterThan(0);
      }
    }
    // Seed 11 has a sequence without the first of the rig's cameras.
    expect([...masters]).toContain(RIG_SERIALS[1]);
  });

  it('takes pictures with skin, light and dark in them', async () => {
    const reader = await readDexYcb(root, hands, { setup: 'simulated', split: 'train' });
    const sample = (await reader.load(4))!;
    const { pixels } = await decodeImage(sample.image.path);
    const mean = pixels.reduce((sum, value) => sum + value, 0) / pixels.length;
    expect(mean).toBeGreaterThan(30);
    expect(mean).toBeLessThan(225);
    const { arrays } = await readPixels(reader.depthPath(4), sample.segmentation!, sample);
    let red = 0;
    let blue = 0;
    for (let i = 0; i < arrays.segmentation.length; i++) {
      if (arrays.segmentation[i] !== 255) continue;
      red += pixels[i * 3];
      blue += pixels[i * 3 + 2];
    }
    expect(red).toBeGreaterThan(1.1 * blue);
  });

  it.each([1, 2, 3])('writes the same bytes with %i workers as with none', async (workers) => {
    const other = newFolder();
    // The search for grasps is shared out, too; once is enough.
    if (workers !== 2) cpSync(join(root, 'grasps.json'), join(other, 'grasps.json'));
    await simulateCapture(other, { ...SMALL, workers });
    expect(contentOf(other)).toEqual(contentOf(root));
  });

  it('goes on where it stopped', async () => {
    const before = contentOf(root);
    const meta = [...before.keys()].filter((path) => path.endsWith('meta.yml'));
    rmSync(join(root, meta[0]));
    const report = await simulateCapture(root, { ...SMALL, workers: 0 });
    expect(report).toMatchObject({ recorded: 1, skipped: 1 });
    expect(contentOf(root)).toEqual(before);
  });

  it('leaves nothing half done to readers when it breaks off, and goes on from there', async () => {
    const folder = newFolder();
    cpSync(join(root, 'grasps.json'), join(folder, 'grasps.json'));
    const { writeFrame } = DexYcbWriter.prototype;
    let written = 0;
    // One sequence has 3 frames of 2 cameras: the second breaks off in its second frame.
    const spy = vi.spyOn(DexYcbWriter.prototype, 'writeFrame').mockImplementation(async function (
      this: DexYcbWriter,
      ...args: Parameters<typeof writeFrame>
    ) {
      if (++written > 9) throw new Error('the power went');
      return writeFrame.apply(this, args);
    });
    try {
      await expect(simulateCapture(folder, { ...SMALL, workers: 0 })).rejects.toThrow('the power went');
    } finally {
      spy.mockRestore();
    }
    const pictures = [...contentOf(folder).keys()].filter((path) => path.endsWith('.jpg'));
    expect(pictures.length).toBeGreaterThan(6);
    const setup = { setup: 'simulated', split: 'train' };
    expect((await readDexYcb(folder, hands, setup)).length).toBe(6);
    const report = await simulateCapture(folder, { ...SMALL, workers: 0 });
    expect(report).toMatchObject({ recorded: 1, skipped: 1, complete: true });
    expect(contentOf(folder)).toEqual(contentOf(root));
  });

  it('stops when asked to', async () => {
    const folder = newFolder();
    const controller = new AbortController();
    controller.abort();
    const report = await simulateCapture(folder, { ...SMALL, workers: 0, signal: controller.signal });
    expect(report).toMatchObject({ complete: false, plan: null, recorded: 0 });
    expect(existsSync(join(folder, 'splits.json'))).toBe(false);
  });

  it('refuses a folder that holds another capture, and objects it cannot label', async () => {
    await expect(simulateCapture(root, { ...SMALL, seed: 12 })).rejects.toThrow(
      /capture\.json.*other options/,
    );
    const twice = [objects[0], { ...objects[1], id: objects[0].id }];
    await expect(simulateCapture(newFolder(), { ...SMALL, objects: twice })).rejects.toThrow(/same id/);
    const far = [{ ...objects[0], id: 255 }];
    await expect(simulateCapture(newFolder(), { ...SMALL, objects: far })).rejects.toThrow(/id 255/);
  });

  it('is shown on contact sheets, labels included', async () => {
    const reader = await readDexYcb(root, hands, { setup: 'simulated', split: 'train' });
    const samples = [(await reader.load(0))!, (await reader.load(5))!, (await reader.load(9))!];
    const plain = await contactSheet(samples, { columns: 2, size: 96, crop: true, resolution: 64 });
    const drawn = await contactSheet(samples, { columns: 2, size: 96, crop: true, skeleton: true });
    expect(await sharp(plain).metadata()).toMatchObject({ width: 192, height: 192, format: 'png' });
    expect(plain.equals(drawn)).toBe(false);
  });
});

describe('workerUrl', () => {
  it('leads from a source to its compiled neighbour, and leaves compiled files alone', () => {
    expect(workerUrl('file:///usr/src/app/src/datasets/simulated/crew.ts', 'worker').href).toBe(
      'file:///usr/src/app/dist/datasets/simulated/worker.js',
    );
    expect(workerUrl('file:///usr/src/app/dist/simulated/crew.js', 'worker').href).toBe(
      'file:///usr/src/app/dist/simulated/worker.js',
    );
  });
});

function distance(surface: MeshDistance, point: Float32Array): number {
  return surface.unsigned(point[0], point[1], point[2]);
}

async function readPixels(
  depthPath: string,
  labelPath: string,
  { camera, objects: labelled }: { camera: { width: number; height: number }; objects: readonly unknown[] },
) {
  const arrays = await readArrays(labelPath, [
    { name: 'seg', shape: [camera.height, camera.width], kind: 'uint8' },
    { name: 'joint_2d', shape: [1, 21, 2], kind: 'float' },
    { name: 'pose_y', shape: [labelled.length, 3, 4], kind: 'float' },
  ]);
  const { data } = await sharp(depthPath)
    .toColourspace('grey16')
    .raw({ depth: 'ushort' })
    .toBuffer({ resolveWithObject: true });
  return {
    arrays: {
      segmentation: arrays.get('seg')!.data,
      joint2d: arrays.get('joint_2d')!.data as Float32Array,
    },
    depth: new Uint16Array(data.buffer, data.byteOffset, data.byteLength / 2),
  };
}
