import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { io } from '@handbooster/torch';
import {
  writeFileAtomic,
  writeFileAtomicSync,
} from '../../../packages/handbooster/src/base/files/atomic-write.js';
import { jsonLines, writeJsonLines } from '../../../packages/handbooster/src/base/files/json-lines.js';
import { readItem, writeItem } from '../../../packages/handbooster/src/grasps/set/grasp-files.js';
import { GRASP_LIMITS } from '../../../packages/handbooster/src/grasps/validation/judge-grasp.js';
import { TrainingLog } from '../../../packages/handbooster/src/synthesis/training/training-log.js';
import type { Writer } from '../writer.js';
import { graspRecord } from './grasp-record.js';

const textOf = (path: string) => (existsSync(path) ? readFileSync(path, 'utf8') : null);
const arrays = (value: number) =>
  new Map<string, io.ArrayData>([
    ['weight', { dtype: 'float32', shape: [2, 3], data: new Float32Array(6).fill(value) }],
    ['bias', { dtype: 'float32', shape: [3], data: new Float32Array(3).fill(-value) }],
  ]);
const lines = [{ step: 1, text: 'one' }, { step: 2, text: 'two' }, { step: 3 }];

async function allLines(path: string): Promise<unknown[] | null> {
  if (!existsSync(path)) return null;
  const found: unknown[] = [];
  for await (const value of jsonLines(path)) found.push(value);
  return found;
}

const object = { id: 2, name: 'brick' };
const items = (folder: string) => join(folder, 'items', 'brick', '00000.npz');

/** Writers of one file each. */
export const FILE_WRITERS: readonly Writer[] = [
  {
    name: 'a file written whole',
    before: (folder) => writeFileAtomic(join(folder, 'a.json'), 'old'),
    write: (folder) => writeFileAtomic(join(folder, 'a.json'), 'the new text'),
    read: (folder) => textOf(join(folder, 'a.json')),
  },
  {
    name: 'a file written whole, waiting for the disk',
    before: (folder) => writeFileAtomicSync(join(folder, 'a.json'), 'old', { durable: true }),
    write: (folder) => writeFileAtomicSync(join(folder, 'a.json'), 'the new text', { durable: true }),
    read: (folder) => textOf(join(folder, 'a.json')),
  },
  {
    name: 'a checkpoint',
    before: (folder) => io.writeSafetensors(join(folder, 'training.safetensors'), arrays(1), { step: '1' }),
    write: (folder) => io.writeSafetensors(join(folder, 'training.safetensors'), arrays(2), { step: '2' }),
    read: (folder) => {
      const contents = io.readSafetensors(join(folder, 'training.safetensors'));
      return [
        contents.metadata,
        [...contents].map(([name, { data }]) => [name, [...(data as Float32Array)]]),
      ];
    },
  },
  {
    name: 'an array of numbers',
    write: (folder) => io.writeNpz(join(folder, 'planes.npz'), arrays(3)),
    read: (folder) =>
      existsSync(join(folder, 'planes.npz'))
        ? [...io.readNpz(join(folder, 'planes.npz'))].map(([name, { data }]) => [
            name,
            [...(data as Float32Array)],
          ])
        : null,
  },
  {
    name: 'a chunk of grasps',
    write: (folder) => {
      writeFileAtomicSync(join(folder, 'items', 'brick', '.made'), '');
      writeItem(items(folder), [0, 1].map(graspRecord));
    },
    read: (folder) =>
      readItem(items(folder), object, 1, GRASP_LIMITS)?.map(({ id, pose }) => [id, [...pose]]) ?? null,
  },
  {
    name: 'lines of JSON',
    before: (folder) => writeJsonLines(join(folder, 'labels.jsonl'), lines.slice(2)),
    write: (folder) => writeJsonLines(join(folder, 'labels.jsonl'), lines),
    read: (folder) => allLines(join(folder, 'labels.jsonl')),
  },
  {
    name: 'the log of a training that goes on',
    before: (folder) =>
      writeFileAtomicSync(join(folder, 'log.jsonl'), '{"step":1}\n{"step":2}\n{"step":3}\n{"st'),
    write: (folder) => {
      const log = new TrainingLog<{ step: number; images: number }>(join(folder, 'log.jsonl'), 1);
      log.append({ step: 2, images: 8 });
    },
    // A log may lack its last lines: they are written again.
    read: (folder) => textOf(join(folder, 'log.jsonl'))?.startsWith('{"step":1}\n') ?? null,
  },
];
