import { join } from 'node:path';
import { InputError } from '../../../base/errors/input-error.js';
import { Interrupted } from '../../../base/errors/interrupted.js';
import { whyNotStanding } from '../../../capture/grasping/why-not-standing.js';
import { CAPTURE_DEFAULTS } from '../../../capture/plan/capture-options.js';
import { CAPTURE_SETUP, CAPTURE_SPLITS } from '../../../capture/plan/capture-plan.js';
import { simulateCapture } from '../../../capture/simulate-capture.js';
import type { CaptureNote } from '../../../datasets/real/capture-note.js';
import type { Shard } from '../../../distributed/item-share.js';
import type { ObjectModel } from '../../../objects/object-model.js';
import { proceduralObjects } from '../../../objects/procedural/procedural-objects.js';
import type { Config } from '../../config/config-schema.js';
import type { RunStageContext } from '../../run/run-stage.js';
import { userObjects } from '../../run/user-objects.js';

/** Folder of a simulated capture within the stage's own. */
const DATA = 'data';
const TEST_SPLITS = CAPTURE_SPLITS.filter((name) => name.startsWith('test_'));

/**
 * Simulates a share of the capture of a configuration below the stage's folder.
 * @throws Interrupted when stopped
 */
export async function simulateRunCapture(
  { config, seed, workers, folder, run, progress, signal }: RunStageContext<never>,
  shard?: Shard,
): Promise<CaptureNote> {
  const { width, height, trainFrames, testFrames, testSequences, subjects } = config.capture;
  if (run.hand.name !== 'builtin-right') {
    throw new InputError(
      'hand.model: a simulated capture has the built-in hand; use builtin, or capture.source: dexycb',
    );
  }
  const { framesPerSequence, unseenSubjects } = CAPTURE_DEFAULTS;
  const { enabled, ...ranges } = config.wild;
  // In the wild every picture stands by itself: one camera a sequence.
  const { trainingViews, testViews } = enabled ? { trainingViews: 1, testViews: 1 } : CAPTURE_DEFAULTS;
  const perTraining = framesPerSequence * trainingViews;
  const sequences = testSequences || Math.max(1, Math.round(testFrames / (framesPerSequence * testViews)));
  const testFramesPerSequence =
    testSequences === 0 ? null : Math.max(1, Math.round(testFrames / (testSequences * testViews)));
  let task = progress.begin('capture', 0, 'objects');
  let phase = 'objects';
  let done = 0;
  const root = join(folder, DATA);
  await simulateCapture(root, {
    objects: await capturedObjects(config, progress.say),
    seed,
    width,
    height,
    subjects: subjects + unseenSubjects,
    unseenSubjects,
    trainingSequences: Math.max(1, Math.round(trainFrames / perTraining)),
    validationSequences: Math.max(1, Math.round(trainFrames / perTraining / 10)),
    testSequences: sequences,
    testFramesPerSequence,
    trainingViews,
    testViews,
    wild: enabled ? ranges : null,
    workers,
    shard,
    signal,
    onProgress: (state) => {
      if (state.phase !== phase) {
        task.end();
        task = progress.begin('capture', state.total, 'sequences');
        phase = state.phase;
        done = 0;
      }
      // A resumed capture begins past the first sequence: what lies before was recorded by another run.
      if (state.done - done > 1) task.advance(state.done - done - 1, true);
      task.advance();
      done = state.done;
    },
  });
  if (signal.aborted) throw new Interrupted('stopped on request; the same command goes on from there');
  task.end();
  return { root: DATA, setup: CAPTURE_SETUP, train: 'train', validation: 'val', tests: TEST_SPLITS };
}

/** The user's objects that can lie on a table, or the first of the procedural ones. */
async function capturedObjects(
  { data, capture }: Pick<Config, 'data' | 'capture'>,
  say: (line: string) => void,
): Promise<ObjectModel[]> {
  if (data === null) return proceduralObjects().slice(0, capture.objects);
  const reasons: string[] = [];
  const usable = (await userObjects(data, say)).filter((model) => {
    const reason = whyNotStanding(model);
    if (reason === null) return true;
    reasons.push(`${model.name}: ${reason}`);
    say(`objects       ${model.name} left out of the capture: ${reason}`);
    return false;
  });
  if (usable.length === 0) throw new InputError(`${data}: no model can be captured: ${reasons.join('; ')}`);
  return usable.slice(0, capture.objects);
}
