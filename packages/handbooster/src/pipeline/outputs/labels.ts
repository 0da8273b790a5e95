import { existsSync } from 'node:fs';
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
  const path = join(folder, LABELS_FILE);
  if (!existsSync(path)) {
    throw new InputError(`${path}: no such file: made by another version; run the stage capture anew`);
  }
  const start = `{"split":${JSON.stringify(split)},`;
  const samples: Sample[] = [];
  for await (const text of textLines(path)) {
    if (!text.line.startsWith(start)) continue;
    const where = `${path}: line ${text.number}`;
    const { image, segmentation, ...label } = parseJsonLine(path, text) as LabelLine;
    const sample = sampleFromJson(label, { ...image, path: resolve(root, image.path) }, where);
    const { split: _, ...rest } = sample as Sample & { split?: string };
    samples.push({ ...rest, segmentation: segmentation === null ? null : resolve(root, segmentation) });
  }
  return samples;
}
