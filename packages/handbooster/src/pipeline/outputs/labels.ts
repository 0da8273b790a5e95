import { existsSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { isAbsolute, join, relative, resolve } from 'node:path';
import { InputError } from '../../base/errors/input-error.js';
import { parseJsonLine, textLines, writeJsonLines } from '../../base/files/json-lines.js';
import type { ImageReference, Sample } from '../../datasets/sample/sample.js';
import { sampleFromJson, sampleToJson } from '../../datasets/sample/sample-json.js';

/** Labels of the real data, decoded: a line a sample, of one split after the other. */
const LABELS_FILE = 'labels.jsonl';

export interface SplitSample {
  split: string;
  sample: Sample;
}

/** A line of the file. The split comes first, so that lines of another are passed over unread. */
interface LabelLine {
  split: string;
  /** Path relative to the data's root where it lies below, so that a run can be moved. */
  image: ImageReference;
  segmentation: string | null;
}

/** Writes the labels of all splits, one sample after the other. @returns how many */
export function writeLabels(
  folder: string,
  root: string,
  samples: AsyncIterable<SplitSample>,
): Promise<number> {
  const below = (path: string) => {
    const inside = relative(root, path);
    return inside.startsWith('..') || isAbsolute(inside) ? path : inside;
  };
  async function* lines() {
    for await (const { split, sample } of samples) {
      const { image, segmentation } = sample;
      yield {
        split,
        image: { ...image, path: below(image.path) },
        segmentation: segmentation === null ? null : below(segmentation),
        ...sampleToJson(sample),
      };
    }
  }
  return writeJsonLines(join(folder, LABELS_FILE), lines());
}

/**
 * The samples of a split as the capture stage left them.
 *
 * @throws {InputError} naming file and line of what is no label
 */
export async function readLabels(folder: string, root: string, split: string): Promise<Sample[]> {
  const path = labelsFile(folder);
  const start = `{"split":${JSON.stringify(split)},`;
  const samples: Sample[] = [];
  for await (const text of textLines(path)) {
    if (!text.line.startsWith(start)) continue;
    const where = `${path}: line ${text.number}`;
    samples.push(sampleOfLine(parseJsonLine(path, text) as LabelLine, root, where).sample);
  }
  return samples;
}

/**
 * What a sample is found by, and where its line lies in the file: labels of any number, one of them in memory
 * at a time.
 */
export interface LabelPlace
  extends Pick<Sample, 'id' | 'dataset' | 'subject' | 'sequence' | 'frame' | 'view' | 'image'> {
  split: string;
  side: string;
  /** Name of the grasped object, empty without one. */
  object: string;
  /** Metres from the camera to the wrist along the optical axis. */
  depth: number;
  /** Bytes. */
  offset: number;
  length: number;
}

/** All lines of the file in order. @throws {InputError} naming file and line of what is no label */
export async function* labelPlaces(folder: string, root: string): AsyncGenerator<LabelPlace> {
  const path = labelsFile(folder);
  let offset = 0;
  for await (const text of textLines(path)) {
    const line = parseJsonLine(path, text) as LabelLine & Omit<Sample, 'joints'> & { joints: number[][] };
    const { split, id, dataset, subject, sequence, frame, view, image, hand, joints, objects, grasped } =
      line;
    const length = Buffer.byteLength(text.line);
    const found = { split, id, dataset, subject, sequence, frame, view, side: hand.side };
    yield {
      ...found,
      image: { ...image, path: resolve(root, image.path) },
      object: objects[grasped]?.name ?? '',
      depth: joints[0][2],
      offset,
      length,
    };
    offset += length + 1;
  }
}

/** The sample of one line. @throws {InputError} where it is no label */
export async function readLabelAt(
  folder: string,
  root: string,
  { offset, length }: Pick<LabelPlace, 'offset' | 'length'>,
): Promise<SplitSample> {
  const path = labelsFile(folder);
  const file = await open(path, 'r');
  try {
    const bytes = Buffer.alloc(length);
    await file.read(bytes, 0, length, offset);
    const where = `${path}: byte ${offset}`;
    return sampleOfLine(
      parseJsonLine(path, { line: bytes.toString('utf8'), number: 0 }) as LabelLine,
      root,
      where,
    );
  } finally {
    await file.close();
  }
}

function labelsFile(folder: string): string {
  const path = join(folder, LABELS_FILE);
  if (!existsSync(path)) {
    throw new InputError(`${path}: no such file: made by another version; run the stage capture anew`);
  }
  return path;
}

function sampleOfLine(line: LabelLine, root: string, where: string): SplitSample {
  const { split, image, segmentation, ...label } = line;
  const sample = sampleFromJson(label, { ...image, path: resolve(root, image.path) }, where);
  return {
    split,
    sample: { ...sample, segmentation: segmentation === null ? null : resolve(root, segmentation) },
  };
}
