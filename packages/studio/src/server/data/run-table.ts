import { existsSync } from 'node:fs';
import type { StoredCondition } from 'handbooster/conditions';
import { cropCamera, type ImageReference } from 'handbooster/datasets';
import { labelPlaces, type Run, readLabelAt } from 'handbooster/pipeline';
import { imagePath } from 'handbooster/synthesis';
import type { SampleTable, ShownSample } from './sample-table.js';
import { TableBuilder } from './table-builder.js';

/** Words for the measures that an image is dropped for. */
const MEASURES: Record<string, string> = {
  jointError: 'joint error',
  vertexError: 'vertex error',
  alignedJointError: 'joint error, aligned',
  alignedVertexError: 'vertex error, aligned',
  handDisagreement: 'hand elsewhere, by a segmenter',
  objectDisagreement: 'object elsewhere, by a segmenter',
  landmarkDisagreement: 'joints elsewhere, by landmarks',
};

/** Where a real sample's label and picture lie. */
interface RealPlace {
  offset: number;
  length: number;
  image: ImageReference;
}

/** The pictures of a run: real ones of all splits, then the generated ones with what became of them. */
export async function runTable(run: Run, told: (done: number) => void): Promise<SampleTable> {
  const builder = new TableBuilder();
  const places = run.isFinished('capture') ? await pushReal(run, builder, told) : [];
  const conditions = run.isFinished('conditions') ? await run.conditions() : [];
  await pushGenerated(run, conditions, builder);
  const size = run.config.denoiser.imageSize;
  const pictureOf = (id: string): ImageReference | null => {
    // A stage at work has its pictures in a folder of another name.
    const path = [`${run.root}/synthesise`, `${run.root}/synthesise.partial`]
      .map((folder) => imagePath(folder, id))
      .find((file) => existsSync(file));
    return path === undefined ? null : { path, mirrored: false };
  };
  return builder.finish({
    image: (row) => (row < places.length ? places[row].image : pictureOf(conditions[row - places.length].id)),
    load: async (row) => {
      if (row >= places.length) {
        const condition = conditions[row - places.length];
        return shownCondition(condition, size, pictureOf(condition.id));
      }
      const { captured } = run;
      const { split, sample } = await readLabelAt(captured.folder, captured.root, places[row]);
      return { ...sample, json: { split, ...(plain(sample) as object) } };
    },
  });
}

async function pushReal(run: Run, builder: TableBuilder, told: (done: number) => void): Promise<RealPlace[]> {
  const errors = new Map<string, Map<string, number>>();
  if (run.isFinished('evaluate')) {
    for (const { split, id, method, errors: found } of await run.sampleErrors()) {
      const methods = errors.get(`${split} ${id}`) ?? new Map<string, number>();
      errors.set(`${split} ${id}`, methods.set(method, found.jointError));
    }
  }
  const places: RealPlace[] = [];
  const { folder, root } = run.captured;
  for await (const { offset, length, image, id, frame, depth, ...label } of labelPlaces(folder, root)) {
    const methods = errors.get(`${label.split} ${id}`);
    const [real, boosted] = [methods?.get('real'), methods?.get('real + synthetic')];
    builder.push(id, {
      provenance: 'real',
      split: label.split,
      object: label.object,
      subject: label.subject,
      view: label.view,
      side: label.side,
      frame,
      depth,
      realError: real,
      boostedError: boosted,
      gain: real === undefined || boosted === undefined ? undefined : real - boosted,
    });
    places.push({ offset, length, image });
    if (places.length % 1000 === 0) told(places.length);
  }
  return places;
}

async function pushGenerated(
  run: Run,
  conditions: readonly StoredCondition[],
  builder: TableBuilder,
): Promise<void> {
  const found = run.isFinished('filter') ? await run.verdicts() : null;
  const places = new Map(found?.verdicts.map(({ id }, i) => [id, i]));
  for (const { id, kind, objects, grasped, subject, visible, joints, hand } of conditions) {
    const place = places.get(id);
    const verdict = place === undefined ? undefined : found?.verdicts[place];
    const novelty = place === undefined ? undefined : found?.novelty[place];
    builder.push(id, {
      provenance: kind === 'novel-grasp' ? 'generated: novel grasp' : 'generated: novel view',
      fate: verdict && (verdict.kept ? 'kept' : 'dropped'),
      because: verdict?.exceeded.map((name) => MEASURES[name] ?? name).join(' and '),
      object: objects[grasped]?.name,
      subject,
      side: hand.side,
      visible,
      depth: joints[2],
      novelty: novelty?.pose ?? undefined,
      turn: novelty?.turn,
      severity: verdict?.severity,
      jointError: verdict?.errors.jointError,
      alignedError: verdict?.errors.alignedJointError,
    });
  }
}

function shownCondition(condition: StoredCondition, size: number, image: ImageReference | null): ShownSample {
  const { camera, box } = condition;
  return { ...condition, camera: cropCamera(camera, box, size), image, json: plain(condition) };
}

/** Packed lists as plain ones. */
function plain(value: object): unknown {
  return JSON.parse(
    JSON.stringify(value, (_, each) => (ArrayBuffer.isView(each) ? Array.from(each as Float32Array) : each)),
  );
}
