import { existsSync } from 'node:fs';
import { mapConcurrently } from '../../base/threads/map-concurrently.js';
import { Ho3dWriter, ho3dName } from '../ho3d/ho3d-writer.js';
import { type ExportTask, exportedPicture, groupSamples, shownObjects } from './export-task.js';
import { LabelRenderer } from './render-labels.js';

/** Frame numbers have four digits. */
const FRAMES = 10_000;

/**
 * Writes a dataset as a training split in HO3D's layout: a sequence (`SYNA10`, `SYNA20`, `SYNB10`, ...) for
 * the pictures of one subject (its letters) and object. Depth is drawn from the labels.
 */
export async function exportHo3d(task: ExportTask): Promise<Record<string, unknown>> {
  const { dataset, hand, folder, frame, concurrency, signal, onProgress } = task;
  const writer = new Ho3dWriter(folder, hand);
  const renderer = new LabelRenderer(hand, task.objects);
  const models = new Map(task.objects.map((object) => [object.id, object]));
  const groups = await groupSamples(dataset, ({ subject, objects, grasped }) =>
    JSON.stringify([subject, objects[grasped]?.name ?? null]),
  );
  const names: string[] = [];
  const ids = new Set<number>();
  const pictures: { position: number; sequence: string; number: number }[] = [];
  let sequences = 0;
  const takes = new Map<string, number>();
  for (const [key, positions] of groups) {
    const subject: string = JSON.parse(key)[0];
    let take = takes.get(subject) ?? 0;
    if (take === 0) takes.set(subject, 0);
    const letters = lettersOf([...takes.keys()].indexOf(subject));
    for (const [i, position] of positions.entries()) {
      if (i % FRAMES === 0) {
        sequences++;
        takes.set(subject, ++take);
      }
      // The last digit of a sequence's name is its camera.
      const sequence = `SYN${letters}${take}0`;
      const number = i % FRAMES;
      names.push(ho3dName(sequence, number));
      pictures.push({ position, sequence, number });
    }
  }
  let done = 0;
  await mapConcurrently(pictures, concurrency, async ({ position, sequence, number }) => {
    signal.throwIfAborted();
    const sample = await dataset.load(position);
    const label = sample.objects[sample.grasped];
    if (label !== undefined) ids.add(label.id);
    if (!existsSync(writer.metaPath(sequence, number))) {
      const { image, camera } = await exportedPicture(sample, frame);
      await writer.writeFrame({
        sequence,
        frame: number,
        color: image,
        depth: renderer.render(sample, camera).depth,
        camera,
        hand: sample.hand,
        joints: sample.joints,
        object: label === undefined ? null : { label, model: models.get(label.id) ?? null },
      });
    }
    onProgress(++done);
  });
  await writer.writeObjectModels(shownObjects(task.objects, ids));
  await writer.writeList(names);
  return { sequences, camera: frame ?? 'as each picture has it' };
}

/** A, B, ... Z, AA, AB, ... */
function lettersOf(index: number): string {
  const last = String.fromCharCode(65 + (index % 26));
  return index < 26 ? last : lettersOf(Math.floor(index / 26) - 1) + last;
}
