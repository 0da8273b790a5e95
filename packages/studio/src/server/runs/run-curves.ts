import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { STAGE_NAMES } from 'handbooster/pipeline';
import type { Curve } from '../../api/runs.js';

const LOGS = ['log.jsonl', 'validation.jsonl'];
/** Points of a curve that are sent: more than a screen has pixels tells nothing. */
const MOST_POINTS = 1500;
/** Counters, which are no measure. */
const COUNTERS = new Set(['step', 'images', 'epoch']);

/** Every measure that a run's stages have logged, also of one at work. */
export function runCurves(source: string, folder: string): Curve[] {
  return STAGE_NAMES.flatMap((stage) =>
    LOGS.flatMap((log) => {
      const file = [`${stage}`, `${stage}.partial`]
        .map((name) => join(folder, name, log))
        .find((path) => existsSync(path));
      if (file === undefined) return [];
      const lines = readFileSync(file, 'utf8').split('\n').flatMap(parsed);
      const measures = [...new Set(lines.flatMap((line) => Object.keys(line)))].filter(
        (name) => !COUNTERS.has(name),
      );
      return measures.map((measure): Curve => {
        const points = lines.filter((line) => typeof line[measure] === 'number');
        const every = Math.ceil(points.length / MOST_POINTS);
        const kept = points.filter((_, i) => i % every === 0 || i === points.length - 1);
        const name = log === 'validation.jsonl' ? `validation ${measure}` : measure;
        return {
          source,
          stage,
          measure: name,
          steps: kept.map(({ step }, i) => (typeof step === 'number' ? step : i)),
          values: kept.map((line) => line[measure] as number),
        };
      });
    }),
  ).filter(({ values }) => values.length > 0);
}

/** A run at work may be in the middle of a line. */
function parsed(line: string): Record<string, unknown>[] {
  try {
    const value = JSON.parse(line);
    return typeof value === 'object' && value !== null ? [value] : [];
  } catch {
    return [];
  }
}
