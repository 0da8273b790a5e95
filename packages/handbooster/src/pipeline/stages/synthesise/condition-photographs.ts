import { InputError } from '../../../base/errors/input-error.js';
import { captureSubjects } from '../../../capture/people/subjects.js';
import { RIG_SERIALS } from '../../../capture/plan/camera-rig.js';
import { CAPTURE_DEFAULTS } from '../../../capture/plan/capture-options.js';
import { type Still, StillPhotographer } from '../../../capture/record/still-photographer.js';
import type { StoredCondition } from '../../../conditions/creation/condition-files.js';
import { cropAndAugment } from '../../../datasets/crop/crop-and-augment.js';
import { interleaved } from '../../../datasets/images/interleave.js';
import type { Sample } from '../../../datasets/sample/sample.js';
import { axisAngleToMatrix, multiplyMatrices, transposeMatrix } from '../../../geometry/rotations.js';
import type { HandModel } from '../../../hand/model/hand-model.js';
import type { ObjectModel } from '../../../objects/object-model.js';
import type { Config } from '../../config/config-schema.js';

export interface ConditionPhotographsInput {
  config: Config;
  /** Of the simulated capture. */
  seed: number;
  train: readonly Sample[];
  hand: HandModel;
  objects: readonly ObjectModel[];
}

/**
 * Photographs conditions with the people, rooms and cameras of the simulated capture's training split, and
 * cuts out what a generator would have made: what training would gain from images whose labels are exact and
 * whose looks are the real ones.
 *
 * @throws InputError for a condition whose person or camera the capture does not have
 */
export function conditionPhotographs(
  input: ConditionPhotographsInput,
): (condition: StoredCondition) => Promise<Uint8Array> {
  const { config, seed, train, hand, objects } = input;
  const { width, height, subjects: count } = config.capture;
  const size = config.denoiser.imageSize;
  const subjects = captureSubjects(seed, count);
  const references = new Map(train.map((sample) => [sample.id, sample]));
  const { rooms, jpegQuality } = CAPTURE_DEFAULTS;
  const photographer = new StillPhotographer({
    seed,
    width,
    height,
    subjects: count,
    rooms,
    jpegQuality,
    hand,
    objects,
  });
  return async (condition) => {
    const reference = references.get(condition.reference);
    const session = subjects.findIndex(({ folder }) => folder === reference?.subject);
    const view = RIG_SERIALS.indexOf(reference?.view ?? '');
    const subject = subjects.findIndex(({ betas }) =>
      betas.every((value, k) => value === condition.hand.betas[k]),
    );
    if (reference === undefined || session < 0 || view < 0 || subject < 0) {
      throw new InputError(
        `synthesise.source: condition ${condition.id}: expected a person and a camera of this simulated capture, ` +
          `found ${condition.reference}; photographs need the run's own simulated capture`,
      );
    }
    const still: Still = {
      id: condition.id,
      subject,
      session,
      view,
      pose: condition.hand.pose,
      translation: condition.hand.translation,
      objects: condition.objects,
      turn: multiplyMatrices(
        axisAngleToMatrix(condition.hand.pose),
        transposeMatrix(axisAngleToMatrix(reference.hand.pose)),
      ),
    };
    const { pixels } = await photographer.take(still);
    const crop = cropAndAugment(condition, { width, height, pixels }, { size, box: condition.box });
    return interleaved(crop.image, size);
  };
}
