import { existsSync } from 'node:fs';
import { isFolderLocked, readManifest, STAGE_NAMES } from 'handbooster/pipeline';
import type { RunState, StageState } from '../../api/runs.js';
import type { RunProcess } from './run-processes.js';

/** What a run has done and is doing, from its folder and, where this studio runs it, from its process. */
export function runState(folder: string, own: RunProcess | null): RunState {
  const manifest = readManifest(`${folder}/manifest.json`);
  const worker = own?.running ? 'studio' : isFolderLocked(folder) ? 'elsewhere' : null;
  return {
    stages: STAGE_NAMES.map((name): StageState => {
      const record = manifest?.stages[name];
      const begun = existsSync(`${folder}/${name}.partial`);
      const working = begun && worker !== null;
      return {
        name,
        state: working ? 'working' : record !== undefined ? 'done' : begun ? 'halfway' : 'waiting',
        seconds: record?.seconds ?? null,
        bytes: record?.bytes ?? null,
        summary: record === undefined ? [] : shortSummary(record.summary),
        task: working && own?.running ? own.task : null,
      };
    }),
    worker,
    stopping: own?.stopping ?? false,
    lines: own?.lines ?? [],
    error: own?.error ?? null,
  };
}

/** The plain figures of a summary: lists and tables are for the report. */
function shortSummary(summary: Record<string, unknown>): [string, string][] {
  return Object.entries(summary).flatMap(([key, value]): [string, string][] => {
    if (typeof value === 'number') return [[words(key), Number(value.toPrecision(4)).toLocaleString('en')]];
    return typeof value === 'string' || typeof value === 'boolean' ? [[words(key), String(value)]] : [];
  });
}

/** `trainingImages` as `training images`. */
function words(key: string): string {
  return key.replace(/([a-z\d])([A-Z])/g, (_, before, after) => `${before} ${after.toLowerCase()}`);
}
