import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { MANIFEST_FILE, readManifest, type StageRecord } from './run-directory.js';

/** A finished stage of another run. */
export interface StoredStage {
  folder: string;
  record: StageRecord;
}

/** Finished stages of other runs, found by the key that says everything their results are a function of. */
export class StageStore {
  /** @param roots run folders, looked at in their order whenever a stage is asked for */
  constructor(readonly roots: readonly string[]) {}

  find(stage: string, key: string): StoredStage | null {
    for (const root of this.roots) {
      const record = readManifest(join(root, MANIFEST_FILE))?.stages[stage];
      const folder = join(root, stage);
      if (record?.key === key && existsSync(folder)) return { folder, record };
    }
    return null;
  }
}
