// One job of `npm run bench -- scale` in a process of its own, so that its memory is its own:
// tsx scale-job.ts JOB FOLDER SIZE. Prints what it took as JSON.
import { join } from 'node:path';
import { Random } from '@handbooster/torch';
import type { Progress } from '../../packages/handbooster/src/base/progress.js';
import { conditionNovelty } from '../../packages/handbooster/src/conditions/condition-novelty.js';
import type { StoredCondition } from '../../packages/handbooster/src/conditions/creation/condition-files.js';
import { POSE_METRIC_DEFAULTS } from '../../packages/handbooster/src/conditions/poses/pose-metric.js';
import { PoseSearch } from '../../packages/handbooster/src/conditions/poses/pose-search.js';
import { selectForObject } from '../../packages/handbooster/src/conditions/selection/select-for-object.js';
import { SELECTION_DEFAULTS } from '../../packages/handbooster/src/conditions/selection/selection-options.js';
import type { Sample } from '../../packages/handbooster/src/datasets/sample/sample.js';
import { readIndex } from '../../packages/handbooster/src/datasets/shards/index-reader.js';
import { IndexWriter } from '../../packages/handbooster/src/datasets/shards/index-writer.js';
import { ShardWriter } from '../../packages/handbooster/src/datasets/shards/shard-writer.js';
import { rigid } from '../../packages/handbooster/src/geometry/rigid-motion.js';
import { axisAngleToMatrix } from '../../packages/handbooster/src/geometry/rotations.js';
import type { GraspRecord } from '../../packages/handbooster/src/grasps/set/grasp-record.js';
import { handOrientation } from '../../packages/handbooster/src/hand/hand-orientation.js';
import { loadBuiltinHand } from '../../packages/handbooster/src/hand/model/builtin-hand.js';
import { boost } from '../../packages/handbooster/src/pipeline/boost.js';
import { Run } from '../../packages/handbooster/src/pipeline/run/open-run.js';
import type { StageName } from '../../packages/handbooster/src/pipeline/run/stage-names.js';
import { watchWork } from './watched-work.js';

const [job, folder, sizeText] = process.argv.slice(2);
const size = Number(sizeText);
const WORKERS = 2;
/** Smaller than the paper in what does not grow with the data: grasps, of which the stand-in hand has few. */
const overrides = [
  `capture.root=${join(folder, 'tree')}`,
  `hand.model=${join(folder, 'hand.npz')}`,
  'grasps.preset=fast',
  'grasps.iterations=10',
  'grasps.perObject=1',
  `conditions.count=${size}`,
];
const until = (stage: StageName) => (progress: Progress) =>
  boost({
    config: 'paper',
    overrides,
    output: join(folder, 'run'),
    until: stage,
    progress,
    workers: WORKERS,
  });

/** A hand that holds a cup, of a sequence of its own, in many frames. */
function sample(i: number): Sample {
  const random = new Random('scale', Math.floor(i / 60));
  const own = new Random('scale', 'frame', i);
  const pose = Float32Array.from({ length: 48 }, () => random.normal(0, 0.35) + own.normal(0, 0.02));
  const at = [0, 1, 2].map(() => random.normal(0, 0.08));
  const turn = [0, 1, 2].map(() => random.normal(0, 1.2) + own.normal(0, 0.02));
  return {
    id: `s/${i}`,
    dataset: 'scale',
    subject: 'one',
    sequence: String(Math.floor(i / 60)),
    frame: i,
    view: '0',
    image: { path: 'none.jpg', mirrored: false },
    camera: { fx: 600, fy: 600, cx: 320, cy: 240, width: 640, height: 480 },
    hand: {
      side: 'right',
      pose,
      betas: new Float32Array(10),
      translation: Float32Array.of(0, 0, 0.7),
      modelHash: '',
    },
    joints: new Float32Array(63),
    objects: [{ id: 25, name: 'cup', pose: rigid(axisAngleToMatrix(turn), at) }],
    grasped: 0,
    segmentation: null,
  };
}

const samples = (count: number, from = 0) => Array.from({ length: count }, (_, i) => sample(from + i));
const options = { ...SELECTION_DEFAULTS, symmetries: 'none' as const };

const openSplit = () => async (progress: Progress) => {
  const run = Run.open(join(folder, 'run'));
  progress.say('open');
  return run.trainingSplit();
};

const JOBS: Record<string, () => (progress: Progress) => Promise<unknown>> = {
  capture: () => until('capture'),
  split: openSplit,
  'split-again': openSplit,
  grasps: () => until('grasps'),
  select: () => until('select'),
  conditions: () => until('conditions'),
  unchanged: () => until('conditions'),
  novelty() {
    const real = samples(40_000);
    const ids = real.map(({ id }) => id);
    const conditions = samples(size, 1e7).map(
      (made) =>
        ({
          ...made,
          kind: 'novel-grasp',
          orientation: handOrientation(made.hand.pose),
        }) as unknown as StoredCondition,
    );
    return async (progress) => {
      const task = progress.begin('novelty', 0);
      const search = new PoseSearch(WORKERS, { onPairs: (count) => task.advance(count) });
      await conditionNovelty(conditions, real, ids, [], options, search);
      await search.close();
    };
  },
  picks() {
    const hand = loadBuiltinHand('right');
    const object = { id: 25, name: 'cup' };
    const grasps = samples(size, 1e7).map(
      ({ id, hand: { pose, betas, translation } }) =>
        ({ id, object, pose, betas, translation }) as unknown as GraspRecord,
    );
    const real = samples(20_000);
    return async (progress) => {
      const task = progress.begin('select', 0);
      const search = new PoseSearch(WORKERS, { onPairs: (count) => task.advance(count) });
      await selectForObject(real, grasps, hand, options, POSE_METRIC_DEFAULTS, new Random(1), search);
      await search.close();
    };
  },
  shards() {
    // The least JPEG there is to a reader of the first bytes.
    const image = new Uint8Array(8_000);
    image.set([0xff, 0xd8, 0xff, 0xe0]);
    return async (progress) => {
      const task = progress.begin('shards', size);
      const writer = new ShardWriter(join(folder, 'shards'), { samples: size });
      for (let i = 0; i < size; i++) {
        await writer.add(sample(i), image);
        task.advance();
      }
      await writer.finish({
        title: '',
        summary: '',
        licenses: [],
        provenance: {},
        handModel: { name: '', hash: '' },
      });
    };
  },
  index: () => async (progress) => {
    const path = join(folder, 'index.parquet');
    const task = progress.begin('index', size);
    const writer = new IndexWriter(path);
    for (let i = 0; i < size; i++) {
      const row = {
        key: `train-${i}`,
        id: `s/${i}`,
        split: 'train',
        shard: `train-${i >> 9}`,
        imageOffset: 20_000 * i,
      };
      const more = {
        imageLength: 9_000 + (i % 97),
        labelOffset: 20_000 * i + 9_600,
        labelLength: 3_000,
        dataset: 'scale',
      };
      const names = { subject: 'one', sequence: String(i >> 6), view: '0', side: 'right', object: 'cup' };
      await writer.add({ ...row, ...more, ...names });
      task.advance();
    }
    await writer.close();
    progress.say('read');
    const { length } = await readIndex(path);
    if (length !== size) throw new Error(`read ${length} of ${size} rows`);
  },
};

const prepared = JOBS[job]();
process.stdout.write(`${JSON.stringify(await watchWork(prepared))}\n`);
process.exit(0);
