import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Manifest } from './run-directory.js';

/** Everything of a finished run that the report shows as numbers. */
export interface RunData {
  manifest: Manifest;
  /** Lines of a stage's training log, `log.jsonl` or another, or none. */
  log(stage: string, name?: string): Record<string, number>[];
}

export function readRun(root: string): RunData {
  return {
    manifest: JSON.parse(readFileSync(join(root, 'manifest.json'), 'utf8')),
    log(stage, name = 'log.jsonl') {
      const file = join(root, stage, name);
      if (!existsSync(file)) return [];
      return readFileSync(file, 'utf8')
        .split('\n')
        .filter((line) => line !== '')
        .map((line) => JSON.parse(line));
    },
  };
}
