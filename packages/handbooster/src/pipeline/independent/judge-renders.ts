import {
  CAPTURE_DEFAULTS,
  CAPTURE_SETUP,
  CAPTURE_SPLITS,
  simulateCapture,
} from '../../datasets/simulated/index.js';
import type { HandModel } from '../../hand/index.js';
import type { ObjectModel } from '../../objects/index.js';
import type { Progress } from '../progress.js';
import { RealSet } from '../real-set.js';
import { Interrupted } from '../stage.js';

export interface JudgeRenderOptions {
  objects: readonly ObjectModel[];
  /** Must differ from that of the capture that is judged: people, rooms, cameras and grasps follow from it. */
  seed: number;
  width: number;
  height: number;
  /** About how many pictures. */
  pictures: number;
  workers: number;
  progress: Progress;
  signal: AbortSignal;
}

/** Many more people, rooms and grasps than a capture for training has. */
const PEOPLE = 48;
const ROOMS = 200;
const GRASPS = { trainingGrasps: 8, unseenGrasps: 4 };
/** Pictures of a training sequence, and of one test sequence of each of the four kinds. */
const { framesPerSequence, trainingViews, testViews } = CAPTURE_DEFAULTS;
const PER_TRAINING = framesPerSequence * trainingViews;
const PER_TEST = framesPerSequence * testViews * 5;
const HELD_OUT_SEQUENCES = 8;

/**
 * Renders what an independent judge learns from: half from the cameras that face the person, half from all eight. Goes on
 * where it stopped.
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
    subjects: PEOPLE,
    unseenSubjects: PEOPLE / 4,
    rooms: ROOMS,
    ...GRASPS,
    trainingSequences: Math.max(1, Math.round(pictures / 2 / PER_TRAINING)),
    validationSequences: HELD_OUT_SEQUENCES,
    testSequences: Math.max(1, Math.round(pictures / 2 / PER_TEST)),
    depth: false,
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

/** What `renderJudgeSet` rendered: all but the validation split to learn from, that one to check with. */
export async function openJudgeSet(
  root: string,
  hand: HandModel,
): Promise<{ training: RealSet; heldOut: RealSet }> {
  const open = (split: string) => RealSet.open(root, hand, CAPTURE_SETUP, split);
  const learned = CAPTURE_SPLITS.filter((split) => split !== 'val');
  const sets = await Promise.all(learned.map(open));
  return {
    training: new RealSet(sets.flatMap(({ samples }) => samples)),
    heldOut: await open('val'),
  };
}
