import { linkSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { Random } from '@handbooster/torch';
import sharp from 'sharp';
import {
  DEXYCB_SERIALS,
  DEXYCB_SUBJECTS,
  dexYcbPaths,
} from '../../packages/handbooster/src/datasets/dexycb/dexycb-layout.js';
import { DexYcbWriter } from '../../packages/handbooster/src/datasets/dexycb/dexycb-writer.js';
import { projectPoints } from '../../packages/handbooster/src/geometry/camera.js';
import { identityRigid, rigid } from '../../packages/handbooster/src/geometry/rigid-motion.js';
import { axisAngleToMatrix } from '../../packages/handbooster/src/geometry/rotations.js';
import { decodeHands } from '../../packages/handbooster/src/hand/decode-hands.js';
import type { HandModel } from '../../packages/handbooster/src/hand/model/hand-model.js';
import { proceduralObjects } from '../../packages/handbooster/src/objects/procedural/procedural-objects.js';

const SIZE = { width: 640, height: 480 };
const CAMERA = { fx: 610, fy: 610, cx: 320, cy: 240, ...SIZE };
/** Frames of a sequence, as DexYCB has. */
export const FRAMES = 72;
/** Pictures of a sequence: eight cameras. */
export const PICTURES = FRAMES * DEXYCB_SERIALS.length;
/** Different frames of a sequence; the others are links to them. */
const DIFFERENT = 12;
const PLACE = 'tree';

/**
 * A capture in DexYCB's official layout of as many sequences as are asked for, each of 72 frames of eight
 * cameras, in seconds: the files of one sequence an object are written, all others are hard links to them.
 * Hands lift their objects; nothing is to be seen in the pictures.
 */
export async function writeDexYcbTree(root: string, hand: HandModel, sequences: number): Promise<void> {
  const writer = new DexYcbWriter(root, { right: hand }, { wholeFrames: false });
  const objects = proceduralObjects();
  await writer.writeHandModels();
  await writer.writeObjectModels(objects);
  for (const serial of DEXYCB_SERIALS) await writer.writeIntrinsics(serial, CAMERA);
  const cameras = new Map(DEXYCB_SERIALS.map((serial) => [serial, identityRigid()]));
  await writer.writeExtrinsics(
    PLACE,
    DEXYCB_SERIALS[0],
    cameras,
    rigid(axisAngleToMatrix([0, 0, 0]), [0, 0, 1]),
  );
  await writer.writeHandCalibration(PLACE, new Float32Array(10));
  const jpeg = await sharp({ create: { ...SIZE, channels: 3, background: '#887766' } })
    .jpeg()
    .toBuffer();
  const templates = new Map<number, string>();
  // Each fifth sequence of a subject is held out: fewer subjects rather than none of those.
  const subjects = DEXYCB_SUBJECTS.slice(0, Math.max(1, Math.floor(sequences / 5)));
  for (let i = 0; i < sequences; i++) {
    const subject = subjects[i % subjects.length];
    const name = `20200709_${String(i).padStart(6, '0')}`;
    const object = objects[Math.floor(i / subjects.length) % objects.length];
    const folder = dexYcbPaths.sequence(root, subject, name);
    const template = templates.get(object.id);
    if (template === undefined) {
      templates.set(object.id, folder);
      await writeTemplate(writer, hand, { subject, name, object: object.id, jpeg });
    } else {
      mkdirSync(folder, { recursive: true });
      for (const file of ['meta.yml', 'pose.npz']) linkSync(join(template, file), join(folder, file));
    }
    const source = join(templates.get(object.id) ?? folder, DEXYCB_SERIALS[0]);
    linkFrames(source, folder);
  }
}

function linkFrames(source: string, folder: string): void {
  for (const serial of DEXYCB_SERIALS) {
    const target = join(folder, serial);
    mkdirSync(target, { recursive: true });
    for (let frame = 0; frame < FRAMES; frame++) {
      const from = Math.floor((frame * DIFFERENT) / FRAMES);
      for (const file of [dexYcbPaths.color, dexYcbPaths.labels]) {
        const [old, fresh] = [file(source, '', from), file(target, '', frame)];
        if (target === source && from === frame) continue;
        // The first frames of the sequence that was written are the different ones: they stay what they are.
        if (target === source && frame < DIFFERENT) continue;
        linkSync(old, fresh);
      }
    }
  }
}

async function writeTemplate(
  writer: DexYcbWriter,
  hand: HandModel,
  { subject, name, object, jpeg }: { subject: string; name: string; object: number; jpeg: Uint8Array },
): Promise<void> {
  const random = new Random('tree', object);
  const pose = Float32Array.from({ length: 48 }, () => random.normal(0, 0.3));
  const betas = new Float32Array(10);
  const frames = Array.from({ length: FRAMES }, (_, frame) => {
    const step = Math.floor((frame * DIFFERENT) / FRAMES);
    const bent = pose.map((value, k) => value + (k < 3 ? 0.05 : 0.01) * step);
    const translation = [0.01 * step, 0.05 - 0.01 * step, 0.8];
    const motion = rigid(axisAngleToMatrix([0, 0.2, 0.02 * step]), [0.03, 0.08 - 0.01 * step, 0.82]);
    return { hand: { pose: bent, translation }, motion };
  });
  const sequence = {
    subject,
    name,
    side: 'right' as const,
    handCalibration: PLACE,
    extrinsics: PLACE,
    serials: DEXYCB_SERIALS,
    objects: [object],
    grasped: 0,
    hand: frames.map((frame) => frame.hand),
    objectPoses: frames.map(({ motion }) => [motion]),
  };
  await writer.writeSequence(sequence);
  const segmentation = new Uint8Array(SIZE.width * SIZE.height);
  for (let step = 0; step < DIFFERENT; step++) {
    const { hand: seen, motion } = frames[Math.ceil((step * FRAMES) / DIFFERENT)];
    const { joints } = decodeHands(hand, seen.pose, betas, seen.translation);
    const joints2d = projectPoints(CAMERA, joints);
    await writer.writeFrame(sequence, DEXYCB_SERIALS[0], step, SIZE, {
      color: { jpeg },
      depth: null,
      segmentation,
      hand: { ...seen, joints, joints2d },
      objectPoses: [motion],
    });
  }
}
