import { existsSync } from 'node:fs';
import { InputError } from '../../base/errors/input-error.js';
import { mapConcurrently } from '../../base/threads/map-concurrently.js';
import { projectPoints } from '../../geometry/camera.js';
import { identityRigid } from '../../geometry/rigid-motion.js';
import { DEXYCB_SERIALS, dexYcbPaths } from '../dexycb/dexycb-layout.js';
import { type DexYcbSequence, DexYcbWriter } from '../dexycb/dexycb-writer.js';
import type { Sample } from '../sample/sample.js';
import {
  EXPORT_CAMERA,
  type ExportTask,
  exportedPicture,
  groupSamples,
  shownObjects,
} from './export-task.js';
import { LabelRenderer } from './render-labels.js';

/** The setup and split in `splits.json` that name all that was written. */
export const EXPORT_SETUP = 'synthetic';

/** The one camera: its frame is the world's. */
const SERIAL = DEXYCB_SERIALS[0];
const EXTRINSICS = 'synthetic';

/**
 * Writes a dataset in DexYCB's layout: a sequence for the pictures of one shape of hand and one set of objects, one
 * camera, a frame each; frames follow each other in no time. Segmentation and depth are drawn from the labels.
 */
export async function exportDexYcb(task: ExportTask): Promise<Record<string, unknown>> {
  const { dataset, hand, folder, concurrency, signal, onProgress } = task;
  const frame = task.frame ?? fail();
  const writer = new DexYcbWriter(folder, { right: hand });
  const renderer = new LabelRenderer(hand, task.objects);
  const groups = await groupSamples(dataset, ({ subject, hand: { betas }, objects, grasped }) =>
    JSON.stringify([subject, Array.from(betas), objects.map(({ id }) => id), grasped]),
  );
  await writer.writeHandModels();
  await writer.writeSplits({ [EXPORT_SETUP]: { train: [{}] } });
  await writer.writeIntrinsics(SERIAL, frame);
  await writer.writeExtrinsics(EXTRINSICS, SERIAL, new Map([[SERIAL, identityRigid()]]), identityRigid());
  const shapes = new Map<string, string>();
  const sequenceCounts = new Map<string, number>();
  const ids = new Set<number>();
  let done = 0;
  for (const positions of groups.values()) {
    signal.throwIfAborted();
    const samples = await mapConcurrently(positions, concurrency, (position) => dataset.load(position));
    const [first] = samples;
    checkObjects(first);
    for (const { id } of first.objects) ids.add(id);
    const subject = `synthetic-${slug(first.subject)}`;
    const betas = JSON.stringify(Array.from(first.hand.betas));
    const known = shapes.get(`${subject} ${betas}`);
    const calibration =
      known ?? `${subject}-${1 + [...shapes.values()].filter((id) => id.startsWith(`${subject}-`)).length}`;
    if (known === undefined) {
      shapes.set(`${subject} ${betas}`, calibration);
      await writer.writeHandCalibration(calibration, first.hand.betas);
    }
    const number = 1 + (sequenceCounts.get(subject) ?? 0);
    sequenceCounts.set(subject, number);
    const sequence: DexYcbSequence = {
      subject,
      name: `${String(number).padStart(6, '0')}-${slug(first.objects[first.grasped]?.name ?? 'hand')}`,
      side: 'right',
      handCalibration: calibration,
      extrinsics: EXTRINSICS,
      serials: [SERIAL],
      objects: first.objects.map(({ id }) => id),
      grasped: Math.max(0, first.grasped),
      hand: samples.map((sample) => sample.hand),
      objectPoses: samples.map(({ objects }) => objects.map(({ pose }) => pose)),
    };
    await writer.writeSequence(sequence);
    const place = dexYcbPaths.sequence(folder, sequence.subject, sequence.name);
    await mapConcurrently(samples, concurrency, async (sample, i) => {
      signal.throwIfAborted();
      if (!existsSync(dexYcbPaths.labels(place, SERIAL, i))) {
        const { image } = await exportedPicture(sample, frame);
        const { segmentation, depth } = renderer.render(sample, frame);
        await writer.writeFrame(sequence, SERIAL, i, frame, {
          color: image.pixels,
          depth: millimetres(depth),
          segmentation,
          hand: { ...sample.hand, joints: sample.joints, joints2d: projectPoints(frame, sample.joints) },
          objectPoses: sample.objects.map(({ pose }) => pose),
        });
      }
      onProgress(++done);
    });
  }
  await writer.writeObjectModels(shownObjects(task.objects, ids));
  return { sequences: groups.size, subjects: sequenceCounts.size, camera: frame };
}

function fail(): never {
  throw new InputError(
    `frame: DexYCB has one camera for all frames of a serial: expected ${EXPORT_CAMERA.width}x${EXPORT_CAMERA.height}, found crop`,
  );
}

function checkObjects(sample: Sample): void {
  if (sample.objects.length === 0) {
    throw new InputError(
      `${sample.id}: expected an object, found none: DexYCB's sequences are about one; write coco`,
    );
  }
  const bad = sample.objects.find(({ id }) => !(id >= 1 && id <= 254));
  if (bad !== undefined) {
    throw new InputError(
      `${sample.id}: ${bad.name}: expected an object id of 1 ... 254, found ${bad.id}; write coco`,
    );
  }
}

function millimetres(depth: Float32Array): Uint16Array {
  const out = new Uint16Array(depth.length);
  for (let i = 0; i < depth.length; i++)
    if (depth[i] > 0) out[i] = Math.min(65535, Math.round(1000 * depth[i]));
  return out;
}

/** Letters, digits, dashes and underscores only, for folders. */
export function slug(name: string): string {
  return name.replace(/[^\w-]+/g, '-') || 'unnamed';
}
