import { join, resolve } from 'node:path';
import { writeFileAtomicSync } from '../../base/files/atomic-write.js';
import { readJsonFile } from '../../base/files/read-text-file.js';
import { datasetObjects } from '../../datasets/dataset-objects.js';
import type { CaptureNote } from '../../datasets/real/capture-note.js';
import type { Sample } from '../../datasets/sample/sample.js';
import type { ObjectModel } from '../../objects/object-model.js';
import { readLabels } from './labels.js';

const NOTE = 'source.json';

export function writeCaptureNote(folder: string, note: CaptureNote): void {
  writeFileAtomicSync(join(folder, NOTE), `${JSON.stringify(note, null, 2)}\n`);
}

/** The real data as the capture stage left it. */
export class CapturedData {
  private constructor(
    /** The stage's folder. */
    readonly folder: string,
    readonly note: CaptureNote,
    readonly root: string,
  ) {}

  static open(folder: string): CapturedData {
    const note = readJsonFile(join(folder, NOTE)) as CaptureNote;
    return new CapturedData(folder, note, resolve(folder, note.root));
  }

  /** All samples of a split. @throws {InputError} naming file and line of what is no label */
  samples(split: string): Promise<Sample[]> {
    return readLabels(this.folder, this.root, split);
  }

  /** The models of the captured objects; none where the download came without them. */
  objects(): Promise<ObjectModel[]> {
    return datasetObjects(this.root);
  }
}
