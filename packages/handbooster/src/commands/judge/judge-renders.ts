import { InputError } from '../../base/errors/input-error.js';
import { Interrupted } from '../../base/errors/interrupted.js';
import type { Progress } from '../../base/progress.js';
import { CAPTURE_SETUP, CAPTURE_SPLITS } from '../../capture/plan/capture-plan.js';
import { simulateCapture } from '../../capture/simulate-capture.js';
import { dexYcbSplit } from '../../datasets/real/dexycb-split.js';
import { RealSplit } from '../../datasets/real/real-split.js';
import type { Sample } from '../../datasets/sample/sample.js';
import type { HandModel } from '../../hand/model/hand-model.js';
import type { ObjectModel } from '../../objects/object-model.js';

export interface JudgeRenderOptions {
  objects: readonly ObjectModel[];
  /**
   * Must differ from that of the capture that is judged: people, rooms, cameras and grasps follow from it.
   */
  seed: number;
  width: number;
  height: number;
  /** About how many pictures. */
  pictures: number;
  workers: number;
  progress: Progress;
  signal: AbortSignal;
}

/**
 * Many more people, rooms and grasps than a capture for training has; few frames of a sequence, so that there
 * are many.
 */
const STUDIO = {
  subjects: 48,
  unseenSubjects: 12,
  rooms: 200,
  trainingGrasps: 8,
  unseenGrasps: 4,
  trainingSequences: 0,
  validationSequences: 5,
  framesPerSequence: 6,
  testViews: 2,
  depth: false,
};
/**
 * Pictures of one sequence of each of the four kinds of test: the first from four cameras, the others from
 * two.
 */
const PER_TEST = STUDIO.framesPerSequence * STUDIO.testViews * 5;

/**
 * Renders what an independent judge learns from, from all eight cameras. Goes on where it stopped.
 *
 * @throws Interrupted when stopped on request.
 */
export async function renderJudgeSet(root: string, options: JudgeRenderOptions): Promise<void> {
  const { objects, seed, width, height, pictures, workers, progress, signal } = options;
  let task = progress.begin('judge objects', objects.length, 'objects');
  let phase = 'objects';
  let done = 0;
  const { complete } = await simulateCapture(root, {
    objects,
    seed,
    width,
    height,
    ...STUDIO,
    testSequences: Math.max(1, Math.round(pictures / PER_TEST)),
    workers,
    signal,
    onProgress: (state) => {
      if (state.phase !== phase) {
        task.end();
        task = progress.begin('judge renders', state.total, 'sequences');
        phase = state.phase;
        done = 0;
      }
      task.advance(state.done - done);
      done = state.done;
    },
  });
  if (!complete) throw new Interrupted('stopped on request; the same command goes on from there');
  task.end();
}

/**
 * What is there of what `renderJudgeSet` renders: all but the validation split to learn from, that one to
 * check with.
 */
export async function openJudgeSet(
  root: string,
  hand: HandModel,
): Promise<{ training: RealSplit; heldOut: RealSplit }> {
  const open = (split: string) => dexYcbSplit(root, hand, CAPTURE_SETUP, split);
  const samples: Sample[] = [];
  let fault: InputError | null = null;
  for (const split of CAPTURE_SPLITS.filter((name) => name.startsWith('test_'))) {
    try {
      samples.push(...(await open(split)).samples);
    } catch (error) {
      // Rendering that was stopped has not come to every split yet.
      if (!(error instanceof InputError)) throw error;
      fault ??= error;
    }
  }
  if (samples.length === 0 && fault !== null) throw fault;
  return { training: new RealSplit(samples), heldOut: await open('val') };
}
