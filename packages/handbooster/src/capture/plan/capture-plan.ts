import { Random } from '@handbooster/torch/random';
import type { CaptureSplits, SplitRule } from '../../datasets/dexycb/dexycb-splits.js';
import type { HandSide } from '../../hand/model/hand-model.js';
import { RIG_SERIALS, TRAINING_VIEWS, UNSEEN_VIEWS } from './camera-rig.js';
import type { CaptureOptions } from './capture-options.js';

/** Name of the capture's setup in `splits.json`. */
export const CAPTURE_SETUP = 'simulated';

/**
 * The splits of a capture. Each test split changes one thing against the training split, the last one
 * everything: `test_same` (new moments only), `test_grasp`, `test_view`, `test_person`, `test_all`.
 * `test_same` and `test_view` show the same moments from other cameras.
 */
export const CAPTURE_SPLITS = [
  'train',
  'val',
  'test_same',
  'test_grasp',
  'test_view',
  'test_person',
  'test_all',
] as const;

/** What is recorded in one sequence: one item of the capture's work. */
export interface SequencePlan {
  /** Position in the plan: the item that names its random numbers. */
  item: number;
  /** Why it is recorded. */
  group: 'train' | 'val' | 'same' | 'grasp' | 'person' | 'all';
  /** 0-based subject and its folder. */
  subject: number;
  subjectFolder: string;
  /** Folder of the sequence. */
  name: string;
  side: HandSide;
  /** Index into the capture's objects of the grasped one, and its grasp (training grasps come first). */
  object: number;
  grasp: number;
  /** Indices into the capture's objects of the others on the table. */
  bystanders: number[];
  room: number;
  /** Indices of the cameras that record, ascending. */
  views: number[];
  /** Moments that are photographed. */
  frames: number;
}

export interface CapturePlan {
  sequences: SequencePlan[];
  splits: CaptureSplits;
}

/**
 * The view whose camera's frame is the world of a sequence: the first that records. DexYCB's toolkit looks
 * for the master among a sequence's own cameras.
 */
export const masterView = ({ views }: Pick<SequencePlan, 'views'>): number => views[0];

/** Name of a subject's extrinsics with that camera as the master: `extrinsics_<name>`. */
export const extrinsicsOf = (subject: string, master: number) => `${subject}-${RIG_SERIALS[master]}`;

/** Folder of subject `index` (0-based). */
export const subjectFolder = (index: number) => `20260101-subject-${String(index + 1).padStart(2, '0')}`;

/**
 * Decides what to record: pure, and the same for any number of workers.
 *
 * @param graspable indices of the objects that have grasps; the others only stand by
 */
export function planCapture(
  options: CaptureOptions,
  objectCount: number,
  graspable: readonly number[] = Array.from({ length: objectCount }, (_, i) => i),
): CapturePlan {
  const seen = options.subjects - options.unseenSubjects;
  const groups: [SequencePlan['group'], number][] = [
    ['train', options.trainingSequences],
    ['val', options.validationSequences],
    ['same', options.testSequences],
    ['grasp', options.testSequences],
    ['person', options.testSequences],
    ['all', options.testSequences],
  ];
  const sequences: SequencePlan[] = [];
  for (const [group, count] of groups) {
    const order = new Random(options.seed, 'capture-plan', group);
    const objects = dealer(order, graspable.length);
    // Dealt for each object by itself: every grasp of an object then comes up equally often.
    const graspsOf = (kind: string, count: number) =>
      graspable.map((object) => dealer(order.fork(kind, object), count));
    const grasps = graspsOf('grasps', options.trainingGrasps);
    const newGrasps = graspsOf('new-grasps', Math.max(1, options.unseenGrasps));
    const people = dealer(order, seen);
    const newPeople = dealer(order, Math.max(1, options.unseenSubjects));
    const rooms = dealer(order, options.rooms);
    for (let i = 0; i < count; i++) {
      const random = order.fork(i);
      const newPerson = group === 'person' || group === 'all';
      const newGrasp = group === 'grasp' || group === 'all';
      const dealt = objects();
      const object = graspable[dealt];
      const subject = newPerson ? seen + newPeople() : people();
      const item = sequences.length;
      const training = pick(random, TRAINING_VIEWS, options.trainingViews);
      const tested = pick(random, TRAINING_VIEWS, Math.min(options.testViews, TRAINING_VIEWS.length));
      const unseen = pick(random, UNSEEN_VIEWS, options.testViews);
      const views =
        group === 'train' || group === 'val'
          ? training
          : group === 'same'
            ? [...tested, ...unseen]
            : group === 'all'
              ? unseen
              : tested;
      const others = Array.from({ length: objectCount }, (_, k) => k).filter((k) => k !== object);
      sequences.push({
        item,
        group,
        subject,
        subjectFolder: subjectFolder(subject),
        name: sequenceName(item),
        side: random.uniform() < options.leftShare ? 'left' : 'right',
        object,
        grasp: newGrasp ? options.trainingGrasps + newGrasps[dealt]() : grasps[dealt](),
        bystanders: pick(random, others, Math.min(options.bystanders, others.length)),
        room: rooms(),
        views,
        frames:
          group === 'train' || group === 'val'
            ? options.framesPerSequence
            : (options.testFramesPerSequence ?? options.framesPerSequence),
      });
    }
  }
  return { sequences, splits: splitsOf(sequences) };
}

function splitsOf(sequences: readonly SequencePlan[]): CaptureSplits {
  const rule = (groups: SequencePlan['group'][], from: readonly number[]): SplitRule[] => {
    const byViews = new Map<string, string[]>();
    for (const sequence of sequences) {
      if (!groups.includes(sequence.group)) continue;
      const views = sequence.views.filter((view) => from.includes(view)).map((view) => RIG_SERIALS[view]);
      const key = views.join(' ');
      const list = byViews.get(key) ?? [];
      list.push(`${sequence.subjectFolder}/${sequence.name}`);
      byViews.set(key, list);
    }
    return [...byViews].map(([views, names]) => ({ sequences: names, views: views.split(' ') }));
  };
  return {
    [CAPTURE_SETUP]: {
      train: rule(['train'], TRAINING_VIEWS),
      val: rule(['val'], TRAINING_VIEWS),
      test_same: rule(['same'], TRAINING_VIEWS),
      test_grasp: rule(['grasp'], TRAINING_VIEWS),
      test_view: rule(['same'], UNSEEN_VIEWS),
      test_person: rule(['person'], TRAINING_VIEWS),
      test_all: rule(['all'], UNSEEN_VIEWS),
    },
  };
}

/** `20260101_HHMMSS`, one minute apart. */
function sequenceName(item: number): string {
  const two = (n: number) => String(n).padStart(2, '0');
  return `20260101_${two(Math.floor(item / 60))}${two(item % 60)}00`;
}

/** Deals 0 ... count - 1 in shuffled rounds, so that each comes up equally often. */
function dealer(random: Random, count: number): () => number {
  let hand: number[] = [];
  return () => {
    if (hand.length === 0) hand = random.shuffle(Array.from({ length: count }, (_, i) => i));
    return hand.pop() as number;
  };
}

/** `count` different entries, in ascending order. */
function pick(random: Random, from: readonly number[], count: number): number[] {
  return random
    .shuffle([...from])
    .slice(0, count)
    .sort((a, b) => a - b);
}
