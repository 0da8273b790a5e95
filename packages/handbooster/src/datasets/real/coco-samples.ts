import { existsSync, readdirSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { InputError } from '../../base/errors/input-error.js';
import type { HandModel } from '../../hand/model/hand-model.js';
import { readCoco } from '../coco/read-coco.js';
import { ho3dTake } from '../ho3d/read-ho3d.js';
import type { Sample } from '../sample/sample.js';
import { dealSequences } from './deal-sequences.js';

/** The annotation files of a folder by split, as their names end: `..._train_data.json` or `train.json`. */
export function cocoFiles(root: string): { folder: string; files: Map<string, string> } {
  const isFile = existsSync(root) && statSync(root).isFile();
  const annotations = isFile
    ? dirname(root)
    : existsSync(join(root, 'annotations'))
      ? join(root, 'annotations')
      : root;
  const names = isFile ? [root.slice(annotations.length + 1)] : readdirSync(annotations).sort();
  const files = new Map<string, string>();
  for (const name of names) {
    const split = /(?:^|_)(train|val|test|evaluation)(?:_data)?\.json$/.exec(name)?.[1];
    if (split === undefined) continue;
    if (files.has(split)) {
      throw new InputError(
        `${annotations}: expected one annotation file for ${split}, found ${files.get(split)} and ${name}; give capture.root the one to use`,
      );
    }
    files.set(split, name);
  }
  if (!files.has('train')) {
    throw new InputError(
      `${annotations}: expected an annotation file such as DEX_YCB_s0_train_data.json, found ${names.join(', ') || 'none'}`,
    );
  }
  const folder = annotations.endsWith('annotations') ? dirname(annotations) : annotations;
  return { folder, files: new Map([...files].map(([split, name]) => [split, join(annotations, name)])) };
}

/**
 * Samples of a split of annotation files; sequences of the training file are held out where there is none for
 * the split, or none with hands (HO3D's evaluation).
 */
export async function cocoSamples(root: string, hand: HandModel, split: string): Promise<Sample[]> {
  const { folder, files } = cocoFiles(root);
  const path = files.get(split);
  const own = path === undefined ? null : await read(path, folder, hand, split);
  if (split !== 'train' && own !== null && own.length > 0) return own;
  const train =
    split === 'train' && own !== null ? own : await read(files.get('train') as string, folder, hand, 'train');
  const held = new Set<string>();
  for (const name of ['val', 'test']) if (!files.has(name)) held.add(name);
  if (held.size === 0) return split === 'train' ? train : [];
  // HO3D's names are `ABF10/rgb/0000.png`: the cameras of a take stay together.
  const nameOf = ({ subject, sequence }: Sample) =>
    subject === sequence ? ho3dTake(sequence).sequence : `${subject}/${sequence}`;
  const dealt = dealSequences(train.map(nameOf), root);
  return train.filter((sample) => {
    const place = dealt.get(nameOf(sample)) as string;
    return held.has(place) ? place === split : split === 'train';
  });
}

async function read(path: string, folder: string, hand: HandModel, split: string): Promise<Sample[]> {
  const reader = await readCoco(path, { right: hand }, { imageRoot: folder, dataset: 'coco' });
  const first = reader.length > 0 ? reader.loadPicture(0).image.path.slice(folder.length + 1) : '';
  // HO3D's names are relative to the folder of its split.
  const below = ['', split, 'train'].find((name) => first !== '' && existsSync(join(folder, name, first)));
  if (reader.length > 0 && below === undefined) {
    throw new InputError(
      `${path}: ${first}: no such image below ${folder}; put the file into annotations/ beside the data`,
    );
  }
  const samples: Sample[] = [];
  for (let i = 0; i < reader.length; i++) {
    const picture = reader.loadPicture(i);
    // Without a left hand model left hands are left out, as those of DexYCB are.
    if (picture.side === 'left') continue;
    const sample = reader.load(i);
    const image = {
      ...sample.image,
      path: join(folder, below ?? '', sample.image.path.slice(folder.length + 1)),
    };
    samples.push({ ...sample, image });
  }
  return samples;
}
