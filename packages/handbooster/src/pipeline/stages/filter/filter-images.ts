import { stopIfAborted } from '../../../base/errors/interrupted.js';
import type { Progress } from '../../../base/progress.js';
import type { StoredCondition } from '../../../conditions/creation/condition-files.js';
import type { ConditionRenderer } from '../../../conditions/maps/condition-renderer.js';
import type { SceneBuilder } from '../../../conditions/maps/scene-builder.js';
import { decodeHands } from '../../../hand/decode-hands.js';
import type { HandModel } from '../../../hand/model/hand-model.js';
import { conditionMask } from '../../../synthesis/examples/segmented-images.js';
import {
  type EdgeCaseCandidate,
  type EdgeCaseJudge,
  edgeCaseFilter,
} from '../../../synthesis/filter/edge-case-filter.js';
import { edgeCaseTable } from '../../../synthesis/filter/edge-case-table.js';
import type { EdgeCaseThresholds } from '../../../synthesis/filter/edge-case-thresholds.js';
import type { EdgeCaseVerdict } from '../../../synthesis/filter/edge-case-verdict.js';
import { readImage } from '../../../synthesis/generated-images.js';

export interface FilterImagesInput {
  conditions: readonly StoredCondition[];
  /** Folder of the generated images. */
  images: string;
  judge: EdgeCaseJudge;
  thresholds: EdgeCaseThresholds;
  hand: HandModel;
  scenes: SceneBuilder;
  /** Of the size of the images. */
  renderer: ConditionRenderer;
  progress: Progress;
  signal: AbortSignal;
}

/** The verdict on the image of each condition. */
export async function filterImages(input: FilterImagesInput): Promise<EdgeCaseVerdict[]> {
  const { conditions, images, judge, thresholds, hand, scenes, renderer, progress, signal } = input;
  const needsMask = judge.masks !== undefined;
  async function* candidates(): AsyncGenerator<EdgeCaseCandidate> {
    for (const condition of conditions) {
      yield {
        id: condition.id,
        image: await readImage(images, condition.id),
        truth: decodeHands(hand, condition.hand.pose, condition.hand.betas),
        mask: needsMask ? conditionMask(condition, scenes, renderer) : undefined,
      };
    }
  }
  const task = progress.begin('filter', conditions.length, 'images');
  let done = 0;
  const verdicts = await edgeCaseFilter(candidates(), judge, {
    thresholds,
    signal,
    onProgress: (judged) => {
      task.advance(judged - done);
      done = judged;
    },
  });
  stopIfAborted(signal);
  task.end(`${edgeCaseTable(verdicts, thresholds).kept} kept`);
  return verdicts;
}
