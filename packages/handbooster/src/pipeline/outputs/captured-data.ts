import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { RealSet } from '../../datasets/real/real-set.js';
import type { HandModel } from '../../hand/model/hand-model.js';
import { loadObjectFolder } from '../../objects/files/load-object-folder.js';
import type { ObjectModel } from '../../objects/object-model.js';
import { type RealKind, realSamples } from '../stages/capture/downloaded-data.js';

/** What the capture stage leaves for the others: where the real data is, and what its splits are called. */
export interface CaptureNote {
  /** The layout of the data; DexYCB's where it is not said. */
  kind?: RealKind;
  /** File of the left hand that DexYCB's left hands are read with; without one they are left out. */
  leftHand?: string;
  /** Its root; absolute, or relative to the stage's folder. */
  root: string;
  setup: string;
  train: string;
  /** Held out from training, for the filter's thresholds. */
  validation: string;
  tests: string[];
}

const NOTE = 'source.json';

export function writeCaptureNote(folder: string, note: CaptureNote): void {
  writeFileSync(join(folder, NOTE), `${JSON.stringify(note, null, 2)}\n`);
}

/** The real data as the capture stage left it. */
export class CapturedData {
  private constructor(
    readonly note: CaptureNote,
    readonly root: string,
  ) {}

  static open(folder: string): CapturedData {
    const note: CaptureNote = JSON.parse(readFileSync(join(folder, NOTE), 'utf8'));
    return new CapturedData(note, resolve(folder, note.root));
  }

  /** @throws InputError when no sample of the split is usable. */
  async split(hand: HandModel, name: string): Promise<RealSet> {
    const samples = await realSamples(this.note, this.root, hand, name);
    return RealSet.of(samples, `${this.root}: split ${name}`);
  }

  /** The models of the captured objects; none where the download came without them. */
  async objects(): Promise<ObjectModel[]> {
    const folder = join(this.root, 'models');
    return existsSync(folder) ? loadObjectFolder(folder) : [];
  }
}
