import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { HandModel } from '../hand/index.js';
import { loadObjectFolder, type ObjectModel } from '../objects/index.js';
import { RealSet } from './real-set.js';

/** What the capture stage leaves for the others: where the real data is, and what its splits are called. */
export interface CaptureNote {
  /** Root in DexYCB's layout; absolute, or relative to the stage's folder. */
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

  split(hand: HandModel, name: string): Promise<RealSet> {
    return RealSet.open(this.root, hand, this.note.setup, name);
  }

  /** The models of the captured objects; none where the download came without them. */
  async objects(): Promise<ObjectModel[]> {
    const folder = join(this.root, 'models');
    return existsSync(folder) ? loadObjectFolder(folder) : [];
  }
}
