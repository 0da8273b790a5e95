import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { InputError } from '../../base/errors/input-error.js';
import { oneLine } from '../../base/files/read-arrays.js';
import { mapConcurrently } from '../../base/threads/map-concurrently.js';
import type { HandModel } from '../../hand/model/hand-model.js';
import { PickledLabels } from '../files/pickled-labels.js';
import { type Ho3dReader, readHo3d } from '../ho3d/read-ho3d.js';
import { checkHandJoints } from '../sample/check-hand-joints.js';
import { checkHand, checkObjectPose } from './check-hand.js';
import { CHECK_DEFAULTS, type CheckOptions } from './check-options.js';
import { checkDepth, checkPicture } from './check-picture.js';
import { CheckCollector, type CheckReport } from './check-report.js';
import { ho3dArrays } from './ho3d-arrays.js';

/** Walks HO3D v2 or v3, both splits where they are there. */
export async function checkHo3d(root: string, options: Partial<CheckOptions> = {}): Promise<CheckReport> {
  const { hands, concurrency, every, examples, onProgress } = { ...CHECK_DEFAULTS, ...options };
  const found = new CheckCollector(root);
  const sequences = new Set<string>();
  for (const split of ['train', 'evaluation'] as const) {
    const list = join(root, `${split}.txt`);
    if (!existsSync(list)) continue;
    let reader: Ho3dReader;
    try {
      reader = await readHo3d(root, split, hands.right ?? null, { checkModel: false });
    } catch (error) {
      if (!(error instanceof InputError)) throw error;
      found.add('list of pictures', list, error.message);
      continue;
    }
    const positions = Array.from({ length: Math.ceil(reader.length / every) }, (_, i) => i * every);
    found.pictures += positions.length;
    const listed = new Set<string>();
    for (let i = 0; i < reader.length; i++) {
      const id = reader.id(i);
      if (listed.has(id)) found.add('picture twice', list, `${id} is listed twice`, i);
      listed.add(id);
    }
    for (const position of positions) sequences.add(reader.id(position).split('/').slice(0, 2).join('/'));
    const before = found.pictures - positions.length;
    let done = 0;
    const check = async (position: number) => {
      await checkItem(reader, position, hands.right ?? null, found);
      onProgress(before + ++done, found.pictures);
    };
    await mapConcurrently(positions, concurrency, check);
  }
  found.sequences = sequences.size;
  return found.report('HO3D', examples);
}

async function checkItem(
  reader: Ho3dReader,
  position: number,
  hand: HandModel | null,
  found: CheckCollector,
): Promise<void> {
  const path = reader.metaPath(position);
  const place = { path, order: position };
  try {
    const labels = await PickledLabels.read(path);
    const expected = ho3dArrays(reader.split, labels, hand);
    const faults = labels.faults(expected);
    for (const fault of faults) found.add('label wrong', path, fault, position);
    if (faults.length > 0) {
      if (reader.split === 'train' && labels.has('handPose')) found.hands++;
      await checkPicture(found, reader.imagePath(position), null, position);
    } else if (reader.split === 'evaluation') {
      const { image, camera, objects } = await reader.loadEvaluation(position);
      await checkPicture(found, image.path, camera, position);
      for (const { name, pose } of objects) checkObjectPose(found, place, name, pose);
    } else {
      const sample = hand !== null ? await reader.load(position) : await reader.loadPicture(position);
      if (sample === null) {
        // The lists name only annotated frames.
        found.add('hand not annotated', path, 'handPose: expected 48 numbers, found None', position);
        return;
      }
      found.hands++;
      await checkPicture(found, sample.image.path, sample.camera, position);
      checkHand(found, place, sample.camera, sample.joints);
      if (hand !== null && 'hand' in sample) {
        try {
          checkHandJoints(hand, sample.hand, sample.joints, `${path}: handJoints3D`);
        } catch (error) {
          if (!(error instanceof InputError)) throw error;
          found.add("joints are not the hand model's", path, oneLine(error), position);
        }
      }
      for (const { name, pose } of sample.objects) checkObjectPose(found, place, name, pose);
    }
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    const kind = /image/.test(error.message)
      ? 'image unreadable'
      : existsSync(path)
        ? 'label wrong'
        : 'label missing';
    found.add(kind, path, oneLine(error), position);
  }
  const depth = reader.depthPath(position);
  if (existsSync(join(depth, '..'))) await checkDepth(found, depth, null, position, 'uchar');
}
