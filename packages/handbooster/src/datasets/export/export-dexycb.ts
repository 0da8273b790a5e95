import { existsSync } from 'node:fs';
import { InputError } from '../../base/errors/input-error.js';
import { mapConcurrently } from '../../base/threads/map-concurrently.js';
import { projectPoints } from '../../geometry/camera.js';
import { identityRigid, type RigidMotion, rigid } from '../../geometry/rigid-motion.js';
import { YCB_CLASSES } from '../../objects/ycb-classes.js';
import { DEXYCB_SERIALS, dexYcbPaths } from '../dexycb/dexycb-layout.js';
import { type DexYcbSequence, DexYcbWriter } from '../dexycb/dexycb-writer.js';
import type { Sample } from '../sample/sample.js';
import { BlankViews } from './blank-views.js';
import {
  EXPORT_CAMERA,
  type ExportTask,
  exportedPicture,
  groupSamples,
  shownObjects,
} from './export-task.js';
import { LabelRenderer } from './render-labels.js';
import { slug } from './slug.js';
import { ToolkitPlaces } from './toolkit-places.js';

/** The setup and split in `splits.json` that name all that was written. */
export const EXPORT_SETUP = 'synthetic';

/** The one camera with pictures: its frame is the world's. */
const SERIAL = DEXYCB_SERIALS[0];
const EXTRINSICS = 'synthetic';
/**
 * Camera from table: the table's z points up, where the camera's y points down, and its y away from the
 * camera.
 */
const TABLE_AXES = [1, 0, 0, 0, 0, -1, 0, 1, 0];
/**
 * Where the hands are above the table on average, metres: in the middle of what the toolkit shows of a point
 * cloud (0 to 1.2, -0.1 to 0.7 and -0.1 to 0.7 from the tag).
 */
const HAND_ON_TABLE = [0.6, 0.3, 0.3];

/**
 * Writes a dataset in DexYCB's layout: a sequence for the pictures of one shape of hand and one set of
 * objects, one camera, a frame each; frames follow each other in no time. Segmentation and depth are drawn
 * from the labels.
 */
export async function exportDexYcb(task: ExportTask): Promise<Record<string, unknown>> {
  const { dataset, hand, folder, concurrency, signal, onProgress } = task;
  const frame = task.frame ?? fail();
  const writer = new DexYcbWriter(folder, { right: hand });
  const renderer = new LabelRenderer(hand, task.objects);
  const wrist = [0, 0, 0];
  const groups = await groupSamples(dataset, (sample) => {
    checkObjects(sample, task.toolkit);
    const {
      subject,
      hand: { betas },
      objects,
      grasped,
      joints,
    } = sample;
    for (let k = 0; k < 3; k++) wrist[k] += joints[k] / dataset.length;
    return JSON.stringify([subject, Array.from(betas), objects.map(({ id }) => id), grasped]);
  });
  const toolkit = task.toolkit ? new ToolkitPlaces() : null;
  if (toolkit !== null && groups.size > toolkit.room) {
    throw new InputError(
      `--toolkit: expected at most ${toolkit.room} shapes of hand and sets of objects, found ${groups.size}; ` +
        'export without --toolkit',
    );
  }
  const serials = toolkit === null ? [SERIAL] : DEXYCB_SERIALS;
  await writer.writeHandModels();
  await writer.writeSplits({ [EXPORT_SETUP]: { train: [{ views: [SERIAL] }] } });
  for (const serial of serials) await writer.writeIntrinsics(serial, frame);
  const cameras = new Map(serials.map((serial) => [serial, identityRigid()]));
  await writer.writeExtrinsics(EXTRINSICS, SERIAL, cameras, tableBelow(wrist));
  const blank = new BlankViews(writer, frame);
  const shapes = new Map<string, string>();
  const sequenceCounts = new Map<string, number>();
  const ids = new Set<number>();
  let done = 0;
  let last: DexYcbSequence | null = null;
  for (const positions of groups.values()) {
    signal.throwIfAborted();
    const samples = await mapConcurrently(positions, concurrency, (position) => dataset.load(position));
    const [first] = samples;
    for (const { id } of first.objects) ids.add(id);
    const person = `synthetic-${slug(first.subject)}`;
    const betas = JSON.stringify(Array.from(first.hand.betas));
    const known = shapes.get(`${person} ${betas}`);
    const calibration =
      known ?? `${person}-${1 + [...shapes.values()].filter((id) => id.startsWith(`${person}-`)).length}`;
    if (known === undefined) {
      shapes.set(`${person} ${betas}`, calibration);
      await writer.writeHandCalibration(calibration, first.hand.betas);
    }
    const number = 1 + (sequenceCounts.get(person) ?? 0);
    sequenceCounts.set(person, number);
    const label = slug(first.objects[first.grasped]?.name ?? 'hand');
    const name = `${String(number).padStart(6, '0')}-${label}`;
    const sequence: DexYcbSequence = {
      ...(toolkit?.take(person, label) ?? { subject: person, name }),
      side: 'right',
      handCalibration: calibration,
      extrinsics: EXTRINSICS,
      serials,
      objects: first.objects.map(({ id }) => id),
      grasped: Math.max(0, first.grasped),
      hand: samples.map((sample) => sample.hand),
      objectPoses: samples.map(({ objects }) => objects.map(({ pose }) => pose)),
    };
    last = sequence;
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
      for (const serial of serials) if (serial !== SERIAL) await blank.write(sequence, serial, i);
      onProgress(++done);
    });
  }
  for (const place of last === null ? [] : (toolkit?.empty() ?? [])) {
    await writer.writeSequence({ ...(last as DexYcbSequence), ...place, hand: [], objectPoses: [] });
  }
  await writer.writeObjectModels(shownObjects(task.objects, ids));
  return { sequences: groups.size, subjects: sequenceCounts.size, camera: frame, toolkit: task.toolkit };
}

/** Camera from a table below the mean wrist (3), which no picture shows. */
function tableBelow(wrist: readonly number[]): RigidMotion {
  const offset = [0, 1, 2].map((row) =>
    [0, 1, 2].reduce((sum, column) => sum + TABLE_AXES[3 * row + column] * HAND_ON_TABLE[column], 0),
  );
  return rigid(
    TABLE_AXES,
    wrist.map((value, k) => value - offset[k]),
  );
}

function fail(): never {
  throw new InputError(
    `frame: DexYCB has one camera for all frames of a serial: expected ${EXPORT_CAMERA.width}x${EXPORT_CAMERA.height}, found crop`,
  );
}

function checkObjects(sample: Sample, toolkit: boolean): void {
  if (sample.objects.length === 0) {
    throw new InputError(
      `${sample.id}: expected an object, found none: DexYCB's sequences are about one; write coco`,
    );
  }
  const largest = toolkit ? YCB_CLASSES.length : 254;
  const bad = sample.objects.find(({ id }) => !(id >= 1 && id <= largest));
  if (bad !== undefined) {
    throw new InputError(
      `${sample.id}: ${bad.name}: expected an object id of 1 ... ${largest}, found ${bad.id}; write coco`,
    );
  }
}

function millimetres(depth: Float32Array): Uint16Array {
  const out = new Uint16Array(depth.length);
  for (let i = 0; i < depth.length; i++)
    if (depth[i] > 0) out[i] = Math.min(65535, Math.round(1000 * depth[i]));
  return out;
}
