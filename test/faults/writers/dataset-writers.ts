import { existsSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { HashedOutput } from '../../../packages/handbooster/src/base/files/hashed-output.js';
import { writeCoco } from '../../../packages/handbooster/src/datasets/coco/write-coco.js';
import { DexYcbWriter } from '../../../packages/handbooster/src/datasets/dexycb/dexycb-writer.js';
import { exportDataset } from '../../../packages/handbooster/src/datasets/export/export-dataset.js';
import {
  EXPORT_FORMATS,
  type ExportFormat,
} from '../../../packages/handbooster/src/datasets/export/export-task.js';
import { EXPORT_FILE } from '../../../packages/handbooster/src/datasets/export-file.js';
import { readShards } from '../../../packages/handbooster/src/datasets/shards/read-shards.js';
import { identityRigid } from '../../../packages/handbooster/src/geometry/rigid-motion.js';
import { writeObj } from '../../../packages/handbooster/src/objects/files/write-obj.js';
import { hashFolder } from '../../../packages/handbooster/src/pipeline/run/hash-folder.js';
import {
  SHARD_OBJECTS,
  shardSample,
  writeShardsFixture,
} from '../../../packages/handbooster/test/fixtures/shards-fixture.js';
import { smallHand } from '../../../packages/handbooster/test/fixtures/small-hand.js';
import type { Writer } from '../writer.js';

const hand = smallHand('right');
const hands = { right: hand, left: smallHand('left') };
const MARK = 'dataset.json';

let shards: string | null = null;
/** A finished dataset outside of what is swept. */
async function sourceShards(): Promise<string> {
  if (shards === null) {
    shards = mkdtempSync(join(tmpdir(), 'handbooster-sweep-shards-'));
    const folder = shards;
    process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
    await writeShardsFixture(folder, hand);
  }
  return shards;
}

const exporter = (format: ExportFormat): Writer => ({
  name: `an export for ${format}`,
  write: async (folder) =>
    exportDataset(await sourceShards(), join(folder, 'out'), hand, SHARD_OBJECTS, {
      format,
      concurrency: 1,
    }),
  read: async (folder) =>
    existsSync(join(folder, 'out'))
      ? [existsSync(join(folder, 'out', EXPORT_FILE)), await hashFolder(join(folder, 'out'))]
      : null,
  isClean: true,
});

/** Writers of datasets. */
export const DATASET_WRITERS: readonly Writer[] = [
  {
    name: 'a file written piece by piece',
    async write(folder) {
      const output = new HashedOutput(join(folder, 'deep', 'shard.tar'));
      try {
        // Larger than what is gathered in memory, so that it is written in several operations.
        for (let i = 0; i < 3; i++) await output.write(new Uint8Array((1 << 20) + 1).fill(65 + i));
        await output.close();
      } catch (error) {
        await output.abort();
        throw error;
      }
    },
    read: (folder) =>
      existsSync(join(folder, 'deep', 'shard.tar')) ? statSync(join(folder, 'deep', 'shard.tar')).size : null,
  },
  {
    name: 'a dataset in shards, with its index and card',
    write: (folder) => writeShardsFixture(folder, hand),
    // The card is written last: a folder without it is not a dataset yet.
    read: async (folder) =>
      existsSync(join(folder, MARK))
        ? [(await readShards(folder)).length, JSON.parse(readFileSync(join(folder, MARK), 'utf8'))]
        : null,
  },
  {
    name: 'an annotation file',
    before: (folder) => writeCoco(join(folder, 'annotations', 'a.json'), [shardSample(hand, 0)], hands),
    write: (folder) =>
      writeCoco(
        join(folder, 'annotations', 'a.json'),
        [0, 1].map((index) => shardSample(hand, index)),
        hands,
      ),
    read: (folder) => JSON.parse(readFileSync(join(folder, 'annotations', 'a.json'), 'utf8')).images.length,
  },
  {
    name: 'an object model',
    write: (folder) => writeObj(join(folder, 'brick', 'textured.obj'), SHARD_OBJECTS[0]),
    read: (folder) =>
      existsSync(join(folder, 'brick', 'textured.obj'))
        ? readFileSync(join(folder, 'brick', 'textured.obj'), 'utf8')
        : null,
  },
  {
    name: 'a sequence in DexYCB’s layout',
    async write(folder) {
      const writer = new DexYcbWriter(folder, hands, { wholeFrames: true });
      const sequence = { subject: 'subject-01', name: 'first', side: 'right' as const };
      const still = { pose: new Float32Array(48), translation: Float32Array.of(0, 0, 0.5) };
      await writer.writeFrame(
        sequence,
        'camera',
        0,
        { width: 16, height: 16 },
        {
          color: new Uint8Array(16 * 16 * 3).fill(90),
          depth: new Uint16Array(256).fill(700),
          segmentation: new Uint8Array(256),
          hand: { ...still, joints: new Float32Array(63), joints2d: new Float32Array(42) },
          objectPoses: [identityRigid()],
        },
      );
      await writer.writeSequence({
        ...sequence,
        handCalibration: 'a',
        extrinsics: 'a',
        serials: ['camera'],
        objects: [2],
        grasped: 0,
        hand: [still],
        objectPoses: [[identityRigid()]],
      });
    },
    read: () => null,
  },
  ...EXPORT_FORMATS.map(exporter),
];
