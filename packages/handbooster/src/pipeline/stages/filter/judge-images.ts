import { stopIfAborted } from '../../../base/errors/interrupted.js';
import { jsonLines, writeJsonLines } from '../../../base/files/json-lines.js';
import type { Progress } from '../../../base/progress.js';
import type { StoredCondition } from '../../../conditions/creation/condition-files.js';
import type { ConditionRenderer } from '../../../conditions/maps/condition-renderer.js';
import type { SceneBuilder } from '../../../conditions/maps/scene-builder.js';
import { cropCamera } from '../../../datasets/crop/crop-camera.js';
import type { Shard } from '../../../distributed/item-share.js';
import { projectPoints } from '../../../geometry/camera.js';
import { decodeHands } from '../../../hand/decode-hands.js';
import type { HandModel } from '../../../hand/model/hand-model.js';
import { conditionMask } from '../../../synthesis/examples/segmented-images.js';
import {
  type EdgeCaseCandidate,
  type EdgeCaseJudge,
  edgeCaseFilter,
} from '../../../synthesis/filter/edge-case-filter.js';
import type { EdgeCaseMeasures } from '../../../synthesis/filter/edge-case-measures.js';
import { readImage } from '../../../synthesis/generated-images.js';
import { ItemParts } from '../../shards/item-parts.js';

/**
 * Images of a part: whole groups of what networks see at a time, so that a prediction does not depend on who
 * makes it.
 */
const PART = 256;

export interface JudgeImagesInput {
  conditions: readonly StoredCondition[];
  /** Folder of the generated images. */
  images: string;
  judge: EdgeCaseJudge;
  hand: HandModel;
  scenes: SceneBuilder;
  /** Of the size of the images. */
  renderer: ConditionRenderer;
  /** Gets the errors in parts; those that are there are not measured again. */
  folder: string;
  progress: Progress;
  signal: AbortSignal;
}

/** Measures a share of the generated images, in parts that outlive an interruption. */
export async function judgeImages(input: JudgeImagesInput, shard: Shard): Promise<void> {
  const { conditions, judge, folder, progress, signal } = input;
  const parts = judgedParts(folder, conditions.length);
  const task = progress.begin('filter', parts.items(shard), 'images');
  for (const first of parts.firsts(shard)) {
    const own = conditions.slice(first, parts.end(first));
    if (parts.isThere(first)) {
      task.advance(own.length, true);
      continue;
    }
    let done = 0;
    // What the errors are measured against comes later.
    const verdicts = await edgeCaseFilter(candidates(own, input), judge, {
      thresholds: {},
      signal,
      onProgress: (judged) => {
        task.advance(judged - done);
        done = judged;
      },
    });
    stopIfAborted(signal);
    await writeJsonLines(
      parts.file(first),
      verdicts.map(({ id, errors }) => ({ id, errors })),
    );
  }
  task.end();
}

async function* candidates(
  conditions: readonly StoredCondition[],
  { images, judge, hand, scenes, renderer }: JudgeImagesInput,
): AsyncGenerator<EdgeCaseCandidate> {
  for (const condition of conditions) {
    yield {
      id: condition.id,
      image: await readImage(images, condition.id),
      truth: decodeHands(hand, condition.hand.pose, condition.hand.betas),
      place: judge.landmarks === undefined ? undefined : placeOf(condition, renderer.size),
      mask: judge.masks === undefined ? undefined : conditionMask(condition, scenes, renderer),
    };
  }
}

/** Where the hand of a condition is in its image. */
function placeOf({ camera, box, joints }: StoredCondition, size: number) {
  const seen = cropCamera(camera, box, size);
  return { joints2d: projectPoints(seen, joints), camera: seen };
}

/** The parts that the errors of so many images are in. */
export function judgedParts(folder: string, count: number): ItemParts {
  return new ItemParts(folder, count, PART);
}

/** The errors of all images in the conditions' order. */
export async function readErrors(parts: ItemParts): Promise<{ id: string; errors: EdgeCaseMeasures }[]> {
  const all: { id: string; errors: EdgeCaseMeasures }[] = [];
  for (const first of parts.firsts()) {
    for await (const line of jsonLines(parts.file(first))) {
      const { id, errors } = line as { id: string; errors: Record<string, number | null> };
      // JSON has no word for an error that is no number; such an image is dropped.
      const numbers = Object.entries(errors).map(([name, value]) => [name, value ?? Number.NaN]);
      all.push({ id, errors: Object.fromEntries(numbers) });
    }
  }
  return all;
}
